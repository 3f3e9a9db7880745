"""Requests that the API has no answer for, and what they may have meant."""

from collections.abc import Iterable, Iterator, Mapping
from difflib import SequenceMatcher
from functools import cache, lru_cache
from http import HTTPStatus
from itertools import zip_longest

from etpserver.api.schema.contract import operations
from etpserver.emulator.journal.entries import Entry
from etpserver.emulator.journal.exchange import Exchange

UNMATCHED = (HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED)
DEVICE = (
    ("push_cdata", "GET", "/iclock/cdata"),
    ("push_cdata", "POST", "/iclock/cdata"),
    ("push_getrequest", "GET", "/iclock/getrequest"),
    ("push_devicecmd", "POST", "/iclock/devicecmd"),
)
Route = tuple[str, str, str]  # operation, method, path
COMPARED = 200  # characters of a path
OTHER_METHOD = 0.9  # how near a route is whose path is right


def unmatched(entries: Iterable[Entry]) -> Iterator[Entry]:
    """Paths that lead nowhere, records that do not exist, methods that a path does not take."""
    for entry in entries:
        exchange = entry.exchange
        is_missing = exchange.status in UNMATCHED and not _is_on_purpose(exchange)
        if not exchange.is_routed or is_missing:
            yield entry


def _is_on_purpose(exchange: Exchange) -> bool:
    """Whether a fault chose the status."""
    return exchange.fault is not None and f"status {exchange.status}" in exchange.fault["what"]


def nearest(exchange: Exchange) -> Mapping[str, str]:
    """The route that is most like the request's; of a missing record, its own."""
    own = operations().get(exchange.operation or "")
    given = exchange.path.rstrip("/")[:COMPARED]
    found = (own.id, own.method, own.path) if own else _most_like(exchange.method, given)
    return dict(zip(("operation", "method", "path"), found, strict=True))


@lru_cache(maxsize=1024)
def _most_like(method: str, given: str) -> Route:
    return max(routes(), key=lambda route: _likeness(route, method, given))


@cache
def routes() -> tuple[Route, ...]:
    """Everything that clients and terminals may call."""
    documented = operations().values()
    paths = [(o.id, o.method, path) for o in documented for path in (o.path, *o.manual_paths)]
    return (*paths, *DEVICE)


def _likeness(route: Route, method: str, given: str) -> float:
    own = _filled(route[2].rstrip("/"), given)
    likeness = SequenceMatcher(None, own, given, autojunk=False).ratio()
    return likeness if route[1] == method else likeness * OTHER_METHOD


def _filled(path: str, given: str) -> str:
    """The path with what the request has in the place of its codes, counted from the end."""
    own, parts = path.split("/")[::-1], given.split("/")[::-1]
    filled = [
        part if name.startswith("{") else name
        for name, part in zip_longest(own, parts[: len(own)], fillvalue="")
    ]
    return "/".join(filled[::-1])
