"""JSON web tokens: signed with the world's key, timed by the world's clock."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import jwt
from django.db.models import Exists, F
from rest_framework_simplejwt.backends import TokenBackend
from rest_framework_simplejwt.exceptions import TokenBackendError, TokenError
from rest_framework_simplejwt.tokens import AccessToken, RefreshToken, Token
from rest_framework_simplejwt.utils import datetime_to_epoch

from etpserver.accounts.models import TimedToken, User
from etpserver.accounts.tokens import mark_of
from etpserver.api.clock import now
from etpserver.api.worlds import current_world
from personnel.employees.models import Employee, StaffToken
from personnel.employees.staff import staff_token

INVALID = "Token is invalid"
# What the holder of a JWT may be called before anything of it has been verified.
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII)
EMPLOYEE_ID = re.compile(r"[0-9A-Za-z_-]{1,32}", re.ASCII)


class WorldTokenBackend(TokenBackend):
    """Signs with a key of the holder in the current world; refuses what was signed otherwise.

    PyJWT would compare the times with the operating system's clock, so it checks only the
    signature here; `Token.verify` then checks `exp` on the world's clock.
    """

    def __init__(self) -> None:
        # Manual 2.1.2, decoded: the algorithm.
        super().__init__("HS256")
        self.key_id = current_world().name

    def encode(self, payload: dict[str, Any]) -> str:
        return jwt.encode(
            payload,
            Signer.of(payload).key,
            algorithm=self.algorithm,
            headers={"kid": self.key_id},
            sort_headers=False,  # Manual 2.1.2, decoded: typ, alg
        )

    def decode(self, token: Any, verify: bool = True) -> dict[str, Any]:  # noqa: FBT001, FBT002
        try:
            claimed = jwt.decode(token, options={"verify_signature": False})
            signer = Signer.of(claimed, token)
            found = jwt.decode_complete(
                token,
                signer.key,
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
        if found["header"].get("kid") != self.key_id or signer.has_ended_it:
            raise TokenBackendError(INVALID)
        payload: dict[str, Any] = found["payload"]
        return payload


@dataclass(frozen=True, slots=True)
class Signer:
    """Whose key signs a JWT, and whether this JWT was ended before its time."""

    kind: str
    holder: str
    revision: int = 0
    has_ended_it: bool = False

    @classmethod
    def of(cls, payload: Mapping[str, Any], token: str | bytes = "") -> "Signer":
        """The holder whom a payload claims; one query."""
        kind, holder = "staff" if "orig_iat" in payload else "user", str(payload.get("user_id"))
        if kind == "user" and UUID.fullmatch(holder):
            rows: Any = User.objects.filter(pk=holder).annotate(count=F("token_revision"))
        elif kind == "staff" and EMPLOYEE_ID.fullmatch(holder):
            rows = StaffToken.objects.filter(employee=holder).annotate(count=F("revision"))
        else:
            return cls(kind, holder)
        text = token.decode() if isinstance(token, bytes) else token
        ended = TimedToken.objects.filter(pk=mark_of(text), is_ended=True)
        found = rows.annotate(ended=Exists(ended)).values_list("count", "ended").first()
        return cls(kind, holder, *(found or ()))

    @property
    def key(self) -> str:
        """Each revocation changes it."""
        return current_world().key_for("jwt", self.kind, self.holder, str(self.revision))


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
        staff_token(employee)  # which counts the revocations, those of JWTs too
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
        # Of all tokens only these lack a type and have an orig_iat.
        if "token_type" in self.payload or "orig_iat" not in self.payload:
            raise TokenError(INVALID)
