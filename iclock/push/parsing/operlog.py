"""Bodies of lines that each say their own kind: OPERLOG, BIODATA, ERRORLOG, IDCARD.

    OPLOG 4<tab>14<tab>2025-06-01 09:00:00<tab>0<tab>0<tab>0<tab>0
    USER PIN=7<tab>Name=Ali<tab>Pri=0
    BIODATA Pin=7<tab>No=6<tab>Index=0<tab>Valid=1<tab>Type=1<tab>MajorVer=13<tab>Tmp=..

Whatever the table of the upload, a device may send each of them.
"""

import re
from collections.abc import Callable, Iterator
from functools import partial
from io import BytesIO
from typing import IO

from iclock.lines import lines_of
from iclock.push.parsing import people, templates
from iclock.push.parsing.fields import Fields
from iclock.push.parsing.records import (
    Entry,
    ErrorLine,
    OperationLine,
    Record,
    Rejected,
    WorkCodeLine,
)
from iclock.push.parsing.values import (
    UnreadableError,
    decode,
    quote,
    read_number,
    read_pin,
    read_time,
)

LONGEST_LINE = 4 * 1024 * 1024  # bytes; of a line with a template or a photo
LONGEST_SHORT_LINE = 64 * 1024
AFTER_KIND = re.compile(r"[ \t]+")


def read_records(body: bytes | IO[bytes], *, language: int | None = None) -> Iterator[Entry]:
    """The records of a body, line by line; blank lines do not count.

    `language` is the number of the terminal's language, which decides how texts are encoded.
    """
    file = BytesIO(body) if isinstance(body, bytes) else body
    for number, line in lines_of(file, LONGEST_LINE):
        try:
            yield _record(number, line, language)
        except UnreadableError as problem:
            yield Rejected(number, quote(line), str(problem))


def _record(number: int, line: bytes, language: int | None) -> Record:
    if len(line) > LONGEST_LINE:
        raise UnreadableError("The line is too long.")
    text = decode(line, language)
    if "\0" in text:
        raise UnreadableError("The line holds a NUL.")
    kind, *rest = AFTER_KIND.split(text.strip(" \t"), maxsplit=1)
    read = READERS.get(kind.upper())
    if read is None:
        raise UnreadableError(f"{kind[:50]} is no known kind of line.")
    if len(line) > LONGEST_SHORT_LINE and kind.upper() not in BULKY:
        raise UnreadableError("The line is too long.")
    return read(number, rest[0] if rest else "")


def _read_operation(line: int, text: str) -> OperationLine:
    columns = [column.strip() for column in text.split("\t")]
    while columns and not columns[-1]:
        columns.pop()
    if len(columns) < 3:
        raise UnreadableError("An operation has a number, an operator and a time.")
    operation, operator, time, *values = columns
    return OperationLine(
        line,
        read_number("Operation", operation, least=0),
        read_pin(operator or "0"),
        read_time(time),
        tuple(values),
    )


def _read_error(line: int, text: str) -> ErrorLine:
    fields = Fields.read(text)
    return ErrorLine(
        line,
        _required(fields, "ERRCODE"),
        fields.text("ERRMSG"),
        fields.text("DATAORIGIN"),
        fields.text("CMDID"),
        fields.text("ADDITIONAL"),
    )


def _read_work_code(line: int, text: str) -> WorkCodeLine:
    fields = Fields.read(text)
    return WorkCodeLine(line, _required(fields, "CODE"), fields.text("NAME"))


def _required(fields: Fields, name: str) -> str:
    if not (text := fields.text(name)):
        raise UnreadableError(f"{name} is missing.")
    return text


READERS: dict[str, Callable[[int, str], Record]] = {
    "OPLOG": _read_operation,
    "USER": people.read_user,
    **{name: partial(templates.read_older, kind=kind) for name, kind in templates.OLDER.items()},
    "BIODATA": templates.read_bio_data,
    "USERPIC": people.read_picture,
    "BIOPHOTO": people.read_portrait,
    "WORKCODE": _read_work_code,
    "ERRORLOG": _read_error,
    "IDCARD": people.read_id_card,
}
BULKY = {*templates.OLDER, "BIODATA", "USERPIC", "BIOPHOTO", "IDCARD"}
