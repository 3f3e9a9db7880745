"""One request on its way through the adapter, and what the application says to it."""

import asyncio
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from etpserver.server.plans import KEY, Plan
from etpserver.server.protocols import Environ, Headers, HTTPProtocol, Scope

WITHOUT_BODY = {204, 304}


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

    def announcing(self, length: int) -> Headers:
        """The headers with this length of the body."""
        return [*self.without("content-length"), ("content-length", str(length))]


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


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request."""

    environ: Environ
    scope: Scope
    proto: HTTPProtocol
    place: Place
    closes: bool

    @property
    def ends(self) -> tuple[str, str]:
        """The client's and the server's end of the connection, each as `host:port`."""
        return self.scope.client, self.scope.server

    @property
    def plan(self) -> Plan:
        plan: Plan = self.environ[KEY]
        return plan

    @property
    def is_head(self) -> bool:
        return bool(self.environ["REQUEST_METHOD"] == "HEAD")

    @property
    def is_last(self) -> bool:
        """Whether the connection ends with it; a view asks by `etp.closes_connection`."""
        return self.closes or bool(self.environ.get("etp.closes_connection"))

    @property
    def is_http_2(self) -> bool:
        """Whether the connection carries other requests at the same time."""
        return bool(self.environ["SERVER_PROTOCOL"].startswith("HTTP/2"))

    def has_body(self, answer: Answer) -> bool:
        return not self.is_head and answer.status not in WITHOUT_BODY

    def joined(self, answer: Answer, parts: Iterable[bytes]) -> bytes:
        """A body that is in memory already; the answer to HEAD is told its length."""
        content = b"".join(parts)
        if self.is_head and not answer.has("content-length"):
            answer.headers = answer.announcing(len(content))
        return content

    def send_at_once(self, answer: Answer, content: bytes) -> None:
        """From any thread."""
        if not self.has_body(answer):
            self.proto.response_empty(answer.status, answer.headers)
            return
        # granian counts for itself; a length beyond the body would let the client wait.
        self.proto.response_bytes(answer.status, answer.without("content-length"), content)

    def break_off(self, status: int, reason: bytes) -> None:
        """Answer in place of the application, and end the connection where that is possible."""
        headers = [("content-type", "text/plain")]
        if not self.is_http_2:
            headers.append(("connection", "close"))
        self.proto.response_bytes(status, headers, reason)


def is_streaming(result: Iterable[bytes]) -> bool:
    """Django's responses say so; of other applications a list is a whole body."""
    return bool(getattr(result, "streaming", not isinstance(result, list | tuple)))
