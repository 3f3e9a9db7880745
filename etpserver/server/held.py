"""Finished answers that their plans hold back."""

from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from tempfile import SpooledTemporaryFile
from typing import IO

from etpserver.server.bodies import MEGABYTE
from etpserver.server.exchanges import Answer, Exchange, is_streaming
from etpserver.server.plans import Plan
from etpserver.server.protocols import StreamTransport
from etpserver.server.waits import Wait

WITHOUT_CONTENT = {"reset", "empty", "hang"}
IN_MEMORY = MEGABYTE  # a longer streaming body waits in a temporary file
AT_ONCE = 64 * 1024


@dataclass(frozen=True, slots=True)
class Held:
    """An answer with its whole body, which needs nothing of its view any more."""

    exchange: Exchange
    answer: Answer
    content: IO[bytes]
    length: int

    @property
    def plan(self) -> Plan:
        return self.exchange.plan

    def has_body(self) -> bool:
        """Whether there is anything to cut or to dribble."""
        return self.length > 0 and self.exchange.has_body(self.answer)

    def is_in_memory(self) -> bool:
        return isinstance(self.content, BytesIO) or self.length <= IN_MEMORY

    def open(self) -> StreamTransport:
        """Send the head, with the length of the whole body."""
        headers = self.answer.announcing(self.length)
        return self.exchange.proto.response_stream(self.answer.status, headers)

    def parts(self, length: int, at_once: int = AT_ONCE) -> Iterator[bytes]:
        """The first `length` bytes of the body."""
        while length > 0 and (part := self.content.read(min(at_once, length))):
            length -= len(part)
            yield part

    async def pieces(self, length: int, wait: Wait) -> AsyncIterator[bytes]:
        """The same as the plan dribbles them, until the wait is over."""
        dribble = self.plan.dribble
        parts = self.parts(length, dribble.bytes_at_once) if dribble else self.parts(length)
        for number, part in enumerate(parts):
            if dribble and number and not await wait.sleep(dribble.pause_s):
                return
            yield part


def hold(
    exchange: Exchange, answer: Answer, result: Iterable[bytes], go_on: Callable[[], None]
) -> Held:
    """Take all of a body, on the thread of its view, so that the view can be closed.

    `go_on` is called before each part of a streaming body, and raises when there is to be no more.
    """
    if exchange.plan.events or exchange.plan.ending in WITHOUT_CONTENT:
        return Held(exchange, answer, BytesIO(), 0)
    if not is_streaming(result):
        content = exchange.joined(answer, result)
        return Held(exchange, answer, BytesIO(content), len(content))
    spool = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  closed with the answer
    try:
        if exchange.has_body(answer):
            for part in result:
                go_on()
                spool.write(part)
    except BaseException:
        spool.close()
        raise
    length = spool.tell()
    spool.seek(0)
    return Held(exchange, answer, spool, length)
