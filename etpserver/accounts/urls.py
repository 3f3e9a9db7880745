"""The five token operations."""

from django.urls import URLPattern, re_path

from etpserver.accounts.views import (
    StaffJwtView,
    StaffTokenView,
    UserJwtRefreshView,
    UserJwtView,
    UserTokenView,
)


def token_path(operation: str, view: type, name: str) -> URLPattern:
    """Under `/api/` and bare, with and without the trailing slash."""
    # Manual 2.1.1: the heading prints the bare path, the URL below it the one under /api/.
    return re_path(rf"^(?:api/)?{operation}/?\Z", view.as_view(), name=name)  # type: ignore[attr-defined]


urlpatterns = [
    token_path("api-token-auth", UserTokenView, "auth_api_token"),
    token_path("jwt-api-token-auth", UserJwtView, "auth_jwt_api_token"),
    token_path("jwt-api-token-refresh", UserJwtRefreshView, "auth_jwt_api_token_refresh"),
    token_path("staff-api-token-auth", StaffTokenView, "auth_staff_api_token"),
    token_path("staff-jwt-api-token-auth", StaffJwtView, "auth_staff_jwt_api_token"),
]
