"""A program of its own: reads a workbook from stdin, writes its rows to stdout, a JSON list each.

What reads workbooks is written in Rust, where memory that cannot be had ends the process, and a
small file can ask for hundreds of gigabytes. So the server lets another process read them, with
limits. It imports nothing of the server's: that would make each import wait for its start.
"""

import json
import sys
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime, time
from io import BytesIO
from itertools import islice
from typing import IO, Any

MEMORY = 1024 * 1024 * 1024  # bytes
PROCESSOR = 60  # seconds
OUTPUT = 1024 * 1024 * 1024  # bytes
WIRE_FORMAT = "%Y-%m-%d %H:%M:%S"
BROKEN, NO_SHEET = 3, 4  # ends of the process; any other but 0: a limit


class NoSheetError(Exception):
    """All sheets are hidden or are no tables."""


def rows_of(file: IO[bytes], most: int) -> Iterator[list[str]]:
    """The first rows of the first visible sheet, as texts."""
    # Imported here: the server only needs the constants of this file.
    from python_calamine import (  # noqa: PLC0415
        CalamineWorkbook,
        SheetTypeEnum,
        SheetVisibleEnum,
    )

    with CalamineWorkbook.from_filelike(file) as workbook:
        shown = [
            sheet.name
            for sheet in workbook.sheets_metadata
            if sheet.visible == SheetVisibleEnum.Visible and sheet.typ == SheetTypeEnum.WorkSheet
        ]
        if not shown:
            raise NoSheetError
        sheet = workbook.get_sheet_by_name(shown[0])
        rows: Iterator[list[Any]] = islice(sheet.iter_rows(), most)
        for values in rows:
            yield [cell_text(value) for value in values]


def cell_text(value: Any) -> str:
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


def limit() -> None:
    """Bound what this process may take; systems that know no such limits still lose no server."""
    with suppress(ImportError, OSError, ValueError):
        import resource  # noqa: PLC0415  not on Windows

        for kind, most in (
            (resource.RLIMIT_CORE, 0),
            (resource.RLIMIT_CPU, PROCESSOR),
            (resource.RLIMIT_FSIZE, OUTPUT),
            (resource.RLIMIT_AS, MEMORY),
        ):
            resource.setrlimit(kind, (most, most))


def main() -> int:
    """Write the rows of the workbook on stdin, a JSON array a line; answers the exit code."""
    limit()
    from python_calamine import CalamineError  # noqa: PLC0415

    try:
        for row in rows_of(BytesIO(sys.stdin.buffer.read()), int(sys.argv[1])):
            # ASCII: a line feed in a cell, and half characters, are escaped.
            sys.stdout.write(json.dumps(row) + "\n")
    except NoSheetError:
        return NO_SHEET
    except (CalamineError, OSError, EOFError, ValueError):
        return BROKEN
    except BaseException as problem:
        # Rust's panics are no subclass of Exception.
        if type(problem).__name__ != "PanicException":
            raise
        return BROKEN
    return 0


if __name__ == "__main__":
    sys.exit(main())
