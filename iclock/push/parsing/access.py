"""What terminals of access control upload: events of doors, and tables.

    time=2026-01-05 12:00:00<tab>pin=7<tab>cardno=0<tab>eventaddr=1<tab>event=0<tab>..
    transaction pin=7<tab>time_second=806198400<tab>doorid=1<tab>eventtype=0<tab>..

The first is how events come as they happen, the second how they come when they are asked for.
"""

import re
from collections.abc import Iterator
from datetime import datetime
from io import BytesIO
from typing import IO

from iclock.lines import lines_of
from iclock.push.parsing.fields import Fields
from iclock.push.parsing.operlog import AFTER_KIND
from iclock.push.parsing.records import AccessEvent, Rejected
from iclock.push.parsing.values import (
    UnreadableError,
    decode,
    integer,
    quote,
    read_number,
    read_pin,
    read_time,
)
from iclock.push.parsing.zk_time import decode as decode_time
from iclock.transactions.attlog import measured

LONGEST_LINE = 4096  # bytes; real ones have about 150
NOBODY = {"", "0"}
# From 2067 on, and until 2099, more than 31 bits.
SECONDS = re.compile(r"\d{1,10}", re.ASCII)
# Guess: who goes in and who goes out, as attendance terminals write it; else nobody said it.
STATES = {"0": "0", "1": "1"}
NO_STATE = "255"
# Guess: new devices tell the ways of verification as a row of flags.
LONGEST_VERIFY_TYPE, OTHER = 3, 200
TOLD = {"PIN", "TIME", "TIME_SECOND", "EVENT", "EVENTTYPE"}


def read_events(
    body: bytes | IO[bytes], *, language: int | None = None
) -> Iterator[AccessEvent | Rejected]:
    """The events of a body, line by line; blank lines do not count."""
    file = BytesIO(body) if isinstance(body, bytes) else body
    for number, line in lines_of(file, LONGEST_LINE):
        try:
            yield _event(number, line, language)
        except UnreadableError as problem:
            yield Rejected(number, quote(line), str(problem))


def _event(number: int, line: bytes, language: int | None) -> AccessEvent:
    if len(line) > LONGEST_LINE:
        raise UnreadableError("The line is too long.")
    text = decode(line, language).strip()
    if "\0" in text:
        raise UnreadableError("The line holds a NUL.")
    kind, *rest = AFTER_KIND.split(text, maxsplit=1)
    fields = Fields.read(text if "=" in kind else "".join(rest))
    pin = fields.text("PIN")
    mask_flag, temperature = measured(fields.text("MASKFLAG"), fields.text("TEMPERATURE"))
    return AccessEvent(
        number,
        "" if pin in NOBODY else read_pin(pin),
        _time(fields),
        read_number("Event", fields.text("EVENT") or fields.text("EVENTTYPE"), least=0),
        STATES.get(fields.text("INOUTSTATUS") or fields.text("INOUTSTATE"), NO_STATE),
        _verify_type(fields.text("VERIFYTYPE") or fields.text("VERIFIED")),
        mask_flag,
        temperature,
        {name.lower(): value for name, value in fields.values.items() if name not in TOLD},
    )


def _time(fields: Fields) -> datetime:
    """The time as a text, or as a number of the terminal's own."""
    number = fields.text("TIME_SECOND")
    if not SECONDS.fullmatch(number):
        return read_time(fields.text("TIME"))
    try:
        return decode_time(int(number))
    except ValueError as problem:
        raise UnreadableError(f"{number} is no time.") from problem


def _verify_type(text: str) -> int:
    number = integer(text or "0")
    if len(text) > LONGEST_VERIFY_TYPE or number is None or number < 0:
        return OTHER
    return number


def named_lines(body: bytes, table: str) -> bytes:
    """The lines of a table, each with the name of its table before it."""
    return b"\n".join(_named(line, table.encode()) for line in body.split(b"\n"))


def _named(line: bytes, table: bytes) -> bytes:
    first = line.split(maxsplit=1)[:1]
    return table + b" " + line if first and b"=" in first[0] else line
