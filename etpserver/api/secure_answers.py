"""What browsers are told about answers, so that a page cannot be used against its reader."""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

ADMIN = "/_etp/admin/"
# Of the admin and the console: everything a page loads comes from this server, and no script or
# style stands inside it.
OWN_FILES_ONLY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)

Handler = Callable[[HttpRequest], HttpResponseBase]


class SecureAnswersMiddleware:
    """Cookies are sent back by https only where they came by https; the admin keeps to itself."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if response.cookies and is_by_https(request):
            for cookie in response.cookies.values():
                cookie["secure"] = True
        if request.path_info.startswith(ADMIN):
            response.headers.setdefault("Content-Security-Policy", OWN_FILES_ONLY)
        return response


def is_by_https(request: HttpRequest) -> bool:
    """Whether the browser talks https, to this server or to the proxy that `public_url` names."""
    if request.is_secure():
        return True
    public = urlsplit(settings.PUBLIC_URL)
    return public.scheme == "https" and bool(public.netloc == request.get_host())
