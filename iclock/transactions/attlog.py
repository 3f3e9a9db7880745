"""Reading attendance logs: the text of terminals as values; knows nothing of Django.

A terminal writes a punch as a line of columns with a tab between them, in one of two layouts:

    PIN, time, device number, status, verify, work code              a file on a USB stick
    PIN, time, status, verify, work code, reserved, reserved, ..     what it sends by itself

What a terminal sends may go on with a mask flag and a temperature, and old ones put a column
before the PIN.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import IO, NamedTuple

from iclock.lines import lines_of

LONGEST_LINE = 4096  # bytes; real ones have about 60
# Guess: the same characters that an employee's code may have.
PIN = re.compile(r"[A-Za-z0-9._-]{1,20}")
TIME = re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d", re.ASCII)
STATE = re.compile(r"\d{1,20}", re.ASCII)
VERIFY_TYPE = re.compile(r"\d{1,9}", re.ASCII)
CHECKSUM = re.compile(r"[0-9A-Fa-f]{1,64}")
LONGEST_WORK_CODE = 20
# Push protocol, section 5: one that looks like a body's, for some devices write a running number.
TEMPERATURE = re.compile(r"\d\d\.\d{1,3}", re.ASCII)
COLDEST, WARMEST = 25.0, 45.0
MASK_FLAG = re.compile(r"[01]", re.ASCII)
AT_MASK = 7  # and the temperature after it
# Observed: legacy firmware begins a line with the word, or with a number of its own.
BEFORE_PIN = re.compile(r"ATTLOG|\d{1,10}", re.ASCII | re.IGNORECASE)
USB_COLUMNS = 6
PUSH_COLUMNS = 7
# Where each layout has status, verify and work code.
IN_A_FILE, IN_A_PUSH = (3, 4, 5), (2, 3, 4)
Place = tuple[int, int, int]


class AttlogPunch(NamedTuple):
    """One line, in the terminal's own local time."""

    line: int
    pin: str
    time: datetime
    state: str = "0"  # digits, any: the manual shows "201"
    verify_type: int = 0
    work_code: str = ""
    # Only of what a terminal sends by itself, and only where it measured.
    mask_flag: int | None = None
    temperature: float | None = None


@dataclass(frozen=True, slots=True)
class AttlogError:
    """What is wrong with a line; `column` is the name of what it should have held."""

    line: int
    column: str
    message: str


Entry = AttlogPunch | AttlogError


def read_attlog(file: IO[bytes], *, serial: str = "") -> Iterator[Entry]:
    """The punches and errors of a file, line by line.

    Blank lines do not count, nor does a first line that is only the serial number, nor a last
    one that is only a checksum.
    """
    lines = _lines(file)
    held = next(lines, None)  # one line behind, to know the last
    if held is not None and held[1] == [serial]:
        held = next(lines, None)
    for following in lines:
        if held is not None:
            yield _entry(*held)
        held = following
    if held is not None and not _is_checksum(held[1]):
        yield _entry(*held)


def read_line(number: int, line: bytes, *, is_push: bool = False) -> Entry:
    """One line; `is_push`: it comes from a terminal itself, whatever the number of its columns."""
    if len(line) > LONGEST_LINE:
        return _too_long(number)
    columns = _columns(line)
    return _entry(number, _from_pin(columns) if is_push else columns, is_push=is_push)


def _lines(file: IO[bytes]) -> Iterator[tuple[int, list[str] | AttlogError]]:
    """The lines that hold anything, with their numbers from 1."""
    for number, line in lines_of(file, LONGEST_LINE):
        if len(line) > LONGEST_LINE:
            yield number, _too_long(number)
        elif columns := _columns(line):
            yield number, columns


def _too_long(number: int) -> AttlogError:
    return AttlogError(number, "line", "The line is too long.")


def _columns(line: bytes) -> list[str]:
    """The columns without the empty ones at the end, trimmed."""
    columns = [column.strip() for column in _decoded(line).split("\t")]
    # Observed: terminals end lines with a tab. A line of seven columns or more as they send it
    # may lack the last ones; of a file's six, a seventh is only such a tab.
    filled = len(columns)
    while filled and not columns[filled - 1]:
        filled -= 1
    is_push = len(columns) >= PUSH_COLUMNS and 2 < filled < USB_COLUMNS
    return columns[: PUSH_COLUMNS if is_push else filled]


def _from_pin(columns: list[str]) -> list[str]:
    """The columns from the PIN on: the time is the one after it."""
    is_before = (
        len(columns) > 2
        and BEFORE_PIN.fullmatch(columns[0])
        and not TIME.fullmatch(columns[1])
        and TIME.fullmatch(columns[2])
    )
    return columns[1:] if is_before else columns


def _decoded(line: bytes) -> str:
    # Only the work code can hold more than ASCII.
    for encoding in ("utf-8", "gb18030"):
        try:
            return line.decode(encoding)
        except UnicodeDecodeError:
            continue
    return line.decode("latin-1")


def _is_checksum(columns: list[str] | AttlogError) -> bool:
    return isinstance(columns, list) and len(columns) == 1 and bool(CHECKSUM.fullmatch(columns[0]))


def _entry(number: int, columns: list[str] | AttlogError, *, is_push: bool = False) -> Entry:
    if isinstance(columns, AttlogError):
        return columns
    place = IN_A_PUSH if is_push or len(columns) >= PUSH_COLUMNS else IN_A_FILE
    try:
        return _punch(number, columns, place, has_measured=is_push and len(columns) > AT_MASK)
    except _UnreadableError as problem:
        return AttlogError(number, problem.column, problem.message)


class _UnreadableError(ValueError):
    def __init__(self, column: str, message: str) -> None:
        super().__init__(message)
        self.column = column
        self.message = message


def _punch(number: int, columns: list[str], place: Place, *, has_measured: bool) -> AttlogPunch:
    if not columns or not PIN.fullmatch(columns[0]):
        raise _UnreadableError("emp_code", "A PIN is 1 to 20 letters, digits, '-', '_' or '.'.")
    state, verify_type, work_code = [columns[at] if at < len(columns) else "" for at in place]
    return AttlogPunch(
        number,
        columns[0],
        _time(columns[1] if len(columns) > 1 else ""),
        _digits(state or "0", STATE, "punch_state"),
        int(_digits(verify_type or "0", VERIFY_TYPE, "verify_type")),
        _work_code(work_code),
        *(measured(*[*columns[AT_MASK:], ""][:2]) if has_measured else ()),
    )


def measured(flag: str, degrees: str) -> tuple[int | None, float | None]:
    """The mask flag and the temperature that a terminal tells, where it measured them."""
    temperature = float(degrees) if TEMPERATURE.fullmatch(degrees) else None
    if temperature is not None and not COLDEST <= temperature <= WARMEST:
        temperature = None
    # Guess: a terminal that measures nothing writes 0, so that a 0 alone says nothing.
    is_there = MASK_FLAG.fullmatch(flag) and (flag == "1" or temperature is not None)
    return int(flag) if is_there else None, temperature


def _time(text: str) -> datetime:
    try:
        if TIME.fullmatch(text):
            return datetime.fromisoformat(text)
    except ValueError:  # 2025-02-30
        pass
    raise _UnreadableError("punch_time", "A time looks like 2025-06-19 04:55:31.")


def _digits(text: str, kind: re.Pattern[str], column: str) -> str:
    if not kind.fullmatch(text):
        raise _UnreadableError(column, f"{text[:50]} is no whole number from 0.")
    return text


def _work_code(text: str) -> str:
    if len(text) > LONGEST_WORK_CODE or "\0" in text:
        raise _UnreadableError(
            "work_code", f"A work code has at most {LONGEST_WORK_CODE} characters."
        )
    return text
