"""Events of doors, as bytes."""

import time
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iclock.push.parsing.access import named_lines, read_events
from iclock.push.parsing.records import AccessEvent, Rejected
from iclock.push.parsing.zk_time import decode, encode

FIRST, LAST = map(datetime.fromisoformat, ("2000-01-01 00:00:00", "2099-12-31 23:59:59"))


def test_reads_an_event_as_it_happens():
    line = (
        b"time=2026-01-05 12:00:00\tpin=7\tcardno=77\teventaddr=1\tevent=0\tinoutstatus=1"
        b"\tverifytype=4\tindex=21\tmaskflag=1\ttemperature=36.5"
    )
    (event,) = read_events(line)
    assert isinstance(event, AccessEvent)
    assert (event.line, event.pin, event.time, event.event, event.state, event.verify_type) == (
        1, "7", datetime.fromisoformat("2026-01-05 12:00:00"), 0, "1", 4,
    )  # fmt: skip
    assert (event.mask_flag, event.temperature) == (1, 36.5)


def test_an_event_of_nobody_has_no_pin():
    (event,) = read_events(b"time=2026-01-05 12:00:00\tpin=0\tevent=200")
    assert isinstance(event, AccessEvent)
    assert (event.pin, event.event) == ("", 200)


@pytest.mark.parametrize(
    "line",
    [
        b"pin=7\tevent=0",
        b"time=2026-02-30 12:00:00\tpin=7\tevent=0",
        b"time=2026-01-05 12:00:00\tpin=7\tevent=x",
        b"time=2026-01-05 12:00:00\tpin=a b\tevent=0",
        b"time=2026-01-05 12:00:00\tpin=7\tevent=-1",
        b"nothing at all",
    ],
)
def test_tells_what_cannot_be_read(line):
    (entry,) = read_events(line)
    assert isinstance(entry, Rejected)


PIN = st.from_regex(r"[A-Za-z0-9._-]{1,20}", fullmatch=True).filter(lambda pin: pin != "0")
NUMBERS = st.integers(0, 2**31 - 1)


@given(PIN, st.datetimes(FIRST, LAST), NUMBERS, st.integers(0, 999), st.booleans())
def test_a_written_event_is_read(pin, moment, event, verify_type, is_asked_for):
    moment = moment.replace(microsecond=0)
    if is_asked_for:
        line = f"transaction pin={pin}\ttime_second={encode(moment)}\teventtype={event}"
        line += f"\tverified={verify_type}\tinoutstate=0\tdoorid=1"
        rest = {"verified": str(verify_type), "inoutstate": "0", "doorid": "1"}
    else:
        line = f"time={moment.isoformat(' ')}\tpin={pin}\tevent={event}"
        line += f"\tinoutstatus=0\tverifytype={verify_type}\teventaddr=1"
        rest = {"verifytype": str(verify_type), "inoutstatus": "0", "eventaddr": "1"}
    expected = AccessEvent(1, pin, moment, event, "0", verify_type, None, None, rest)
    assert list(read_events(line.encode())) == [expected]


@pytest.mark.parametrize(
    ("number", "moment"),
    [
        (0, "2000-01-01 00:00:00"),
        (86_399, "2000-01-01 23:59:59"),
        (2_678_400, "2000-02-01 00:00:00"),
    ],
)
def test_times_are_counted_in_months_of_31_days(number, moment):
    assert decode(number) == datetime.fromisoformat(moment)


@pytest.mark.parametrize("part", [b"\n", b"a\n", b"\t", b"pin=7\n", b" ", b"=", b"\xff", b"a=b\t"])
def test_a_megabyte_is_read_at_once(part):
    body = part * (2**20 // len(part))
    start = time.process_time()
    assert sum(1 for _ in read_events(named_lines(body, "user"))) <= 2**19
    assert time.process_time() - start < 30


@given(st.binary(max_size=500))
def test_every_line_comes_out_once_whatever_it_holds(body):
    shown = body.removeprefix(b"\xef\xbb\xbf")  # a mark of the encoding is no line
    lines = [line for line in shown.split(b"\n") if line.strip()]
    assert len(list(read_events(body))) == len(lines)


@given(st.datetimes(FIRST, LAST))
def test_times_come_back_from_their_numbers(moment):
    assert decode(encode(moment)) == moment.replace(microsecond=0)


@given(st.integers() | st.integers(0, 2**32))
def test_a_number_is_a_time_or_none(number):
    try:
        found = decode(number)
    except ValueError:
        return
    assert encode(found) == number


def test_lines_without_their_table_get_its_name():
    assert named_lines(b"pin=7\tname=A\nuser pin=8\n", "user") == (
        b"user pin=7\tname=A\nuser pin=8\n"
    )


def test_times_from_2067_on_are_no_rejected_lines():
    moment = datetime.fromisoformat("2067-01-01 00:00:00")
    (event,) = read_events(f"transaction pin=7\ttime_second={encode(moment)}\teventtype=0".encode())
    assert isinstance(event, AccessEvent)
    assert event.time == moment
