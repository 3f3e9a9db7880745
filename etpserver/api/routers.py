"""The router: one `register` line per resource is the list of what is served."""

from typing import Any

from rest_framework.routers import SimpleRouter


class VendorRouter(SimpleRouter):
    """Every path works with and without its trailing slash, without a redirect.

    A viewset's `aliases` add further paths for its operations.
    """

    def __init__(self) -> None:
        super().__init__()
        # Guess: a redirected POST would lose its body.
        self.trailing_slash = "/?"

    def get_routes(self, viewset: Any) -> list[Any]:
        routes: list[Any] = super().get_routes(viewset)
        ends = {f"/{path}{{trailing_slash}}$": alias for alias, path in viewset.aliases.items()}
        extra = [
            route._replace(url=route.url.replace(end, f"/{alias}{{trailing_slash}}$"))
            for route in routes
            for end, alias in ends.items()
            if route.url.endswith(end)
        ]
        return [*extra, *routes]

    def get_lookup_regex(self, viewset: type, lookup_prefix: str = "") -> str:
        return "(?P<code>[^/]+)"
