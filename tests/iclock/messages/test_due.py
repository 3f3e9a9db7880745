"""Which messages end between two moments."""

from datetime import datetime, timedelta

import pytest

from iclock.messages.due import messages_due
from tests.iclock.messages.records import make_private, make_public

pytestmark = pytest.mark.django_db
START = datetime.fromisoformat("2026-01-05T12:00:00+05:30")  # of the fixture `clock`
WALL = START.replace(tzinfo=None)
MINUTE = timedelta(minutes=1)
FOR_EVER = 2**31 - 1  # minutes


@pytest.fixture(autouse=True)
def _clock(clock):
    """The clock stands still."""


def found(start, end):
    return [(one.at, one.kind, one.text, one.settle) for one in messages_due(start, end)]


def test_a_message_ends_after_its_minutes():
    private = make_private(start_time=WALL, duration=5)
    public = make_public(start_time=WALL - MINUTE, duration=3)

    assert found(START, START + 5 * MINUTE) == [
        (
            START + 5 * MINUTE,
            "message_ended",
            f"Private message {private.pk} is no longer shown.",
            None,
        ),
        (
            START + 2 * MINUTE,
            "message_ended",
            f"Public message {public.pk} is no longer shown.",
            None,
        ),
    ]


@pytest.mark.parametrize("minutes", [5, 11, FOR_EVER])
def test_others_do_not(minutes):
    make_private(start_time=WALL, duration=minutes)

    assert found(START + 5 * MINUTE, START + 10 * MINUTE) == []


def test_one_that_has_not_begun_does_not_end():
    make_public(start_time=WALL + 20 * MINUTE, duration=1)

    assert found(START, START + 10 * MINUTE) == []
