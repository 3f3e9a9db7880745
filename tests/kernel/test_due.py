"""What falls due is settled in its order, each at its own moment."""

from datetime import datetime, timedelta

import pytest

from etpserver.api import due
from etpserver.api.clock import now
from etpserver.api.due import Due

NOON = datetime.fromisoformat("2026-01-05T12:00:00+05:30")  # of the fixture `clock`
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _no_others(monkeypatch):
    monkeypatch.setattr(due, "_sources", [])


@pytest.fixture
def calendar(clock):
    """Work by its hour after noon: `calendar[3] = settle`; what was settled is taken out."""
    waiting = {}

    def source(start, end):
        for hour, settle in waiting.items():
            if start < NOON + hour * HOUR <= end:
                yield Due(NOON + hour * HOUR, "work", f"Hour {hour}.", settle)

    due.register(source)
    return waiting


def fired(hours):
    return [(one.at - NOON) / HOUR for one in due.settle(NOON, NOON + hours * HOUR)]


def test_nothing_is_due():
    assert due.settle(NOON, NOON + HOUR) == []


def test_takes_what_lies_after_the_first_moment_until_the_second(calendar):
    calendar.update(dict.fromkeys((0, 1, 2, 3)))

    assert fired(2) == [1, 2]


def test_asks_a_function_that_is_registered_twice_once():
    def source(start, end):
        yield Due(end, "work", "Done.")

    due.register(source)
    due.register(source)

    assert due.settle(NOON, NOON + HOUR) == [Due(NOON + HOUR, "work", "Done.")]


def test_settles_the_work_of_all_in_one_order_at_its_moment(calendar):
    seen = []
    calendar.update({hour: lambda: seen.append(now()) for hour in (3, 1)})

    def other(start, end):
        yield Due(NOON + 2 * HOUR, "other", "Other.", lambda: seen.append(now()))

    due.register(other)

    assert fired(5) == [1, 2, 3]
    assert seen == [NOON + hour * HOUR for hour in (1, 2, 3)]
    assert now() == NOON


def test_several_at_one_moment_that_share_a_function_let_it_run_once():
    runs = []

    def settle():
        runs.append(now())

    def source(start, end):
        for number in (1, 2):
            yield Due(NOON + HOUR, "work", f"Number {number}.", settle)

    due.register(source)

    assert [one.text for one in due.settle(NOON, NOON + HOUR)] == ["Number 1.", "Number 2."]
    assert runs == [NOON + HOUR]


def test_work_that_changes_what_is_due_is_looked_for_again(calendar):
    def work():
        del calendar[3]
        calendar[2] = None
        return True

    calendar.update({1: work, 3: None})

    assert fired(5) == [1, 2]
