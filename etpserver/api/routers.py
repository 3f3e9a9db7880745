"""The router: one `register` line per resource is the list of what is served."""

from rest_framework.routers import SimpleRouter


class VendorRouter(SimpleRouter):
    """Every path works with and without its trailing slash, without a redirect."""

    def __init__(self) -> None:
        super().__init__()
        # Guess: a redirected POST would lose its body.
        self.trailing_slash = "/?"

    def get_lookup_regex(self, viewset: type, lookup_prefix: str = "") -> str:
        return "(?P<code>[^/]+)"
