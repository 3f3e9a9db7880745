"""Files to import."""

import csv
import io
from collections.abc import Sequence
from typing import Any

from openpyxl import load_workbook

from tests.kernel.uploads import saved, upload, xlsx_of

__all__ = ["cells_of", "csv_of", "saved", "send", "table_of", "xlsx_of"]

Rows = Sequence[Sequence[Any]]


def csv_of(rows: Rows, delimiter: str = ",") -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue().encode()


def cells_of(content: bytes) -> list[list[tuple[Any, str]]]:
    """The cells of a workbook's only sheet, each with its kind."""
    (sheet,) = load_workbook(io.BytesIO(content)).worksheets
    return [[(cell.value, cell.data_type) for cell in row] for row in sheet.iter_rows()]


def table_of(content: bytes, delimiter: str = ",") -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode(), newline=""), delimiter=delimiter))


def send(api, url: str, content: bytes | str, import_type: object = 1, name: str = "file.csv"):
    """Import a file."""
    form = {"import_type": import_type, "import_file": upload(content, name)}
    return api.post(url, form, format="multipart")
