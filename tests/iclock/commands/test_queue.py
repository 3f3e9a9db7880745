"""The queue of a terminal, step by step, by the world's clock."""

from datetime import datetime, timedelta

import pytest

from etpserver.api.origin import set_origin
from iclock.commands import queue
from iclock.models import Command, Terminal
from tests.iclock.factories import make_command, make_terminal

pytestmark = pytest.mark.django_db
START = datetime.fromisoformat("2026-01-05T12:00:00+05:30")
UPDATE, DELETE = "DATA UPDATE USERINFO PIN={}\tName={}", "DATA DELETE USERINFO PIN={}"


@pytest.fixture
def terminal(clock):
    return make_terminal(heartbeat=10)


@pytest.fixture
def pass_time(clock):
    """Let the world's clock show so much after noon."""
    return lambda **passed: clock.freeze(START + timedelta(**passed))


def put(terminal, *contents):
    return [command.pk for command in queue.enqueue({terminal: contents})]


def claimed(terminal):
    return [command.content for command in queue.claim(terminal)]


def state(key):
    command = Command.objects.get(pk=key)
    return command.state, command.reason


def test_hands_out_in_order_and_once(terminal):
    put(terminal, "INFO", "CHECK")
    put(make_terminal(), "REBOOT")
    put(terminal, "LOG")
    found = queue.claim(terminal)
    assert [command.content for command in found] == ["INFO", "CHECK", "LOG"]
    assert [command.line for command in found] == [f"C:{c.pk}:{c.content}" for c in found]
    stored = Command.objects.get(pk=found[0].pk)
    assert (stored.state, stored.attempts, str(stored.sent_at)) == (
        "sent",
        1,
        "2026-01-05 12:00:00",
    )
    assert claimed(terminal) == []


def test_notes_who_asked(terminal):
    class Asha:
        username = "asha"

    set_origin("employees_create", Asha())
    put(terminal, "INFO")
    set_origin("", None)
    command = Command.objects.get()
    assert (command.origin, command.user) == ("employees_create", "asha")


def test_nothing_to_fetch_locks_nothing(terminal, django_assert_num_queries):
    make_command(terminal, state="done")
    with django_assert_num_queries(1):
        assert queue.claim(terminal) == []


def test_a_terminal_that_vanished_gets_nothing(terminal):
    put(terminal, "INFO")
    assert queue._claim(Terminal(pk=terminal.pk + 1)) == []


def test_a_poll_carries_so_many_commands(terminal):
    put(terminal, *(f"INFO {number}" for number in range(130)))
    assert [len(claimed(terminal)) for _ in range(4)] == [60, 60, 10, 0]


def test_a_poll_carries_so_many_bytes(terminal):
    large = "x" * (queue.BATCH_BYTES * 2 // 3)
    put(terminal, large, large, "INFO", large * 3, "INFO")
    assert [len(claimed(terminal)) for _ in range(5)] == [1, 2, 1, 1, 0]


def test_ids_are_not_used_again(terminal):
    (first,) = put(terminal, "INFO")
    Command.objects.all().delete()
    (second,) = put(terminal, "INFO")
    assert second > first


@pytest.mark.parametrize(
    ("heartbeat", "waits"), [(10, 60), (20, 60), (30, 90), (2**31 - 1, 10_800)]
)
def test_what_is_not_answered_is_handed_out_again(terminal, pass_time, heartbeat, waits):
    Terminal.objects.update(heartbeat=heartbeat)
    put(terminal, "INFO")
    assert claimed(terminal) == ["INFO"]
    pass_time(seconds=waits - 1)
    assert claimed(terminal) == []
    pass_time(seconds=waits)
    assert claimed(terminal) == ["INFO"]
    assert Command.objects.get().attempts == 2


@pytest.mark.parametrize(
    "content",
    ["REBOOT", "CLEAR DATA", "ENROLL_FP PIN=1", "AC_UNLOCK", "AC_UNALARM", "CONTROL DEVICE 01"],
)
def test_what_may_not_run_twice_is_given_up(terminal, pass_time, content):
    (key,) = put(terminal, content)
    assert claimed(terminal) == [content]
    pass_time(minutes=10)
    assert claimed(terminal) == []
    assert state(key)[0] == "sent"
    pass_time(minutes=10, seconds=1)
    assert claimed(terminal) == []
    assert state(key) == ("expired", "not answered for 10 minutes")


def test_what_nobody_fetches_is_given_up(terminal, pass_time):
    (key,) = put(terminal, "INFO")
    pass_time(days=7)
    queue.expire()
    assert state(key)[0] == "pending"
    pass_time(days=7, seconds=1)
    assert claimed(terminal) == []
    assert state(key) == ("expired", "not fetched for 7 days")


def test_what_nobody_answers_is_given_up_at_last(terminal, pass_time):
    (key,) = put(terminal, "INFO")
    for days in (0, 7):
        pass_time(days=days)
        assert claimed(terminal) == ["INFO"]
    pass_time(days=7, seconds=61)
    assert claimed(terminal) == []
    assert state(key) == ("expired", "not answered for 7 days")


def test_a_late_answer_still_counts(terminal, pass_time):
    (key,) = put(terminal, "REBOOT")
    claimed(terminal)
    pass_time(hours=1)
    queue.expire(terminal)
    assert queue.answer(terminal, key, 0) is not None
    assert state(key) == ("done", "")


# ---- what later commands made void -------------------------------------------------------------


@pytest.mark.parametrize(
    ("lost", "later"),
    [
        (UPDATE.format(1, "Old"), UPDATE.format(1, "New")),
        (UPDATE.format(1, "Old"), DELETE.format(1)),
        (DELETE.format(1), UPDATE.format(1, "New")),
        ("DATA UPDATE FINGERTMP PIN=1\tFID=3\tSize=1", DELETE.format(1)),
        ("DATA UPDATE BIODATA Pin=1\tNo=3\tType=1", "DATA DELETE BIODATA Pin=1\tType=1"),
        ("DATA UPDATE SMS MSG=x\tTAG=253\tUID=4\tMIN=1", "DATA DELETE SMS UID=4"),
        ("SET OPTION WebServerPort=1", "SET OPTION WebServerPort=2"),
    ],
)
def test_what_is_overtaken_does_not_come_back(terminal, pass_time, lost, later):
    (key,) = put(terminal, lost)
    assert claimed(terminal) == [lost]
    (newer,) = put(terminal, later)
    assert claimed(terminal) == [later]
    queue.answer(terminal, newer, 0)
    pass_time(seconds=90)
    assert claimed(terminal) == []
    assert state(key) == ("expired", "overtaken by a later command")


@pytest.mark.parametrize(
    ("lost", "later"),
    [
        (UPDATE.format(1, "x"), UPDATE.format(2, "x")),
        (UPDATE.format(1, "x"), DELETE.format(11)),
        (UPDATE.format(1, "x"), "DATA UPDATE USERPIC PIN=1\tSize=1"),
        ("DATA UPDATE FINGERTMP PIN=1\tFID=3", "DATA UPDATE FINGERTMP PIN=1\tFID=4"),
        ("DATA UPDATE BIODATA Pin=1\tNo=3\tType=1", "DATA DELETE BIODATA Pin=1\tType=2"),
        ("SET OPTION WebServerPort=1", "SET OPTION WebServerIP=1"),
        ("INFO", "INFO"),
        ("CHECK", DELETE.format(1)),
    ],
)
def test_what_is_not_overtaken_comes_back(terminal, pass_time, lost, later):
    put(terminal, lost)
    claimed(terminal)
    (newer,) = put(terminal, later)
    claimed(terminal)
    queue.answer(terminal, newer, 0)
    pass_time(seconds=90)
    assert claimed(terminal) == [lost]


def test_what_was_not_handed_out_yet_overtakes_nothing(terminal, pass_time):
    put(terminal, UPDATE.format(1, "x"))
    claimed(terminal)
    put(terminal, DELETE.format(1))
    pass_time(seconds=90)
    assert claimed(terminal) == [UPDATE.format(1, "x"), DELETE.format(1)]


# ---- answers -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "code", "expected"),
    [
        ("INFO", 0, ("done", "")),
        ("DATA QUERY ATTLOG StartTime=x", 12, ("done", "")),
        ("DATA UPDATE FACE PIN=1", -10, ("failed", "no such person on the device")),
        ("INFO", -77, ("failed", "error -77")),
        ("ENROLL_FP PIN=1\tFID=3", 0, ("sent", "answered; waits for the template")),
        ("ENROLL_FP PIN=1", 6, ("failed", "cancelled")),
        ("ENROLL_BIO TYPE=9", 4, ("failed", "failed: poor quality or no match")),
        ("REBOOT", 6, ("done", "")),
    ],
)
def test_takes_a_result(terminal, content, code, expected):
    (key,) = put(terminal, content)
    answered = queue.answer(terminal, key, code)
    assert answered is not None
    assert state(key) == expected
    assert (answered.return_code, str(answered.answered_at)) == (code, "2026-01-05 12:00:00")
    assert claimed(terminal) == []


@pytest.mark.parametrize(("code", "kept"), [(10**30, 2**31 - 1), (-(10**30), -(2**31))])
def test_a_device_may_answer_any_number(terminal, code, kept):
    (key,) = put(terminal, "INFO")
    answered = queue.answer(terminal, key, code)
    assert answered is not None
    assert Command.objects.get(pk=key).return_code == kept


def test_ignores_results_of_no_command(terminal):
    (key,) = put(terminal, "INFO")
    (strange,) = put(make_terminal(), "INFO")
    for unknown in (strange, key + 100, 0, -1, 10**400):
        assert queue.answer(terminal, unknown, 0) is None
    assert queue.answer(terminal, key, 0) is not None
    assert queue.answer(terminal, key, -1) is None
    assert state(key) == ("done", "")


# ---- retention ---------------------------------------------------------------------------------


def test_keeps_the_newest_that_ended(terminal, monkeypatch):
    monkeypatch.setattr(queue, "KEPT", 3)
    other = make_terminal()
    make_command(other, "kept", state="done")
    for number in range(6):
        make_command(terminal, f"{number}", state=("done", "failed", "expired")[number % 3])
    put(terminal, "INFO", "CHECK")
    claimed(terminal)
    left = Command.objects.filter(terminal=terminal).order_by("id")
    assert [command.content for command in left] == ["3", "4", "5", "INFO", "CHECK"]
    assert Command.objects.filter(terminal=other).exists()
