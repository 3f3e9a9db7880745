"""Reading uploaded tables: csv, txt, xlsx and xls, judged by content, never by name."""

import csv
import io
import re
import zipfile
import zlib
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
BYTES_OF_ONE_READ = 1024 * 1024
LONGEST_NUMBER = 40  # characters; longer ones are cut, and beyond every limit anyway
OVERLAP = 4096  # bytes kept from the read before: it may have ended inside an address
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
# The address of a cell or the number of a row in a sheet's XML.
ADDRESS = re.compile(rb"""\br\s*=\s*["']([A-Za-z]*)([0-9]+)["']""")
DELIMITERS = ",\t;"
# What a damaged archive or workbook raises; the last two are methods zip files may ask for.
BROKEN = (CalamineError, zipfile.BadZipFile, zlib.error, OSError, EOFError,
          NotImplementedError, RuntimeError)  # fmt: skip
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
        if file.read(4) == ZIP:
            _refuse_bomb(file)
        file.seek(0)
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
    except BROKEN as problem:
        raise UnreadableFileError("The workbook is broken; save it again.") from problem
    except BaseException as problem:
        # The reader is written in Rust, whose panics are no subclass of Exception.
        if type(problem).__name__ != "PanicException":
            raise
        raise UnreadableFileError("The workbook is broken; save it again.") from problem


def _refuse_bomb(file: IO[bytes]) -> None:
    """Refuse a workbook that would fill the memory: the reader keeps all cells of a sheet's span.

    Measured: one far cell in a file of 1 KB made it ask for 400 GB, which ends the process.
    """
    left = LARGEST_WORKBOOK
    with zipfile.ZipFile(file) as archive:
        if "xl/workbook.xml" not in archive.namelist():
            raise UnreadableFileError("The archive is no workbook; save it as .xlsx.")
        for entry in archive.infolist():
            # The size that an archive states may be a lie: unpack to the end, as the reader does.
            entry.file_size = LARGEST_WORKBOOK + 1
            with archive.open(entry) as part:
                left = _refuse_large_part(part, left)


def _refuse_large_part(part: IO[bytes], left: int) -> int:
    """Check one part of a workbook; answers how many bytes the others may have."""
    rows = columns = 0
    tail = b""
    while chunk := part.read(BYTES_OF_ONE_READ):
        left -= len(chunk)
        if left < 0:
            raise UnreadableFileError("The workbook unpacks to more than 200 MB.")
        seen = tail + chunk
        for letters, digits in ADDRESS.findall(seen):
            rows = max(rows, int(digits[:LONGEST_NUMBER]))
            columns = max(columns, _column_number(letters))
        tail = seen[-OVERLAP:]
    if rows * columns > (MOST_ROWS + 1) * MOST_COLUMNS:
        message = f"The sheet spans more than {MOST_ROWS} rows of {MOST_COLUMNS} columns."
        raise DomainError(message, field="import_file")
    return left


def _column_number(letters: bytes) -> int:
    """A is 1, AA is 27."""
    number = 0
    for letter in letters.upper()[:LONGEST_NUMBER]:
        number = number * 26 + letter - 64
    return number


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
    return str(value).strip()
