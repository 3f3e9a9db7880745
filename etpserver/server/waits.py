"""Waiting on the loop: for a time, until the client leaves, until the server stops."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from etpserver.server.protocols import HTTPProtocol


class TooManyError(Exception):
    """As many answers wait as may."""


class Wait:
    """The wait of one answer."""

    def __init__(self, waits: "Waits") -> None:
        self.has_left = False
        self._waits = waits
        self._woken = asyncio.Event()

    @property
    def is_over(self) -> bool:
        """Whether there is nothing left to wait for."""
        return self.has_left or self._waits.is_stopping

    def wake(self) -> None:
        """From the loop only."""
        self._woken.set()

    async def sleep(self, seconds: float | None) -> bool:
        """Wait so long, or until woken or over; answers whether all the time has passed."""
        if self.is_over:
            return False
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._woken.wait()
        is_woken = self._woken.is_set()
        self._woken.clear()
        return not is_woken

    async def watch(self, proto: HTTPProtocol) -> None:
        """Notice that the client leaves."""
        await proto.client_disconnect()
        self.has_left = True
        self.wake()


class Waits:
    """All waits of a server: no more than `most`, and a stop ends them all."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.is_stopping = False
        self._open: set[Wait] = set()

    def stop(self) -> None:
        """From the loop only."""
        self.is_stopping = True
        for wait in self._open:
            wait.wake()

    @contextmanager
    def one(self, proto: HTTPProtocol) -> Iterator[Wait]:
        """A wait for the answer to `proto`; raises `TooManyError`."""
        if len(self._open) >= self.most:
            raise TooManyError
        wait = Wait(self)
        self._open.add(wait)
        # Cancelled in the end: granian would watch for ever over a client that has its answer.
        watching = asyncio.ensure_future(wait.watch(proto))
        try:
            yield wait
        finally:
            watching.cancel()
            self._open.discard(wait)
