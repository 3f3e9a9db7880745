"""Reading uploaded tables: csv, txt, xlsx and xls, judged by content, never by name."""

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from itertools import islice
from typing import IO, Any

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from etpserver.api.clock import WIRE_FORMAT
from etpserver.api.errors import DomainError
from etpserver.api.vendor_codes import UNKNOWN_FORMAT

MOST_ROWS = 100_000
MOST_COLUMNS = 200
LARGEST_WORKBOOK = 200 * 1024 * 1024  # bytes unpacked
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
DELIMITERS = ",\t;"
Cells = list[str]


class UnreadableFileError(DomainError):
    """The upload is no table that can be read."""

    vendor_code = UNKNOWN_FORMAT

    def __init__(self, message: str) -> None:
        super().__init__(message, field="import_file")


def read_table(file: IO[bytes]) -> Iterator[Cells]:
    """The rows of a table as trimmed texts, the header first; blank rows come as empty lists."""
    start = file.read(4)
    file.seek(0)
    rows = _workbook_rows(file) if start in {ZIP, OLE} else _text_rows(file.read())
    for number, cells in enumerate(rows):
        if number > MOST_ROWS:
            raise DomainError(f"The file has more than {MOST_ROWS} rows.", field="import_file")
        while cells and not cells[-1]:
            cells.pop()
        if len(cells) > MOST_COLUMNS:
            raise DomainError(f"Row {number + 1} has over {MOST_COLUMNS} columns.",
                              field="import_file")  # fmt: skip
        yield cells


def _text_rows(content: bytes) -> Iterator[Cells]:
    text = _decoded(content)
    header = text.lstrip("\r\n").partition("\n")[0]
    delimiter = max(DELIMITERS, key=header.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for cells in reader:
            yield [value.strip() for value in cells]
    except csv.Error as problem:
        message = f"Line {reader.line_num} cannot be read: {problem}."
        raise UnreadableFileError(message) from problem


def _decoded(content: bytes) -> str:
    is_utf16 = content[:2] in {b"\xff\xfe", b"\xfe\xff"}  # what Excel calls Unicode text
    try:
        text = content.decode("utf-16" if is_utf16 else "utf-8-sig")
    except UnicodeDecodeError as problem:
        message = "The file is neither a workbook nor text in UTF-8; save it as one of them."
        raise UnreadableFileError(message) from problem
    if "\0" in text:
        raise UnreadableFileError("The file holds NUL characters: it is no text.")
    return text


def _workbook_rows(file: IO[bytes]) -> Iterator[Cells]:
    try:
        _refuse_bomb(file)
        with CalamineWorkbook.from_filelike(file) as workbook:
            shown = [
                sheet.name
                for sheet in workbook.sheets_metadata
                if sheet.visible == SheetVisibleEnum.Visible
                and sheet.typ == SheetTypeEnum.WorkSheet
            ]
            if not shown:
                raise UnreadableFileError("The workbook has no visible sheet.")
            sheet = workbook.get_sheet_by_name(shown[0])
            rows: Iterator[list[Any]] = islice(sheet.iter_rows(), MOST_ROWS + 2)
            for values in rows:
                yield [_cell_text(value) for value in values]
    except (CalamineError, zipfile.BadZipFile, OSError, EOFError) as problem:
        raise UnreadableFileError("The workbook is broken; save it again.") from problem


def _refuse_bomb(file: IO[bytes]) -> None:
    if file.read(4) == ZIP:
        file.seek(0)
        with zipfile.ZipFile(file) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
        if unpacked > LARGEST_WORKBOOK:
            raise UnreadableFileError("The workbook unpacks to more than 200 MB.")
    file.seek(0)


def _cell_text(value: Any) -> str:
    """A cell as the user sees it: whole numbers without `.0`, dates in ISO form."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime):
        is_day = value.time() == time()
        return value.date().isoformat() if is_day else value.strftime(WIRE_FORMAT)
    if isinstance(value, date | time):
        return value.isoformat()
    return ESCAPED.sub(lambda found: chr(int(found[1], 16)), str(value)).strip()
