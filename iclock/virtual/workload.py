"""Punches at a steady rate, for measuring a server."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random  # noqa: TID251  only the type: the simulation seeds it

from iclock.virtual.terminal import VirtualTerminal

SECOND = timedelta(seconds=1)


class Workload:
    """Lets the users of a terminal pass one after the other, strangers while it knows nobody."""

    def __init__(self, terminal: VirtualTerminal, strangers: Sequence[str]) -> None:
        self._terminal = terminal
        self._strangers = strangers
        self._last: dict[str, datetime] = {}
        self._turn = 0

    def punch(self) -> None:
        """The next one punches; nobody does it twice within one second."""
        people = list(self._terminal.memory.users) or self._strangers
        pin = people[self._turn % len(people)]
        self._turn += 1
        at = self._terminal.clock.now()
        if pin in self._last and at <= self._last[pin]:
            at = self._last[pin] + SECOND
        self._last[pin] = at
        self._terminal.punch(pin, at=at)

    async def run(self, per_minute: float, generator: Random) -> None:
        """Punch in even steps, from the first handshake on, until cancelled."""
        loop = asyncio.get_running_loop()
        step = 60 / per_minute
        following = loop.time() + step * generator.random()
        while True:
            await asyncio.sleep(following - loop.time())
            following += step
            if self._terminal.clock.is_set:
                self.punch()
