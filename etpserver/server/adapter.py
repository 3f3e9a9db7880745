"""granian's RSGI on one side, a WSGI application in a few threads on the other.

A request is read on the loop, within its limits, and answered by a thread: the one that runs the
view also iterates a streaming body and closes it. Nothing that waits for a client holds a view's
place: bodies arrive on the loop, and a streaming body gives its place up before its first part.
"""

import asyncio
import logging
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Protocol

from etpserver.server import sockets
from etpserver.server.bodies import ClientLeftError, Limits, PathLimits, read_body
from etpserver.server.environ import build_environ
from etpserver.server.protocols import Environ, Headers, HTTPProtocol, Scope, WSGIApplication
from etpserver.server.streams import Streams

logger = logging.getLogger("etpserver.server")

VIEWS = 2  # views that run at once; measured: one waits for files, four fight for the interpreter
STREAMING = 28  # further threads, for streaming bodies whose clients read slowly
# The answer to what is no HTTP; a client that left does not see it.
BROKEN_OFF: tuple[int, Headers] = (400, [("connection", "close")])
FAILED = b"The server failed to answer; its log says why.\n"
WITHOUT_BODY = {204, 304}


class StoppingError(Exception):
    """The server stops: the rest of a streaming body is not sent."""


@dataclass(slots=True)
class Answer:
    """What the application said by `start_response`."""

    status: int = 500
    headers: Headers = field(default_factory=list)

    def start(self, status: str, headers: Headers, _failure: Any = None) -> None:
        self.status = int(status[:3])
        self.headers = [(name.lower(), value) for name, value in headers]

    def without(self, name: str) -> Headers:
        return [header for header in self.headers if header[0] != name]

    def has(self, name: str) -> bool:
        return any(header[0] == name for header in self.headers)


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request on its way through a thread."""

    environ: Environ
    proto: HTTPProtocol
    client: str
    place: "Place"
    closes: bool


class Background(Protocol):
    """What runs beside the requests of a process."""

    def start(self) -> None: ...

    def stop(self) -> None: ...


class Place:
    """One of the places for running views; given back once, from any thread."""

    def __init__(self, places: asyncio.Semaphore, loop: asyncio.AbstractEventLoop) -> None:
        self.places = places
        self.loop = loop
        self.is_taken = True

    def give_back(self) -> None:
        """From any thread."""
        if self.is_taken:
            self.is_taken = False
            with suppress(RuntimeError):  # the loop has ended
                self.loop.call_soon_threadsafe(self.places.release)

    def give_back_on_loop(self) -> None:
        """From the loop itself, which need not be woken."""
        if self.is_taken:
            self.is_taken = False
            self.places.release()


class Adapter:
    """An RSGI application made of a WSGI one."""

    def __init__(
        self,
        application: WSGIApplication,
        limits: Limits | None = None,
        exceptions: Sequence[PathLimits] = (),
        *,
        background: Background | None = None,
    ) -> None:
        self.application = application
        self.limits = limits or Limits()
        self.exceptions = exceptions
        self.background = background
        self.is_stopping = False

    def __rsgi_init__(self, loop: asyncio.AbstractEventLoop) -> None:
        """Called by granian in each worker, before the first request."""
        self.loop = loop
        self.places = asyncio.Semaphore(VIEWS)
        self.threads = ThreadPoolExecutor(VIEWS + STREAMING, thread_name_prefix="view")
        self.streams = Streams(loop)
        if self.background is not None:
            self.background.start()

    def __rsgi_del__(self, _loop: asyncio.AbstractEventLoop) -> None:
        """Called by granian in each worker, after the last request."""
        self.close()

    def close(self) -> None:
        """Take no more requests; views that run are left to themselves."""
        self.stop()
        self.threads.shutdown(wait=False, cancel_futures=True)
        self.streams.close()

    def stop(self) -> None:
        """Let nothing keep the server from ending: no streaming body, no work beside."""
        self.is_stopping = True
        if self.background is not None:
            self.background.stop()

    async def __rsgi__(self, scope: Scope, proto: HTTPProtocol) -> None:
        headers = scope.headers
        try:
            body = await read_body(scope, headers, proto, self.limits_for(scope))
        except ClientLeftError:
            proto.response_empty(*BROKEN_OFF)
            return
        with body.file:
            environ = build_environ(scope, headers, body)
            await self.places.acquire()
            place = Place(self.places, self.loop)
            exchange = Exchange(environ, proto, scope.client, place, not body.is_read_to_end)
            try:
                await self.loop.run_in_executor(self.threads, self.answer, exchange)
            finally:
                place.give_back_on_loop()

    def limits_for(self, scope: Scope) -> Limits:
        """What this request may send."""
        found = (one.limits for one in self.exceptions if one.is_for(scope.method, scope.path))
        return next(found, self.limits)

    def answer(self, exchange: Exchange) -> None:
        """Run the application and send what it answers (on a thread)."""
        answer = Answer()
        try:
            result = self.application(exchange.environ, answer.start)
        except Exception as problem:  # noqa: BLE001  the last place that can answer; `fail` logs it
            self.fail(exchange, problem)
            return
        try:
            self.send(exchange, answer, result)
        finally:
            close = getattr(result, "close", None)
            if close is not None:
                close()

    def send(self, exchange: Exchange, answer: Answer, result: Iterable[bytes]) -> None:
        if exchange.closes and not exchange.environ["SERVER_PROTOCOL"].startswith("HTTP/2"):
            answer.headers = [*answer.without("connection"), ("connection", "close")]
        is_head = exchange.environ["REQUEST_METHOD"] == "HEAD"
        if is_streaming(result):
            if is_head or answer.status in WITHOUT_BODY:
                exchange.proto.response_empty(answer.status, answer.headers)
            else:
                exchange.place.give_back()
                self.send_parts(exchange, answer, iter(result))
            return
        content = b"".join(result)
        if is_head and not answer.has("content-length"):
            answer.headers.append(("content-length", str(len(content))))
        if is_head or answer.status in WITHOUT_BODY:
            exchange.proto.response_empty(answer.status, answer.headers)
            return
        # granian counts for itself; a length beyond the body would let the client wait.
        exchange.proto.response_bytes(answer.status, answer.without("content-length"), content)

    def send_parts(self, exchange: Exchange, answer: Answer, parts: Iterator[bytes]) -> None:
        try:
            first = next(parts, b"")  # a view that fails here can still be answered by a 500
        except Exception as problem:  # noqa: BLE001  `fail` logs it
            self.fail(exchange, problem)
            return
        stream = self.streams.new()
        try:
            stream.open(exchange.proto, answer.status, answer.headers)
            stream.write(first)
            for part in parts:
                if self.is_stopping:
                    raise StoppingError
                stream.write(part)
        except ClientLeftError:
            logger.debug("%s left before the end of the answer", exchange.client)
        except Exception as problem:  # the view's, while it made the next part
            if not isinstance(problem, StoppingError):
                logger.exception("%(REQUEST_METHOD)s %(PATH_INFO)s broke off", exchange.environ)
            # The client must not take half an answer for a whole one.
            sockets.cut(exchange.client)
        finally:
            stream.close()

    def fail(self, exchange: Exchange, problem: Exception) -> None:
        """Log the problem and answer 500."""
        logger.error("%(REQUEST_METHOD)s %(PATH_INFO)s failed", exchange.environ, exc_info=problem)
        exchange.proto.response_bytes(500, [("content-type", "text/plain")], FAILED)


def is_streaming(result: Iterable[bytes]) -> bool:
    """Django's responses say so; of other applications a list is a whole body."""
    return bool(getattr(result, "streaming", not isinstance(result, list | tuple)))
