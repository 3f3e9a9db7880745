"""Many terminals at once, on one loop and one client."""

import asyncio
from collections.abc import Callable, Sequence
from types import TracebackType

from iclock.virtual.http import HttpDriver, Observer, device_client
from iclock.virtual.terminal import VirtualTerminal

STEP_S = 0.02


class Fleet:
    """Terminals that talk as long as the `async with` block lasts."""

    def __init__(
        self,
        terminals: Sequence[VirtualTerminal],
        *,
        speed: float = 1.0,
        observe: Observer = lambda *_: None,
    ) -> None:
        self.terminals = terminals
        self._speed = speed
        self._observe = observe
        self._client = device_client()
        self._drivers: list[HttpDriver] = []
        self._tasks: list[asyncio.Task[None]] = []

    async def __aenter__(self) -> "Fleet":
        await self._client.__aenter__()
        for terminal in self.terminals:
            driver = HttpDriver(terminal, self._client, speed=self._speed, observe=self._observe)
            self._drivers.append(driver)
            self._tasks.append(asyncio.create_task(driver.run()))
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for driver in self._drivers:
            driver.stop()
        await asyncio.gather(*self._tasks)
        await self._client.__aexit__(kind, problem, trace)

    @property
    def talking(self) -> int:
        """How many a server has answered, and still does."""
        return sum(
            terminal.session is not None and not terminal.is_failing for terminal in self.terminals
        )

    @property
    def waiting(self) -> int:
        """How many records no server has acknowledged yet."""
        return sum(len(terminal.outbox) for terminal in self.terminals)

    async def until_talking(self, seconds: float) -> bool:
        """Wait until every terminal talks; false when the time is over."""
        return await self._until(lambda: self.talking == len(self.terminals), seconds)

    async def until_drained(self, seconds: float) -> bool:
        """Wait until every record is acknowledged; false when the time is over."""
        return await self._until(lambda: self.waiting == 0, seconds)

    async def _until(self, holds: Callable[[], bool], seconds: float) -> bool:
        loop = asyncio.get_running_loop()
        deadline = loop.time() + seconds
        while not holds():
            self._raise_what_went_wrong()
            if loop.time() > deadline:
                return False
            await asyncio.sleep(STEP_S)
        return True

    def _raise_what_went_wrong(self) -> None:
        """A driver never ends of itself; one that did has failed."""
        for task in self._tasks:
            if task.done():
                task.result()
