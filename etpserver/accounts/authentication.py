"""Who calls: by key, by JWT or by password."""

from typing import Any

from rest_framework.authentication import BasicAuthentication, TokenAuthentication
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied
from rest_framework.request import Request
from rest_framework_simplejwt.authentication import JWTAuthentication
from rest_framework_simplejwt.exceptions import AuthenticationFailed as JwtAuthenticationFailed
from rest_framework_simplejwt.exceptions import InvalidToken

from etpserver.accounts.jwt import StaffJwt
from etpserver.accounts.models import User
from etpserver.accounts.passwords import verified_passwords
from etpserver.accounts.throttles import failed_logins
from etpserver.accounts.tokens import holder_of_key
from etpserver.api.credentials import read_credential
from etpserver.api.worlds import current_world
from personnel.employees.staff import staff_by_id

# Observed: the texts of DRF's own TokenAuthentication.
INVALID_TOKEN = "Invalid token."  # noqa: S105
INACTIVE = "User inactive or deleted."
# Guess: the text; the vendor's server answers 403.
NO_LICENCE = "The API licence is not active."
INVALID_HEADER = "Invalid basic header. Credentials not correctly base64 encoded."
INVALID_PASSWORD = "Invalid username/password."  # noqa: S105
LONGEST_USERNAME = 150


def require_licence() -> None:
    """Refuse what the vendor sells the API licence for; called once the caller is known."""
    # Manual 1.1: the API needs a licence. Observed: without one tokens are still issued and HTTP
    # Basic still works, but calls with a token are 403.
    if current_world().settings.api_license == "inactive":
        raise PermissionDenied(NO_LICENCE)


class KeyAuthentication(TokenAuthentication):
    """`Token <key>`, `Bearer <key>`, `access_token=<key>`: a user's, employee's or API client's.

    Stands first in the settings: its `authenticate_header` makes every refusal a 401 that asks
    for `Token`, which no browser opens a password dialog for.
    """

    def authenticate(self, request: Request) -> tuple[Any, Any] | None:
        credential = read_credential(request)
        if credential is None or credential.is_jwt:
            return None
        holder = self.authenticate_credentials(credential.value)
        require_licence()
        return holder

    def authenticate_credentials(self, key: str) -> tuple[Any, Any]:
        holder = holder_of_key(key) if key else None
        if holder is None:
            raise AuthenticationFailed(INVALID_TOKEN)
        if not holder[0].is_active:
            raise AuthenticationFailed(INACTIVE)
        return holder


class JwtAuthentication(JWTAuthentication):
    """`JWT <JWT>`, `Bearer <JWT>`, `access_token=<JWT>`: a user's or an employee's."""

    def authenticate(self, request: Request) -> tuple[Any, Any] | None:
        credential = read_credential(request)
        if credential is None or not credential.is_jwt:
            return None
        token = self.get_validated_token(credential.value.encode())
        user = self.get_user(token)
        require_licence()
        return user, token

    def get_validated_token(self, raw_token: bytes) -> Any:
        try:
            return super().get_validated_token(raw_token)
        except InvalidToken as problem:
            raise AuthenticationFailed(INVALID_TOKEN) from problem

    def get_user(self, validated_token: Any) -> Any:
        if isinstance(validated_token, StaffJwt):
            staff = staff_by_id(validated_token["user_id"])
            if staff is None or not staff.is_active:
                raise AuthenticationFailed(INACTIVE)
            return staff
        try:
            return super().get_user(validated_token)
        except JwtAuthenticationFailed as problem:
            raise AuthenticationFailed(INACTIVE) from problem


class PasswordAuthentication(BasicAuthentication):
    """HTTP Basic with a user's name and password; failures are throttled."""

    def authenticate(self, request: Request) -> tuple[Any, Any] | None:
        if not request.META.get("HTTP_AUTHORIZATION", "").isascii():
            raise AuthenticationFailed(INVALID_HEADER)
        return super().authenticate(request)

    def authenticate_credentials(
        self, userid: str, password: str, request: Any = None
    ) -> tuple[Any, Any]:
        if len(userid) > LONGEST_USERNAME or "\0" in userid:
            raise AuthenticationFailed(INVALID_PASSWORD)
        with failed_logins.guard("user", userid, request):
            user = User.objects.filter(username=userid, is_active=True).first()
            if user is not None and verified_passwords.knows(user, password):
                return user, None
            holder = super().authenticate_credentials(userid, password, request)
        verified_passwords.remember(holder[0], password)
        return holder
