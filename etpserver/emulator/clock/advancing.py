"""Letting time pass in a world: what falls due on the way is settled in its order."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus

from etpserver.api import due
from etpserver.api.clock import real_now
from etpserver.api.control.problems import BadCallError, ProblemError
from etpserver.api.due import Due
from etpserver.emulator.clock.bodies import FIRST_YEAR, LAST_YEAR, written
from etpserver.emulator.clock.modes import advanced, clock_of
from etpserver.emulator.worlds import lifecycle
from etpserver.emulator.worlds.registry import Worlds

TRIES = 20  # each fails only when somebody else was faster


@dataclass(frozen=True, slots=True)
class Advance:
    """From one moment to another, and what happened in between."""

    start: datetime
    end: datetime
    fired: list[Due]


def advance(worlds: Worlds, name: str, until: Callable[[datetime], datetime]) -> Advance:
    """Settle what falls due until a moment, then let the world's clock show it.

    `until` answers that moment for the one that is. Whoever asks meanwhile still sees the earlier
    time. Of two calls at once the later one goes on where the earlier one has ended.
    """
    fired: list[Due] = []
    for _ in range(TRIES):
        record = lifecycle.find_world(name)
        since = real_now()
        start = clock_of(record.clock).read()
        with worlds.use(name):
            end = _checked(start, until)
            fired += due.settle(start, end)
        if lifecycle.change_clock(worlds, name, record.clock, advanced(record.clock, end, since)):
            return Advance(start, end, fired)
    raise ProblemError(HTTPStatus.CONFLICT, "Others keep setting this clock; try again.")


def _checked(start: datetime, until: Callable[[datetime], datetime]) -> datetime:
    try:
        end = until(start)
    except OverflowError as problem:
        raise BadCallError(f"No clock goes beyond the year {LAST_YEAR}.") from problem
    if not FIRST_YEAR <= end.year <= LAST_YEAR:
        raise BadCallError(f"No clock goes beyond the year {LAST_YEAR}.")
    if end < start:
        raise BadCallError(
            f"It is {written(start)} there, which is later. PUT /_etp/clock sets a clock back."
        )
    return end
