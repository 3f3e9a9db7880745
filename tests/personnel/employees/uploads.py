"""Files to import."""

import csv
import io
from collections.abc import Sequence
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook, load_workbook

Rows = Sequence[Sequence[Any]]


def csv_of(rows: Rows, delimiter: str = ",") -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue().encode()


def xlsx_of(rows: Rows) -> bytes:
    """Rows as a workbook; None leaves a cell empty."""
    workbook = Workbook()
    sheet: Any = workbook.active
    for row in rows:
        sheet.append(list(row))
    return saved(workbook)


def saved(workbook: Workbook) -> bytes:
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


def cells_of(content: bytes) -> list[list[tuple[Any, str]]]:
    """The cells of a workbook's only sheet, each with its kind."""
    (sheet,) = load_workbook(io.BytesIO(content)).worksheets
    return [[(cell.value, cell.data_type) for cell in row] for row in sheet.iter_rows()]


def table_of(content: bytes, delimiter: str = ",") -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode(), newline=""), delimiter=delimiter))


def send(api, url: str, content: bytes | str, import_type: object = 1, name: str = "file.csv"):
    """Import a file."""
    data = content.encode() if isinstance(content, str) else content
    form = {"import_type": import_type, "import_file": SimpleUploadedFile(name, data)}
    return api.post(url, form, format="multipart")
