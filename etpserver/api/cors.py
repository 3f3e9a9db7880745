"""Cross-origin calls to the documented API, as the world's setting `cors` says."""

from collections.abc import Sequence
from urllib.parse import SplitResult

from corsheaders.middleware import CorsMiddleware
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers

from etpserver.api.worlds import current_world

ANY, NONE = "any", "vendor"


class VendorCorsMiddleware(CorsMiddleware):
    """Lets pages of any origin call, of none (as the vendor's server does), or of a list."""

    def add_response_headers(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        # corsheaders reads every header to find that there is no Origin.
        if "HTTP_ORIGIN" in request.META or not self.is_enabled(request):
            return super().add_response_headers(request, response)
        patch_vary_headers(response, ("origin",))
        return response

    def origin_found_in_white_lists(self, origin: str, url: SplitResult) -> bool:
        setting = current_world().settings.cors
        return setting == ANY or (setting != NONE and origin in allowed_origins(setting))


def allowed_origins(setting: str) -> Sequence[str]:
    """The origins of a comma-separated list."""
    return [origin.strip().rstrip("/") for origin in setting.split(",")]
