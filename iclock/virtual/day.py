"""A day at work: when somebody passes a terminal. Pure: the same words give the same day."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum

from iclock.virtual.chance import generator

SATURDAY, SUNDAY = 5, 6
# How likely somebody is to come.
PRESENT = {SATURDAY: 0.25, SUNDAY: 0.04}
PRESENT_ON_WEEKDAYS = 0.95
LATE, LATE_BY, LATEST = 0.08, 25, 150  # how often; minutes on average, and at most
LUNCHES, FORGETS_TO_GO = 0.55, 0.02
STARTS = (time(7, 0), time(8, 30), time(9, 0), time(9, 0), time(9, 30), time(10, 0))
SHIFT = timedelta(hours=9)
LUNCH_AFTER = timedelta(hours=4)


class Passing(Enum):
    """Which way somebody passes."""

    ARRIVES = "arrives"
    GOES_TO_LUNCH = "goes to lunch"
    IS_BACK = "is back"
    LEAVES = "leaves"


@dataclass(frozen=True, slots=True)
class Moment:
    """One passing of a person, in the local time of the terminal."""

    at: datetime  # in whole seconds
    passing: Passing


def moments(pin: str, day: date, seed: int) -> list[Moment]:
    """All passings of a person on a day, in their order; none when they stay at home."""
    dice = generator("day", seed, pin, day)
    if dice.random() >= PRESENT.get(day.weekday(), PRESENT_ON_WEEKDAYS):
        return []
    habits = generator("habits", seed, pin)
    start = datetime.combine(day, habits.choice(STARTS))
    early, stays = habits.uniform(0, 15), habits.uniform(2, 40)
    has_lunch = habits.random() < LUNCHES
    arrival = start - _minutes(dice.gauss(early, 4))
    if dice.random() < LATE:
        arrival = start + _minutes(min(1 + dice.expovariate(1 / LATE_BY), LATEST))
    found = [Moment(arrival, Passing.ARRIVES)]
    if has_lunch:
        lunch = start + LUNCH_AFTER + _minutes(dice.gauss(0, 12))
        found.append(Moment(lunch, Passing.GOES_TO_LUNCH))
        found.append(Moment(lunch + _minutes(dice.uniform(20, 55)), Passing.IS_BACK))
    if dice.random() >= FORGETS_TO_GO:
        leaves = start + SHIFT + _minutes(max(0.5, dice.gauss(stays, 6)))
        found.append(Moment(leaves, Passing.LEAVES))
    return found


def _minutes(count: float) -> timedelta:
    return timedelta(seconds=round(count * 60))
