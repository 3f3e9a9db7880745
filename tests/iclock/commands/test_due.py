"""Which commands expire between two moments, and that they then do."""

from datetime import datetime, timedelta

import pytest

from etpserver.api import due
from iclock.commands.due import commands_due
from iclock.models import Command
from tests.iclock.factories import make_terminal

pytestmark = pytest.mark.django_db
START = datetime.fromisoformat("2026-01-05T12:00:00+05:30")  # of the fixture `clock`
WALL = START.replace(tzinfo=None)
WEEK, SECOND = timedelta(days=7), timedelta(seconds=1)
LATE = timedelta(minutes=10, seconds=1)


@pytest.fixture
def terminal(clock):
    return make_terminal(sn="SN1")


def put(terminal, content, state, *, age=timedelta()):
    command = Command.objects.create(
        terminal=terminal, content=content, state=state, created_at=WALL - age, sent_at=WALL - age
    )
    return command.pk


def found(start, end):
    return [(one.at, one.kind, one.text) for one in commands_due(start, end)]


def test_a_pending_command_expires_when_more_than_a_week_has_passed(terminal):
    key = put(terminal, "INFO", "pending")
    moment = START + WEEK + SECOND

    assert found(START, moment - SECOND) == []
    assert found(START, moment) == [
        (moment, "command_expired", f"Command {key} for SN1: not fetched for 7 days.")
    ]
    assert found(moment, moment + WEEK) == []


def test_a_sent_command_that_runs_once_expires_after_ten_minutes(terminal):
    key = put(terminal, "REBOOT", "sent")

    assert found(START, START + WEEK) == [
        (START + LATE, "command_expired", f"Command {key} for SN1: not answered for 10 minutes.")
    ]


def test_a_sent_command_that_may_run_again_expires_after_a_week(terminal):
    key = put(terminal, "INFO", "sent")

    assert found(START, START + 2 * WEEK) == [
        (
            START + WEEK + SECOND,
            "command_expired",
            f"Command {key} for SN1: not answered for 7 days.",
        )
    ]


@pytest.mark.parametrize("state", ["done", "failed", "expired"])
def test_what_has_ended_does_not_expire(terminal, state):
    put(terminal, "REBOOT", state)

    assert found(START, START + 2 * WEEK) == []


def test_the_moment_is_one_of_the_worlds_zone(terminal, world):
    put(terminal, "REBOOT", "sent")
    world.settings = type(world.settings)(time_zone="UTC")

    (expires,) = commands_due(START - timedelta(days=1), START + timedelta(days=1))

    assert expires.at.isoformat() == "2026-01-05T12:10:01+00:00"


def test_they_are_expired_once_the_time_has_come(terminal, monkeypatch):
    monkeypatch.setattr(due, "_sources", [commands_due])  # others lie in other databases
    first = put(terminal, "INFO", "pending", age=timedelta(days=1))
    second = put(terminal, "REBOOT", "sent")
    third = put(terminal, "INFO", "pending")

    fired = due.settle(START, START + WEEK)

    assert [one.text.partition(":")[0] for one in fired] == [
        f"Command {second} for SN1",
        f"Command {first} for SN1",
    ]
    states = Command.objects.order_by("pk").values_list("pk", "state", "reason")
    assert list(states) == [
        (first, "expired", "not fetched for 7 days"),
        (second, "expired", "not answered for 10 minutes"),
        (third, "pending", ""),
    ]
