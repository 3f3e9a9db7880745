"""Reading uploaded tables: csv, txt, xlsx and xls, judged by content, never by name."""

import csv
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO

from etpserver.api import workbook_rows
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
LONGEST_READ = 120  # seconds that a workbook may take
# What a damaged archive raises; the last two are methods zip files may ask for.
BROKEN = (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, RuntimeError)
DAMAGED = "The workbook is broken; save it again."
TOO_MUCH = "The workbook takes too much memory or time; save it with fewer rows and columns."
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
    except BROKEN as problem:
        raise UnreadableFileError(DAMAGED) from problem
    file.seek(0)
    with tempfile.TemporaryFile() as sent, tempfile.TemporaryFile() as read:
        shutil.copyfileobj(file, sent)
        sent.seek(0)
        _read_apart(sent, read)
        read.seek(0)
        for line in read:
            yield json.loads(line)


def _read_apart(sent: IO[bytes], read: IO[bytes]) -> None:
    """Let a process of its own read the workbook: a file made to hurt ends that one only."""
    # -P: the folder of the program is no place to look for modules.
    command = [sys.executable, "-P", workbook_rows.__file__, str(MOST_ROWS + 2)]
    try:
        done = subprocess.run(  # noqa: S603  a program of ours; the file is its input
            command, stdin=sent, stdout=read, stderr=subprocess.DEVNULL, timeout=LONGEST_READ,
            check=False, env=_environment(),
        )  # fmt: skip
    except subprocess.TimeoutExpired as problem:
        raise UnreadableFileError(TOO_MUCH) from problem
    if done.returncode:
        problems = {
            workbook_rows.BROKEN: DAMAGED,
            workbook_rows.NO_SHEET: "The workbook has no visible sheet.",
        }
        raise UnreadableFileError(problems.get(done.returncode, TOO_MUCH))


def _environment() -> dict[str, str]:
    """Of the reader: no setting of the server, least of all its secrets."""
    return {name: value for name, value in os.environ.items() if not name.startswith("ETP_")}


def _refuse_bomb(file: IO[bytes]) -> None:
    """Refuse early what would fill the memory: the reader keeps all cells of a sheet's span.

    Measured: one far cell in a file of 1 KB made it ask for 400 GB.
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
