"""Answers whose body is a source of events, sent as they come.

granian queues without bound what it is given, and a client that reads slowly must not fill the
server. So events are given to it only while the client's connection takes more; meanwhile they
stay in their source, which is bounded.
"""

import asyncio
import math
import select
import socket
from collections.abc import Callable
from functools import partial
from types import TracebackType
from typing import Self

from etpserver.server import sockets
from etpserver.server.exchanges import Answer, Exchange
from etpserver.server.plans import EventSource
from etpserver.server.streams import give
from etpserver.server.waits import Wait

HEARTBEAT = b":\n\n"  # a comment: clients pass over it, dead connections fail at it
# Over HTTP/2 a slow stream does not show in its connection, and on Windows the connection is not
# found: there a stream ends after so much. Readers of events come back.
MOST_UNSEEN = 64 * 1024 * 1024


class Gate:
    """Whether a client's connection takes more; always, if it cannot be seen."""

    def __init__(self, connection: socket.socket | None) -> None:
        self.connection = connection
        self.loop = asyncio.get_running_loop()

    def __enter__(self) -> Self:
        if self.connection is not None:
            self.poll = select.poll()
            self.poll.register(self.connection, select.POLLOUT)
        return self

    def is_open(self) -> bool:
        return self.connection is None or bool(self.poll.poll(0))

    def call_when_open(self, callback: Callable[[], None]) -> None:
        """Call it once, on the loop."""
        if self.connection is not None:
            self.loop.add_writer(self.connection, self._opened, self.connection, callback)

    def _opened(self, connection: socket.socket, callback: Callable[[], None]) -> None:
        self.loop.remove_writer(connection)
        callback()

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _problem: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        if self.connection is not None:
            self.loop.remove_writer(self.connection)
            self.connection.close()


async def send_events(exchange: Exchange, answer: Answer, source: EventSource, wait: Wait) -> None:
    """Send what the source yields, until it ends, the client leaves or the server stops."""
    headers = answer.without("content-length")
    if not exchange.has_body(answer):
        exchange.proto.response_empty(answer.status, headers)
        return
    source.attach(partial(asyncio.get_running_loop().call_soon_threadsafe, wait.wake))
    connection = sockets.client_socket(*exchange.ends)
    rest = MOST_UNSEEN if connection is None or exchange.is_http_2 else math.inf
    with Gate(connection) as gate:
        transport = exchange.proto.response_stream(answer.status, headers)
        while not wait.is_over and rest > 0:
            if not gate.is_open():
                gate.call_when_open(wait.wake)
                await wait.sleep(source.heartbeat_s)
                continue
            content = source.take()
            if not content and source.is_at_end():
                return
            if not content and await wait.sleep(source.heartbeat_s):
                content = HEARTBEAT
            if content:
                await give(transport, content)
                rest -= len(content)
                await asyncio.sleep(0)  # the loop serves others although events come in a flood
