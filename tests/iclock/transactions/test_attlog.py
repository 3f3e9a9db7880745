"""Reading attendance logs: text to values, without a database."""

from datetime import datetime
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iclock.transactions.attlog import (
    LONGEST_LINE,
    AttlogError,
    AttlogPunch,
    read_attlog,
    read_line,
)

NINE = datetime.fromisoformat("2025-06-01T09:00:00")
AT = b"2025-06-01 09:00:00"
NO_PIN = "A PIN is 1 to 20 letters, digits, '-', '_' or '.'."
NO_TIME = "A time looks like 2025-06-19 04:55:31."


def read(content, serial="SN1"):
    return list(read_attlog(BytesIO(content), serial=serial))


@pytest.mark.parametrize(
    ("line", "state", "verify_type", "work_code"),
    [
        # A file's columns: PIN, time, device number, status, verify, work code.
        (b"7\t%s", "0", 0, ""),
        (b"7\t%s\t3", "0", 0, ""),
        (b"7\t%s\t3\t1", "1", 0, ""),
        (b"7\t%s\t3\t1\t15", "1", 15, ""),
        (b"7\t%s\t3\t1\t15\tW", "1", 15, "W"),
        (b"7\t%s\t3\t\t15\tW", "0", 15, "W"),
        (b"       7\t%s\t3\t1\t15\tW", "1", 15, "W"),
        (b"7 \t%s \t 3\t1 \t 15\t W ", "1", 15, "W"),
        (b"7\t%s\t3\t1\t15\tW\t", "1", 15, "W"),
        (b"7\t%s\t3\t1\t15\tW\t\t\t", "1", 15, "W"),
        (b"7\t%s\t3\t1\t", "1", 0, ""),
        (b"7\t%s\t\t\t\t\t", "0", 0, ""),
        # What a terminal sends: PIN, time, status, verify, work code, and more.
        (b"7\t%s\t1\t15\tW\t0\t0", "1", 15, "W"),
        (b"7\t%s\t1\t15\tW\t0\t0\t0\t0\t0\t", "1", 15, "W"),
        (b"7\t%s\t255\t15\t0\t0\t0\t0\t283", "255", 15, "0"),
        (b"7\t%s\t201\t1\t\t0\t0", "201", 1, ""),
        (b"7\t%s\t1\t15\tW\t\t", "1", 15, "W"),
        (b"7\t%s\t1\t15\t\t\t", "1", 15, ""),
        (b"7\t%s\t1\t\t\t\t\t", "1", 0, ""),
    ],
    ids=repr,
)
@pytest.mark.parametrize("end", [b"", b"\n", b"\r\n"], ids=repr)
def test_both_layouts(line, end, state, verify_type, work_code):
    assert read(line % AT + end) == [AttlogPunch(1, "7", NINE, state, verify_type, work_code)]


@pytest.mark.parametrize(
    ("line", "state", "verify_type", "work_code"),
    [
        (b"7\t%s", "0", 0, ""),
        (b"7\t%s\t1", "1", 0, ""),
        (b"7\t%s\t1\t15\r\n", "1", 15, ""),
        (b"7\t%s\t1\t15\tW\t0", "1", 15, "W"),
        (b"7\t%s\t1\t15\tW\t0\t0\t", "1", 15, "W"),
    ],
    ids=repr,
)
def test_a_terminal_may_send_fewer_columns(line, state, verify_type, work_code):
    found = read_line(4, line % AT, is_push=True)
    assert found == AttlogPunch(4, "7", NINE, state, verify_type, work_code)


@pytest.mark.parametrize(
    ("line", "mask_flag", "temperature"),
    [
        # Terminals that measure nothing; the second one numbers its punches.
        (b"3\t%s\t255\t1\t0\t0\t0\t0\t0\t0\t", None, None),
        (b"3\t%s\t255\t1\t0\t0\t0\t0\t283", None, None),
        (b"3\t%s\t255\t1\t0\t0\t0\t0\t36", None, None),
        # Push protocol, section 5: MaskFlag, Temperature, ConvTemperature.
        (b"3\t%s\t255\t1\t0\t0\t0\t1\t36.5\t97.7\t", 1, 36.5),
        (b"3\t%s\t255\t1\t0\t0\t0\t0\t36.55\r\n", 0, 36.55),
        (b"3\t%s\t255\t1\t0\t0\t0\t\t25.0", None, 25.0),
        (b"3\t%s\t255\t1\t\t\t\t1\t45.0", 1, 45.0),
        (b"3\t%s\t255\t1\t0\t0\t0\t1\t0\t0\t", 1, None),
        (b"3\t%s\t255\t1\t0\t0\t0\t1", 1, None),
        (b"3\t%s\t255\t1\t0\t0\t0\t2\t24.9", None, None),
        (b"3\t%s\t255\t1\t0\t0\t0\t0\t45.1", None, None),
        (b"3\t%s\t255\t1\t0\t0\t0\t0\t97.7", None, None),
        (b"3\t%s\t255\t1\t0\t0\t0\t0\t36.5C", None, None),
        # Of an identity card: its number and what came of it.
        (b"3\t%s\t255\t1\t0\t0\t0\t110101199003070015\t1", None, None),
    ],
    ids=repr,
)
def test_what_a_terminal_measured(line, mask_flag, temperature):
    found = read_line(1, line % AT, is_push=True)
    assert (found.pin, found.time, found.state, found.verify_type) == ("3", NINE, "255", 1)
    assert (found.mask_flag, found.temperature) == (mask_flag, temperature)


def test_a_file_tells_no_temperature():
    (punch,) = read(b"3\t" + AT + b"\t255\t1\t0\t0\t0\t1\t36.5\t97.7\t")
    assert punch == AttlogPunch(1, "3", NINE, "255", 1, "0")


@pytest.mark.parametrize("first", [b"ATTLOG", b"attlog", b"12", b"0000000001"])
def test_legacy_firmware_has_a_column_before_the_pin(first):
    line = first + b"\t007\t" + AT + b"\t1\t15\tW\t0\t0"
    assert read_line(1, line, is_push=True) == AttlogPunch(1, "007", NINE, "1", 15, "W")
    assert isinstance(read_line(1, line), AttlogError)


@pytest.mark.parametrize(
    ("line", "pin"),
    [(b"ATTLOG\t%s", "ATTLOG"), (b"12\t%s\t" + AT, "12"), (b"ATTLOG\t%s\t1\t15", "ATTLOG")],
)
def test_a_pin_may_look_like_that_column(line, pin):
    found = read_line(1, line % AT, is_push=True)
    assert getattr(found, "pin", "12") == pin


@pytest.mark.parametrize(
    ("line", "column", "message"),
    [
        (b"12\t\t" + AT, "emp_code", NO_PIN),
        (b"x\t7\t" + AT, "punch_time", NO_TIME),
        (b"ATTLOG\t7\t2025-06-01", "punch_time", NO_TIME),
        (b"ATTLOG\t7\t2025-02-30 09:00:00", "punch_time", NO_TIME),
        (b"ATTLOG", "punch_time", NO_TIME),
        (b"7\t" + AT + b"\t" + b"1" * LONGEST_LINE, "line", "The line is too long."),
    ],
    ids=lambda value: repr(value[:30]),
)
def test_malformed_lines_of_terminals(line, column, message):
    assert read_line(1, line, is_push=True) == AttlogError(1, column, message)


@pytest.mark.parametrize("pin", ["007", "0", "EMP-1_a.b", "9" * 20])
def test_pins_are_texts(pin):
    (punch,) = read(pin.encode() + b"\t" + AT)
    assert punch.pin == pin


@pytest.mark.parametrize(
    ("line", "column", "message"),
    [
        (b"\t%s", "emp_code", NO_PIN),
        (b"7 8\t%s", "emp_code", NO_PIN),
        (b"7/8\t%s", "emp_code", NO_PIN),
        (b"9" * 21 + b"\t%s", "emp_code", NO_PIN),
        ("\uff17\t%s".encode(), "emp_code", NO_PIN),
        (b"\x00\x01\xff\xfe%s", "emp_code", NO_PIN),
        (b"7,%s,0,1", "emp_code", NO_PIN),
        (b"7\t\t%s", "punch_time", NO_TIME),
        (b"7\tx%s", "punch_time", NO_TIME),
        (b"7\t%s+05:30", "punch_time", NO_TIME),
        (b"7\t2025-02-30 09:00:00\t%s", "punch_time", NO_TIME),
        (b"7\t2025-06-01 24:00:00\t%s", "punch_time", NO_TIME),
        (b"7\t01/06/2025 09:00\t%s", "punch_time", NO_TIME),
        ("7\t202\u0665-06-01 09:00:00\t%s".encode(), "punch_time", NO_TIME),
        (b"7\t%s\t1\tin", "punch_state", "in is no whole number from 0."),
        (b"7\t%s\t1\t-1", "punch_state", "-1 is no whole number from 0."),
        (b"7\t%s\t1\t" + b"1" * 21, "punch_state", "1" * 21 + " is no whole number from 0."),
        (b"7\t%s\t1\t0\tface", "verify_type", "face is no whole number from 0."),
        (b"7\t%s\t1\t0\t9223372036854775808", "verify_type",
         "9223372036854775808 is no whole number from 0."),
        (b"7\t%s\t1\t0\t1\t" + b"w" * 21, "work_code", "A work code has at most 20 characters."),
    ],
    ids=repr,
)  # fmt: skip
def test_malformed_lines(line, column, message):
    # Not the last line: a lone word there would be a checksum.
    assert read(line % AT + b"\n8\t" + AT)[0] == AttlogError(1, column, message)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_work_codes_may_be_written_in_several_encodings(encoding):
    (punch,) = read(b"7\t" + AT + b"\t1\t0\t1\t" + "\u8fdf\u5230".encode(encoding))
    assert punch.work_code == "\u8fdf\u5230"


def test_other_bytes_are_latin():
    (punch,) = read(b"7\t" + AT + b"\t1\t0\t1\t\xff")
    assert punch.work_code == "\xff"


def test_a_mark_in_front_is_no_part_of_the_pin():
    (punch,) = read(b"\xef\xbb\xbf7\t" + AT)
    assert punch.pin == "7"


@pytest.mark.parametrize("first", [b"SN1\r\n", b"SN1\t\t\r\n", b"\xef\xbb\xbfSN1\n", b"\n\nSN1\n"])
def test_a_first_line_may_be_the_serial_alone(first):
    found = read(first + b"7\t" + AT)
    assert [punch.pin for punch in found] == ["7"]
    assert found[0].line == first.count(b"\n") + 1


def test_only_the_terminals_own_serial_and_only_once():
    for content in (b"SN2\n7\t" + AT, b"7\t" + AT + b"\nSN1\n8\t" + AT, b"SN1\nSN1\n7\t" + AT):
        assert [type(entry) for entry in read(content)].count(AttlogError) == 1


@pytest.mark.parametrize("last", [b"A1B2", b"1234567890\r\n", b"0" * 64 + b"\n\n"])
def test_a_last_line_may_be_a_checksum_alone(last):
    assert [punch.pin for punch in read(b"7\t" + AT + b"\n" + last)] == ["7"]


def test_a_checksum_elsewhere_is_malformed():
    assert read(b"A1B2\n7\t" + AT)[0] == AttlogError(1, "punch_time", NO_TIME)
    assert read(b"7\t" + AT + b"\nno sum")[1] == AttlogError(2, "emp_code", NO_PIN)


@pytest.mark.parametrize("content", [b"", b"\n", b"\r\n\r\n \t\t\r\n", b"SN1", b"SN1\r\nA1B2"])
def test_no_lines_are_no_punches(content):
    assert read(content) == []


def test_lines_are_numbered_as_an_editor_does():
    content = b"SN1\r\n\r\n7\t" + AT + b"\r\n\r\n8\tx\r\n9\t" + AT
    assert [entry.line for entry in read(content)] == [3, 5, 6]


def test_endless_lines_are_one_error_each():
    content = b"7" * (3 * LONGEST_LINE) + b"\n8\t" + AT + b"\n" + b"\x00" * 5_000_000
    found = read(content)
    assert found[0] == AttlogError(1, "line", "The line is too long.")
    assert found[1].pin == "8"
    assert found[2:] == [AttlogError(3, "line", "The line is too long.")]


# ---- whatever comes -----------------------------------------------------------------------------

BYTES = st.binary(max_size=300)
COLUMNS = st.lists(st.one_of(st.binary(max_size=30), st.just(AT), st.just(b"7")), max_size=12)
LINES = st.lists(st.one_of(BYTES, COLUMNS.map(b"\t".join)), max_size=12)


@given(LINES, st.sampled_from([b"\n", b"\r\n", b"\r"]), st.sampled_from(["", "SN1"]))
def test_no_bytes_raise(lines, end, serial):
    numbers = []
    for entry in read(end.join(lines), serial):
        numbers.append(entry.line)
        if isinstance(entry, AttlogPunch):
            assert 1 <= len(entry.pin) <= 20
            assert entry.pin.isascii()
            assert entry.state.isdigit()
            assert 0 <= entry.verify_type < 10**9
            assert "\0" not in entry.work_code
    assert numbers == sorted(set(numbers))


@given(BYTES, st.booleans())
def test_no_line_raises(line, is_push):
    assert read_line(1, line, is_push=is_push).line == 1


@given(
    st.from_regex(r"[A-Za-z0-9._-]{1,20}", fullmatch=True),
    st.datetimes().map(lambda moment: moment.replace(microsecond=0)),
    st.integers(0, 999),
    st.integers(0, 999),
    st.booleans(),
)
def test_what_is_written_is_read(pin, time, state, verify_type, is_push):
    middle = [] if is_push else [1]
    columns = [pin, time.isoformat(" "), *middle, state, verify_type, 0, *([0, 0] * is_push)]
    line = "\t".join(map(str, columns)).encode()
    assert read(line) == [AttlogPunch(1, pin, time, str(state), verify_type, "0")]
