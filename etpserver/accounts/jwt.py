"""JSON web tokens: signed with the world's key, timed by the world's clock."""

from datetime import datetime, timedelta
from typing import Any

import jwt
from rest_framework_simplejwt.backends import TokenBackend
from rest_framework_simplejwt.exceptions import TokenBackendError, TokenError
from rest_framework_simplejwt.tokens import AccessToken, RefreshToken, Token
from rest_framework_simplejwt.utils import datetime_to_epoch

from etpserver.api.clock import now
from etpserver.api.worlds import current_world
from personnel.employees.models import Employee

INVALID = "Token is invalid"


class WorldTokenBackend(TokenBackend):
    """Signs with the current world's key and refuses what another world signed.

    PyJWT would compare the times with the operating system's clock, so it checks only the
    signature here; `Token.verify` then checks `exp` on the world's clock.
    """

    def __init__(self) -> None:
        world = current_world()
        # Manual 2.1.2, decoded: HS256.
        super().__init__("HS256", signing_key=world.key_for("jwt"))
        self.key_id = world.name

    def encode(self, payload: dict[str, Any]) -> str:
        return jwt.encode(
            payload,
            self.prepared_signing_key,
            algorithm=self.algorithm,
            headers={"kid": self.key_id},
            sort_headers=False,  # Manual 2.1.2, decoded: typ, alg
        )

    def decode(self, token: Any, verify: bool = True) -> dict[str, Any]:  # noqa: FBT001, FBT002
        try:
            found = jwt.decode_complete(
                token,
                self.prepared_signing_key,
                algorithms=[self.algorithm],
                options={
                    "verify_signature": verify,
                    "verify_exp": False,
                    "verify_iat": False,
                    "verify_nbf": False,
                    "verify_aud": False,
                },
            )
        except jwt.InvalidTokenError as problem:
            raise TokenBackendError(INVALID) from problem
        if found["header"].get("kid") != self.key_id:
            raise TokenBackendError(INVALID)
        payload: dict[str, Any] = found["payload"]
        return payload


class WorldTimeMixin:
    """For simplejwt's token classes: the world's time, key and generator."""

    payload: dict[str, Any]

    @property
    def current_time(self) -> datetime:
        # Read once, so that a pair of tokens made together expires relative to the same moment.
        return self._current_time

    @current_time.setter
    def current_time(self, _operating_system_time: datetime) -> None:
        # Naive UTC, as simplejwt's own times are without USE_TZ.
        self._current_time = now().replace(tzinfo=None)

    def get_token_backend(self) -> TokenBackend:
        return WorldTokenBackend()

    def set_jti(self) -> None:
        self.payload["jti"] = current_world().new_uuid().hex


class WorldAccessToken(WorldTimeMixin, AccessToken):
    """What a user calls with."""


class WorldRefreshToken(WorldTimeMixin, RefreshToken):  # type: ignore[misc]  # as in simplejwt
    """What a user gets the next access token with."""

    access_token_class = WorldAccessToken
    # Manual 2.1.3, decoded: the new access token carries the refresh token's iat.
    no_copy_claims = tuple(c for c in RefreshToken.no_copy_claims if c != "iat")  # type: ignore[assignment]


class StaffJwt(WorldTimeMixin, Token):
    """What an employee calls with; it cannot be refreshed."""

    token_type = "staff"  # noqa: S105  never on the wire
    # Manual 2.1.5, decoded: exp - orig_iat.
    lifetime = timedelta(seconds=604_800)

    @classmethod
    def for_employee(cls, employee: Employee) -> "StaffJwt":
        token = cls()
        issued = token.current_time
        # Manual 2.1.5, decoded: these claims in this order, and no token_type, iat or jti.
        token.payload = {
            "user_id": employee.pk,
            "username": employee.emp_code,
            "exp": datetime_to_epoch(issued + cls.lifetime),
            "email": employee.email,
            "orig_iat": datetime_to_epoch(issued),
        }
        return token

    def verify(self) -> None:
        self.check_exp()
        # The same key signs users' tokens; only these lack a type and have an orig_iat.
        if "token_type" in self.payload or "orig_iat" not in self.payload:
            raise TokenError(INVALID)
