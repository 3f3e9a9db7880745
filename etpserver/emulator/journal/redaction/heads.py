"""Headers and query strings without their secrets."""

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from urllib.parse import quote_plus, unquote_plus

from etpserver.emulator.journal.redaction.values import json_without
from etpserver.emulator.journal.redaction.words import (
    HIDDEN,
    has_sign,
    is_secret,
    is_template,
    shortened,
)

Pairs = tuple[tuple[str, str], ...]

SCHEMES = frozenset({"token", "jwt", "bearer", "bearer-token", "basic", "digest"})
# `//user:password@` of an address.
PERSON = re.compile(r"(?<=//)[^/?#\s@]+(?=@)")
LONGEST = 4096  # characters of one header

Keep = Callable[[str], str]


def headers(pairs: Iterable[tuple[str, str]]) -> Pairs:
    """The headers with their secrets hidden."""
    return tuple([(name, keeper(name)(value)) for name, value in pairs])


@lru_cache(maxsize=1024)
def keeper(name: str) -> Keep:
    """What is done with the values of a header. Only names are remembered, never values."""
    lowered = name.lower()
    if lowered in {"authorization", "proxy-authorization"}:
        return _authorization
    if lowered == "cookie":
        return _cookies
    if lowered == "set-cookie":
        return _set_cookie
    return _hidden if is_secret(lowered) else _link


def _short(value: str) -> str:
    return value if len(value) <= LONGEST else f"{value[:LONGEST]}..."


def _hidden(_value: str) -> str:
    return HIDDEN


def _link(value: str) -> str:
    """Any header may hold an address: Referer, Location, X-Original-Url."""
    address, question, query = value.partition("?")
    if "@" in address:
        address = PERSON.sub(HIDDEN, address)
    return _short(f"{address}?{form(query)}" if question else address)


def _authorization(value: str) -> str:
    scheme, _, rest = value.strip().partition(" ")
    return f"{scheme} {HIDDEN}" if rest and scheme.lower() in SCHEMES else HIDDEN


def _cookies(value: str) -> str:
    return _short("; ".join(_cookie(pair) for pair in value.split(";")))


def _set_cookie(value: str) -> str:
    pair, semicolon, attributes = value.partition(";")
    return _short(_cookie(pair) + semicolon + attributes)


def _cookie(pair: str) -> str:
    name, equals, _ = pair.strip().partition("=")
    return f"{name}={HIDDEN}" if equals else HIDDEN


def form(text: str) -> str:
    """A query string, or a form's body; what is no secret stays as it was written."""
    if not has_sign(text):
        return text
    return "&".join([_parameter(part) for part in text.split("&")])


def _parameter(part: str) -> str:
    written, equals, value = part.partition("=")
    name = unquote_plus(written)
    if value and is_secret(name):
        return f"{written}={HIDDEN}"
    if is_template(name):
        return f"{written}{equals}{shortened(value)}"
    inner = json_without(unquote_plus(value))
    return part if inner is None else f"{written}={quote_plus(inner, errors='replace')}"


def secret_parameters(query: str) -> list[str]:
    """The secret parameters of a query, whose values the links of an answer repeat."""
    names = (unquote_plus(part.partition("=")[0]) for part in query.split("&") if part)
    return [name for name in names if is_secret(name)]
