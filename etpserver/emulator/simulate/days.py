"""Whole days of punches: who comes when, and how what they leave behind arrives."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from random import Random  # noqa: TID251  only the type: whoever asks seeds it
from zoneinfo import ZoneInfo

from etpserver.api.clock import Clock
from etpserver.api.worlds import current_world, use_world
from etpserver.emulator.simulate.punches import Outcome, SimulatedPunch, deliver

IN, OUT = "0", "1"
SUNDAY = 6
START, END = time(9, 0), time(18, 0)
IMMEDIATE, LATE, OUT_OF_ORDER = "immediate", "late", "out_of_order"
UPLOADS = (IMMEDIATE, LATE, OUT_OF_ORDER)


@dataclass(frozen=True, slots=True)
class Pattern:
    """How the days go; shares from 0 to 1."""

    first: date
    days: int
    lateness: float = 0.1  # of the arrivals
    absence: float = 0.05  # of the people, each day
    missed: float = 0.02  # of the punches, that nobody makes
    duplicates: float = 0.0  # of the punches, that are sent again
    unknown: int = 0  # PINs of nobody, each day
    upload: str = IMMEDIATE


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody and the terminal they pass."""

    emp_code: str
    sn: str


def plan(pattern: Pattern, people: Sequence[Person], dice: Random) -> list[SimulatedPunch]:
    """The punches of the days in the order of their times, without those that are sent again."""
    found: list[SimulatedPunch] = []
    for number in range(pattern.days):
        day = pattern.first + timedelta(days=number)
        if day.weekday() != SUNDAY:
            found += _of_a_day(pattern, people, day, dice)
    return sorted(found, key=lambda punch: (punch.at, punch.sn, punch.emp_code))


def upload(pattern: Pattern, punches: Sequence[SimulatedPunch], dice: Random) -> list[Outcome]:
    """Send the punches as the pattern says; what is sent again comes right after."""
    twice = [punch for punch in punches if dice.random() < pattern.duplicates]
    if pattern.upload == IMMEDIATE:
        return [*_as_they_happen(punches), *_as_they_happen(twice)]
    sent = list(punches)
    if pattern.upload == OUT_OF_ORDER:
        dice.shuffle(sent)
    return [*deliver(sent), *deliver(twice)]


def _of_a_day(
    pattern: Pattern, people: Sequence[Person], day: date, dice: Random
) -> Iterator[SimulatedPunch]:
    for person in people:
        if dice.random() < pattern.absence:
            continue
        is_late = dice.random() < pattern.lateness
        arrives = dice.randint(6, 75) if is_late else -dice.randint(1, 20)
        for state, at in (
            (IN, datetime.combine(day, START) + _minutes(arrives, dice)),
            (OUT, datetime.combine(day, END) + _minutes(dice.randint(0, 40), dice)),
        ):
            if dice.random() >= pattern.missed:
                yield SimulatedPunch(person.sn, person.emp_code, at, state)
    serials = sorted({person.sn for person in people})
    for _ in range(pattern.unknown):
        at = datetime.combine(day, START) + _minutes(dice.randint(0, 480), dice)
        yield SimulatedPunch(dice.choice(serials), str(dice.randint(900_000, 999_999)), at, IN)


def _minutes(count: int, dice: Random) -> timedelta:
    return timedelta(minutes=count, seconds=dice.randint(0, 59))


def _as_they_happen(punches: Sequence[SimulatedPunch]) -> list[Outcome]:
    """Each hour's punches, at the end of the hour by the server's clock."""
    world = current_world()
    zone = ZoneInfo(world.settings.time_zone)
    hours: dict[datetime, list[SimulatedPunch]] = {}
    for punch in punches:
        hour = punch.at.replace(minute=0, second=0) + timedelta(hours=1)
        hours.setdefault(hour, []).append(punch)
    outcomes: list[Outcome] = []
    for hour, happened in hours.items():
        clock = Clock()
        clock.freeze(min(hour.replace(tzinfo=zone), world.clock.read()))
        with use_world(replace(world, clock=clock)):
            outcomes += deliver(happened)
    return outcomes
