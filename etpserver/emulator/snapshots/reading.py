"""Reading an archive line by line, as `writing` lays it out.

Nothing but the line at hand and the header is held in memory. Blank lines, other line ends and a
comma too many or too few after a record, as an edit or a merge leaves them, do no harm.
"""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any, NoReturn

from etpserver.emulator.fixtures.files import without_twins
from etpserver.emulator.snapshots.errors import ArchiveError, Found
from etpserver.emulator.snapshots.header import Header

LONGEST_LINE = 64 * 1024 * 1024  # bytes; a photo of the largest size takes 7 MB
LONGEST_HEADER = 1024 * 1024
RECORDS = '"records": {'
KIND = re.compile(r'"(\w{1,63})"\s*:\s*\[\s*(\])?')
LAYOUT = "Archives hold one record per line, as GET /_etp/snapshots/{name} answers them"

ReadLine = Callable[[int], bytes]


class Archive:
    """An archive that is being read: first its header, then its records, once."""

    def __init__(self, read_line: ReadLine) -> None:
        self._read_line = read_line
        self._line = 0
        self.header = self._read_header()

    def records(self) -> Iterator[Found]:
        """The records in their order; raises `ArchiveError`."""
        seen: set[str] = set()
        while (text := self._next()) != "}":
            found = KIND.fullmatch(text)
            if not found:
                raise self._error(f'here stands a kind of record such as "areas": [. {LAYOUT}.')
            kind, is_empty = found.groups()
            if kind in seen:
                raise self._error(f"{kind} stands here a second time.")
            seen.add(kind)
            if not is_empty:
                yield from self._of_kind(kind)
        if self._next() != "}" or self._rest():
            raise self._error("here ends the archive, but something follows.")

    def _of_kind(self, kind: str) -> Iterator[Found]:
        number = 0
        while (text := self._next()) != "]":
            number += 1
            yield Found(self._line, kind, number, self._row(text))

    def _row(self, text: str) -> dict[str, Any]:
        try:
            row = json.loads(text, object_pairs_hook=without_twins, parse_constant=_no_constant)
        except (ValueError, RecursionError) as problem:
            raise self._error(f"this is no record: {problem}. {LAYOUT}.") from problem
        if not isinstance(row, dict):
            raise self._error(f"this is no record. {LAYOUT}.")
        return row

    def _read_header(self) -> Header:
        lines: list[str] = []
        length = 0
        while (text := self._raw_line()) is not None:
            if text.rstrip(",") == RECORDS:
                return Header.read("\n".join((*lines, f"{RECORDS[:-1]}null", "}")))
            lines.append(text)
            length += len(text)
            if length > LONGEST_HEADER:
                break
        raise ArchiveError(f"There is no line {RECORDS}. {LAYOUT}.")

    def _next(self) -> str:
        """The next line that holds something, without its comma."""
        while (text := self._raw_line()) is not None:
            if text:
                return text.rstrip(",").rstrip()
        raise self._error("the archive breaks off here.")

    def _rest(self) -> bool:
        """Whether anything but white space is left."""
        while (text := self._raw_line()) is not None:
            if text:
                return True
        return False

    def _raw_line(self) -> str | None:
        line = self._read_line(LONGEST_LINE + 1)
        if not line:
            return None
        self._line += 1
        if len(line) > LONGEST_LINE:
            raise self._error(f"this line is longer than {LONGEST_LINE} bytes. {LAYOUT}.")
        try:
            return line.decode("utf-8-sig").strip()
        except UnicodeDecodeError as problem:
            raise self._error(f"this is no UTF-8: {problem.reason}.") from problem

    def _error(self, message: str) -> ArchiveError:
        return ArchiveError(f"Line {self._line}: {message}", line=self._line)


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"JSON has no {name}")
