"""The people of live terminals: they pass through the day, each mostly at one terminal."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache

from iclock.virtual.chance import generator
from iclock.virtual.day import Moment, Passing, moments
from iclock.virtual.records import NO_STATE
from iclock.virtual.terminal import VirtualTerminal

# Beyond this a clock was set, and nobody has lived through the time between.
LONGEST_LEAP = timedelta(hours=24)
ELSEWHERE = 0.06  # how often somebody takes another terminal than usual
# Status codes, at terminals whose state keys people press.
STATES = {
    Passing.ARRIVES: 0,
    Passing.LEAVES: 1,
    Passing.GOES_TO_LUNCH: 2,
    Passing.IS_BACK: 3,
}


class Crowd:
    """Lets people punch whose time has come by a terminal's own clock; never in the past."""

    def __init__(self, terminals: Sequence[VirtualTerminal], seed: int) -> None:
        self._terminals = terminals
        self._seed = seed
        self._looked: dict[str, datetime] = {}
        self._moments = lru_cache(maxsize=100_000)(moments)

    def pass_by(self) -> int:
        """Punch for everybody whose moment came since the last call; how many did."""
        where = self._where_people_are_known()
        count = 0
        for terminal in self._terminals:
            for pin, moment in self._due(terminal):
                if self._chosen(pin, moment, where[pin]) is terminal:
                    has_keys = terminal.behaviour.has_state_keys
                    status = STATES[moment.passing] if has_keys else NO_STATE
                    terminal.punch(pin, at=moment.at, status=status)
                    count += 1
        return count

    def _where_people_are_known(self) -> dict[str, list[VirtualTerminal]]:
        where: dict[str, list[VirtualTerminal]] = {}
        for terminal in self._terminals:
            for pin in terminal.memory.users:
                where.setdefault(pin, []).append(terminal)
        return where

    def _due(self, terminal: VirtualTerminal) -> Iterator[tuple[str, Moment]]:
        """Who passes between the last look and now, by this terminal's clock, in their order."""
        if not terminal.clock.is_set:
            return
        now = terminal.clock.now()
        last = self._looked.get(terminal.serial, now)
        self._looked[terminal.serial] = now
        if not timedelta(0) < now - last <= LONGEST_LEAP:
            return
        found = [
            (moment, pin)
            for day in _days(last, now)
            for pin in terminal.memory.users
            for moment in self._moments(pin, day, self._seed)
            if last < moment.at <= now
        ]
        for moment, pin in sorted(found, key=lambda pair: (pair[0].at, pair[1])):
            yield pin, moment

    def _chosen(self, pin: str, moment: Moment, among: list[VirtualTerminal]) -> VirtualTerminal:
        """The person's own terminal, now and then another that knows them."""
        usual = generator("usual", self._seed, pin).randrange(len(among))
        dice = generator("elsewhere", self._seed, pin, moment.at)
        if dice.random() < ELSEWHERE:
            return dice.choice(among)
        return among[usual]


def _days(first: datetime, last: datetime) -> Iterator[date]:
    day = first.date()
    while day <= last.date():
        yield day
        day += timedelta(days=1)
