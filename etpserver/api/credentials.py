"""Which key or JWT a request carries, whatever the way it carries it."""

from dataclasses import dataclass

from django.http import HttpRequest
from rest_framework.request import Request

KEY, JWT, EITHER = "key", "jwt", "either"

# Manual 1.1: `Authorization: Bearer-Token`; 2.1: keys and JWTs.
# Observed: clients send `Token <key>` and `JWT <JWT>`, in any case.
SCHEMES = {"token": KEY, "jwt": JWT, "bearer": EITHER}
DOTS_OF_A_JWT = 2


@dataclass(frozen=True, slots=True)
class Credential:
    """A key or a JWT, not yet checked; a malformed header leaves it empty."""

    value: str
    form: str

    @property
    def is_jwt(self) -> bool:
        """Whether it is to be read as a JWT; where both may stand, its dots say so."""
        if self.form == EITHER:
            return self.value.count(".") == DOTS_OF_A_JWT
        return self.form == JWT


def read_credential(request: Request | HttpRequest) -> Credential | None:
    """The header's, else the query's; None if there is none or the header is Basic."""
    parts = request.META.get("HTTP_AUTHORIZATION", "").split()
    scheme = parts[0].lower() if parts else ""
    if scheme in SCHEMES:
        return Credential(_clean(parts[1:]), SCHEMES[scheme])
    if scheme == "basic":
        return None
    # Manual 1.1: a parameter access_token.
    value = request.GET.get("access_token", "")
    return Credential(_clean(value.split()), EITHER) if value else None


def _clean(words: list[str]) -> str:
    """The one word, if it can be a key or a JWT at all."""
    word = words[0] if len(words) == 1 else ""
    return word if word.isascii() and word.isprintable() else ""
