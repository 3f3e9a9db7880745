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
from etpserver.emulator.journal.redaction import answers, heads, requests
from etpserver.emulator.worlds.middleware import ANSWERED
from etpserver.server.plans import Plan, plan_of

# Read of a request so that its templates can be told by their length; no more than KEPT is kept.
READ = 1024 * 1024
WITHOUT_BODY = (204, 304)
LOGIN = "auth_"  # how the names of the token operations begin

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
        written = meta.get("QUERY_STRING", "")
        query = heads.form(written)
        links = heads.secret_parameters(written) if query != written else ()
        operation = operation_of(request.method or "", request.path_info)
        request_body, request_size = _request_body(meta)
        response_body = _response_body(response, content, operation, links)
        exchange = Exchange(
            at=self.at,
            world_time=self.world_time,
            operation=operation,
            is_routed=operation is not None or _is_routed(request),
            method=request.method or "",
            base=f"{meta['wsgi.url_scheme']}://{request.get_host()}{meta.get('SCRIPT_NAME', '')}",
            path=request.path_info,
            query=query,
            protocol=meta.get("SERVER_PROTOCOL", "HTTP/1.1"),
            request_headers=heads.headers(_sent(meta)),
            request_size=request_size,
            request_is_cut=len(request_body) > KEPT or request_size > READ,
            status=response.status_code if is_answered else None,
            response_headers=heads.headers(_answered(response, self.world)) if is_answered else (),
            response_size=size,
            response_is_cut=len(response_body) > KEPT or len(content) < size,
            ms=round((took + plan.delay_s) * 1000, 3),
            user=_user(request),
            fault=meta.get(NOTED),
            warnings=_warnings(response),
        )
        return Packed(orjson.dumps(exchange), request_body[:KEPT], response_body[:KEPT])


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


def _sent(meta: Meta) -> Iterator[tuple[str, str]]:
    for key, value in meta.items():
        name = _header_name(key)
        if name and value:
            yield name, value if value.isascii() else value.encode("utf-8", "replace").decode()


def _answered(response: HttpResponseBase, world: str) -> list[tuple[str, str]]:
    cookies = [("Set-Cookie", cookie.OutputString()) for cookie in response.cookies.values()]
    # The middleware above has yet to name the world.
    named = [] if ANSWERED in response.headers else [(ANSWERED, world)]
    return [*response.items(), *named, *cookies]


def _readable(value: str) -> str:
    return value if value.isascii() else value.encode("utf-8", "replace").decode()


def _request_body(meta: Meta) -> tuple[bytes, int]:
    """Its beginning without secrets, and the size of the whole."""
    size = int(meta.get("CONTENT_LENGTH") or 0)
    file: IO[bytes] | None = meta.get("wsgi.input")
    if not size or file is None:
        return b"", size
    file.seek(0)
    return requests.request_body(file.read(READ), meta.get("CONTENT_TYPE", "")), size


def _response_body(
    response: HttpResponseBase, content: bytes, operation: str | None, links: Iterable[str]
) -> bytes:
    if not content:
        return b""
    return answers.answer_body(
        content,
        response.get("Content-Type", ""),
        is_login=operation is None or operation.startswith(LOGIN),
        is_file="Content-Disposition" in response.headers,
        links=links,
    )


def _user(request: HttpRequest) -> str | None:
    user = getattr(request, "user", None)
    # Django's own is lazy: asking it would look for a session that the API does not use.
    return None if isinstance(user, LazyObject) else getattr(user, "username", "") or None


def _warnings(response: HttpResponseBase) -> tuple[str, ...]:
    said = response.headers.get("X-Etp-Warning")
    return tuple(unquote(said).split("; ")) if said else ()
