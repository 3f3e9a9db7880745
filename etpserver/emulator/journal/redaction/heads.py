"""Headers and query strings without their secrets."""

from collections.abc import Iterable
from urllib.parse import unquote_plus

from etpserver.emulator.journal.redaction.words import HIDDEN, is_secret, is_template, shortened

Pairs = tuple[tuple[str, str], ...]

AUTHORIZATION = frozenset({"authorization", "proxy-authorization"})
SCHEMES = frozenset({"token", "jwt", "bearer", "bearer-token", "basic", "digest"})
SECRET = frozenset({"x-csrftoken", "x-api-key", "x-auth-token"})
LINKS = frozenset({"referer", "location", "content-location"})
LONGEST = 4096  # characters of one header


def headers(pairs: Iterable[tuple[str, str]]) -> Pairs:
    return tuple((name, _value(name.lower(), value)) for name, value in pairs)


def _value(name: str, value: str) -> str:
    if name in AUTHORIZATION:
        value = _authorization(value)
    elif name == "cookie":
        value = "; ".join(_cookie(pair) for pair in value.split(";"))
    elif name == "set-cookie":
        pair, semicolon, attributes = value.partition(";")
        value = _cookie(pair) + semicolon + attributes
    elif name in SECRET or is_secret(name):
        value = HIDDEN
    elif name in LINKS and "?" in value:
        address, _, query = value.partition("?")
        value = f"{address}?{form(query)}"
    return value if len(value) <= LONGEST else f"{value[:LONGEST]}..."


def _authorization(value: str) -> str:
    scheme, _, rest = value.strip().partition(" ")
    return f"{scheme} {HIDDEN}" if rest and scheme.lower() in SCHEMES else HIDDEN


def _cookie(pair: str) -> str:
    name, equals, _ = pair.strip().partition("=")
    return f"{name}={HIDDEN}" if equals else HIDDEN


def form(text: str) -> str:
    """A query string, or a form's body; what is no secret stays as it was written."""
    return "&".join(_parameter(part) for part in text.split("&")) if text else text


def _parameter(part: str) -> str:
    written, equals, value = part.partition("=")
    name = unquote_plus(written)
    if value and is_secret(name):
        return f"{written}={HIDDEN}"
    return f"{written}{equals}{shortened(value)}" if is_template(name) else part


def secret_parameters(query: str) -> list[str]:
    """The secret parameters of a query, whose values the links of an answer repeat."""
    names = (unquote_plus(part.partition("=")[0]) for part in query.split("&") if part)
    return [name for name in names if is_secret(name)]
