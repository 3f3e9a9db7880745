"""granian's RSGI on one side, a WSGI application in a few threads on the other.

A request is read on the loop, within its limits, and answered by a thread: the one that runs the
view also iterates a streaming body and closes it. Nothing that waits for a client holds a view's
place: bodies arrive on the loop, and a streaming body gives its place up before its first part.
What a plan holds back waits on the loop, without a thread.
"""

import asyncio
import logging
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol

from etpserver.server import capacity, sockets
from etpserver.server.bodies import ClientLeftError, Limits, PathLimits, read_body
from etpserver.server.delivery import Delivery, call
from etpserver.server.environ import build_environ
from etpserver.server.exchanges import Answer, Exchange, Place, is_streaming
from etpserver.server.held import Held, hold
from etpserver.server.plans import KEY, Plan
from etpserver.server.protocols import (
    Headers,
    HTTPProtocol,
    RequestHeaders,
    Scope,
    WSGIApplication,
)
from etpserver.server.streams import Streams
from etpserver.server.waits import Waits

logger = logging.getLogger("etpserver.server")

VIEWS = 2  # views that run at once; measured: one waits for files, four fight for the interpreter
STREAMING = 28  # further threads, for streaming bodies whose clients read slowly
# The answer to what is no HTTP; a client that left does not see it.
BROKEN_OFF: tuple[int, Headers] = (400, [("connection", "close")])
FAILED = b"The server failed to answer; its log says why.\n"


class StoppingError(Exception):
    """The server stops: the rest of a streaming body is not sent."""


class Background(Protocol):
    """What runs beside the requests of a process."""

    def start(self) -> None: ...

    def stop(self) -> None: ...


class Adapter:
    """An RSGI application made of a WSGI one."""

    def __init__(
        self,
        application: WSGIApplication,
        limits: Limits | None = None,
        exceptions: Sequence[PathLimits] = (),
        *,
        most_waiting: int | None = None,
        background: Background | None = None,
    ) -> None:
        self.application = application
        self.limits = limits or Limits()
        self.waits = Waits(capacity.waits() if most_waiting is None else most_waiting)
        self.exceptions = exceptions
        self.background = background
        self.is_stopping = False
        self.unfinished = 0  # requests, with what is called after their answers
        self.is_idle = asyncio.Event()  # told only while the server stops

    def __rsgi_init__(self, loop: asyncio.AbstractEventLoop) -> None:
        """Called by granian in each worker, before the first request."""
        self.loop = loop
        self.places = asyncio.Semaphore(VIEWS)
        self.threads = ThreadPoolExecutor(VIEWS + STREAMING, thread_name_prefix="view")
        self.streams = Streams(loop)
        self.delivery = Delivery(loop, self.threads, self.waits, self.send_parts)
        if self.background is not None:
            self.background.start()

    def stop(self) -> None:
        """Let nothing keep the server from ending: no streaming body, no wait, no work beside.

        From the loop only.
        """
        self.is_stopping = True
        self.waits.stop()
        if self.background is not None:
            self.background.stop()

    async def finished(self) -> None:
        """Wait for the requests under way; the server stops."""
        if self.unfinished:
            await self.is_idle.wait()

    def close(self) -> None:
        """Take no more requests; views that run are left to themselves."""
        self.stop()
        self.threads.shutdown(wait=False, cancel_futures=True)
        self.streams.close()

    async def __rsgi__(self, scope: Scope, proto: HTTPProtocol) -> None:
        self.unfinished += 1
        try:
            await self.serve(scope, proto)
        finally:
            self.unfinished -= 1
            if self.is_stopping and not self.unfinished:
                self.is_idle.set()

    async def serve(self, scope: Scope, proto: HTTPProtocol) -> None:
        headers = scope.headers
        try:
            body = await read_body(scope, headers, proto, self.limits_for(scope, headers))
        except ClientLeftError:
            proto.response_empty(*BROKEN_OFF)
            return
        with body.file:
            environ = build_environ(scope, headers, body)
            environ[KEY] = Plan()
            await self.places.acquire()
            place = Place(self.places, self.loop)
            exchange = Exchange(environ, scope, proto, place, not body.is_read_to_end)
            try:
                held = await self.loop.run_in_executor(self.threads, self.answer, exchange)
            finally:
                place.give_back_on_loop()
        if held is not None:
            await self.delivery.deliver(held)

    def limits_for(self, scope: Scope, headers: RequestHeaders) -> Limits:
        """What this request may send."""
        found = (one.limits for one in self.exceptions if one.is_for(scope, headers))
        return next(found, self.limits)

    def answer(self, exchange: Exchange) -> Held | None:
        """Run the application; send what it answers, or hold it as its plan says (on a thread)."""
        held = None
        try:
            held = self.run(exchange)
        finally:
            if held is None:
                call(exchange.plan.callbacks())
        return held

    def run(self, exchange: Exchange) -> Held | None:
        answer = Answer()
        try:
            result = self.application(exchange.environ, answer.start)
        except Exception as problem:  # noqa: BLE001  the last place that can answer; `fail` logs it
            self.fail(exchange, problem)
            return None
        try:
            if exchange.is_last and not exchange.is_http_2:
                answer.headers = [*answer.without("connection"), ("connection", "close")]
            if not exchange.plan.is_plain():
                return self.hold(exchange, answer, result)
            self.send(exchange, answer, result)
        finally:
            close = getattr(result, "close", None)
            if close is not None:
                close()
        return None

    def hold(self, exchange: Exchange, answer: Answer, result: Iterable[bytes]) -> Held | None:
        try:
            return hold(exchange, answer, result, self.go_on)
        except StoppingError:
            sockets.cut(*exchange.ends)
        except Exception as problem:  # noqa: BLE001  the view's, while it made the next part
            self.fail(exchange, problem)
        return None

    def go_on(self) -> None:
        """Raise if the server stops."""
        if self.is_stopping:
            raise StoppingError

    def send(self, exchange: Exchange, answer: Answer, result: Iterable[bytes]) -> None:
        if not is_streaming(result):
            exchange.send_at_once(answer, exchange.joined(answer, result))
        elif exchange.has_body(answer):
            exchange.place.give_back()
            self.send_parts(exchange, answer, iter(result))
        else:
            exchange.send_at_once(answer, b"")

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
                self.go_on()
                stream.write(part)
        except ClientLeftError:
            logger.debug("%s left before the end of the answer", exchange.scope.client)
        except Exception as problem:  # the view's, while it made the next part
            if not isinstance(problem, StoppingError):
                logger.exception("%(REQUEST_METHOD)s %(PATH_INFO)r broke off", exchange.environ)
            # The client must not take half an answer for a whole one.
            sockets.cut(*exchange.ends)
        finally:
            stream.close()

    def fail(self, exchange: Exchange, problem: Exception) -> None:
        """Log the problem and answer 500."""
        logger.error("%(REQUEST_METHOD)s %(PATH_INFO)r failed", exchange.environ, exc_info=problem)
        exchange.proto.response_bytes(500, [("content-type", "text/plain")], FAILED)
