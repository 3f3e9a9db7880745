"""From Django's request and response to what is kept of them."""

import time
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import IO, Any
from urllib.parse import unquote

import orjson
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import Resolver404, resolve
from django.utils.functional import LazyObject

from etpserver.api.clock import real_now
from etpserver.api.schema.routing import operation_of
from etpserver.api.worlds import current_world
from etpserver.emulator.faults.effects import NOTED
from etpserver.emulator.faults.kinds import NO_ANSWER
from etpserver.emulator.journal.exchange import KEPT, Exchange, Packed
from etpserver.emulator.journal.redaction import requests
from etpserver.emulator.journal.redaction.heads import Pairs
from etpserver.emulator.worlds.middleware import ANSWERED
from etpserver.server.plans import Plan, plan_of

# Read of a request so that its templates can be told by their length; no more than KEPT is kept.
READ = 1024 * 1024
WITHOUT_BODY = (204, 304)

Meta = dict[str, Any]


class Arrival:
    """A request that is under way."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.at = real_now()
        world = current_world()
        self.world = world.name
        self.world_time = world.clock.read()
        self.started = time.perf_counter()

    def packed(self, response: HttpResponseBase, content: bytes, size: int) -> Packed:
        """What is kept, now that the answer is complete; `content` is its beginning."""
        request, meta = self.request, self.request.META
        took = time.perf_counter() - self.started
        plan = plan_of(meta) or Plan()
        is_answered = plan.ending not in NO_ANSWER
        if not is_answered:
            content, size = b"", 0
        elif plan.ending == "truncate":
            content = content[: size // 2]
        operation = operation_of(request.method or "", request.path_info)
        request_body, request_size = _request_body(meta)
        exchange = Exchange(
            at=self.at,
            world_time=self.world_time,
            operation=operation,
            is_routed=operation is not None or _is_routed(request),
            method=request.method or "",
            base=_base(meta),
            path=request.path_info,
            query=_query(meta.get("QUERY_STRING", "")),
            protocol=meta.get("SERVER_PROTOCOL", "HTTP/1.1"),
            request_headers=_sent(meta),
            request_size=request_size,
            request_is_cut=len(request_body) > KEPT or request_size > READ,
            status=response.status_code if is_answered else None,
            response_headers=_answered(response, self.world) if is_answered else (),
            response_size=size,
            response_is_cut=len(content) < size,
            ms=round((took + plan.delay_s) * 1000, 3),
            user=_user(request),
            fault=meta.get(NOTED),
            warnings=_warnings(response),
        )
        return Packed(orjson.dumps(exchange), request_body[:KEPT], content, has_secrets=True)


class Passing:
    """The parts of a streaming body on their way: counted, the first of them kept.

    `note` is called once with the beginning and the size, before the client can see the end.
    """

    def __init__(self, parts: Iterable[bytes], note: Callable[[bytes, int], None]) -> None:
        self._parts = iter(parts)
        self._note: Callable[[bytes, int], None] | None = note
        self._kept = bytearray()
        self._size = 0

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        try:
            part = next(self._parts)
        except BaseException:  # the end, or it broke off
            self.close()
            raise
        self._size += len(part)
        if len(self._kept) < KEPT:
            self._kept += part[: KEPT - len(self._kept)]
        return part

    def close(self) -> None:
        note, self._note = self._note, None
        if note is not None:
            note(bytes(self._kept), self._size)


def content_of(request: HttpRequest, response: HttpResponse) -> bytes:
    """The body that is sent."""
    if request.method == "HEAD" or response.status_code in WITHOUT_BODY:
        return b""
    content: bytes = response.content
    return content


def _is_routed(request: HttpRequest) -> bool:
    if request.resolver_match is not None:
        return True
    try:
        resolve(request.path_info)
    except Resolver404:
        return False
    return True


@lru_cache(maxsize=512)
def _header_name(key: str) -> str | None:
    """`HTTP_X_ETP_WORLD` as `X-Etp-World`; None for what is no header."""
    if key.startswith("HTTP_"):
        key = key.removeprefix("HTTP_")
    elif key not in {"CONTENT_TYPE", "CONTENT_LENGTH"}:
        return None
    return key.replace("_", "-").title()


def _sent(meta: Meta) -> Pairs:
    return tuple(
        [
            (name, _writable(value))
            for key, value in meta.items()
            if (name := _header_name(key)) and value
        ]
    )


def _answered(response: HttpResponseBase, world: str) -> Pairs:
    # What `response.items()` makes of it, a call for each header, takes ten times as long.
    found = list(response.headers._store.values())
    if ANSWERED not in response.headers:  # the middleware above has yet to name the world
        found.append((ANSWERED, world))
    found += [("Set-Cookie", cookie.OutputString()) for cookie in response.cookies.values()]
    return tuple(found)


def _writable(value: str) -> str:
    """Without half characters, which no JSON can hold."""
    return value if value.isascii() else value.encode("utf-8", "replace").decode()


def _query(written: str) -> str:
    # WSGI has a character for each byte.
    return written if written.isascii() else written.encode("latin-1").decode(errors="replace")


def _base(meta: Meta) -> str:
    # Not Django's get_host: what the client calls its server is written down, not judged.
    host = meta.get("HTTP_HOST") or f"{meta['SERVER_NAME']}:{meta['SERVER_PORT']}"
    return f"{meta['wsgi.url_scheme']}://{_writable(host)}{meta.get('SCRIPT_NAME', '')}"


def _request_body(meta: Meta) -> tuple[bytes, int]:
    """Its beginning without secrets, and the size of the whole."""
    size = int(meta.get("CONTENT_LENGTH") or 0)
    file: IO[bytes] | None = meta.get("wsgi.input")
    if not size or file is None:
        return b"", size
    file.seek(0)
    kind, encoding = meta.get("CONTENT_TYPE", ""), meta.get("HTTP_CONTENT_ENCODING", "")
    return requests.request_body(file.read(READ), kind, encoding), size


def _user(request: HttpRequest) -> str | None:
    user = getattr(request, "user", None)
    # Django's own is lazy: asking it would look for a session that the API does not use.
    return None if isinstance(user, LazyObject) else getattr(user, "username", "") or None


def _warnings(response: HttpResponseBase) -> tuple[str, ...]:
    said = response.headers.get("X-Etp-Warning")
    return tuple(unquote(said).split("; ")) if said else ()
