"""Imports: a declared sheet, checked rows, all or nothing."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import IO, Any, TypeVar

from django.core.files.uploadedfile import UploadedFile

from etpserver.api.errors import DomainError
from etpserver.api.sheets import read_table

R = TypeVar("R")

IMPORT_FIELDS = ("import_type", "import_file")
LISTED_ROWS = 1000
SKIP_EXISTING, OVERWRITE = "0", "1"


@dataclass(frozen=True, slots=True)
class ImportedRow:
    """One row: its number in the file (the header is 1) and its non-empty cells by column."""

    number: int
    values: dict[str, str]


@dataclass(slots=True)
class RowErrors:
    """What is wrong with the rows of a file; at most 1,000 are kept, all are counted."""

    listed: list[dict[str, Any]] = field(default_factory=list)
    total: int = 0

    def add(self, row: ImportedRow, column: str, message: str) -> None:
        """Note one mistake: `message` is what the person who sent the file reads."""
        self.total += 1
        if len(self.listed) < LISTED_ROWS:
            self.listed.append({"row": row.number, "column": column, "message": message})

    def raise_if_any(self) -> None:
        """Raise `RowsRefusedError` with all that was noted."""
        if self.total:
            raise RowsRefusedError(self)


class RowsRefusedError(DomainError):
    """Some rows are bad, so no row was imported."""

    def __init__(self, errors: RowErrors) -> None:
        first = errors.listed[0]
        message = (
            f"Nothing was imported: {errors.total} error(s), the first in row {first['row']}, "
            f"column {first['column']}: {first['message']}"
        )
        super().__init__(message, data={"rows": errors.listed, "total": errors.total})


class HeaderError(DomainError):
    """The header row does not say what is needed."""

    def __init__(self, message: str) -> None:
        super().__init__(message, field="import_file")


@dataclass(frozen=True, slots=True)
class ImportSheet:
    """What a resource takes from a file.

    `required` columns must be in the header; `optional` ones may; any other is ignored. `aliases`
    maps other headings to a column. `load` writes the rows in one transaction; it skips existing
    records unless `overwrite`.
    """

    required: tuple[str, ...]
    optional: tuple[str, ...]
    load: Callable[..., None]
    aliases: Mapping[str, str] = field(default_factory=dict)

    def run(self, body: Mapping[str, Any]) -> dict[str, str]:
        """Import the upload of a request."""
        import_type = str(body.get("import_type", "")).strip()
        if import_type not in {SKIP_EXISTING, OVERWRITE}:
            raise DomainError(
                "import_type is 0 (skip existing records) or 1 (overwrite them).",
                field="import_type",
            )
        upload = body.get("import_file")
        if not isinstance(upload, UploadedFile):
            raise DomainError("Send the file as import_file.", field="import_file")
        self.load(self.rows(upload), overwrite=import_type == OVERWRITE)
        return {"detail": "import successful"}

    def rows(self, file: IO[bytes]) -> Iterator[ImportedRow]:
        """The file's rows under its header."""
        table = enumerate(read_table(file), start=1)
        columns = self._columns(next((cells for _, cells in table if any(cells)), []))
        for number, cells in table:
            values = {
                column: text
                for column, text in zip(columns, cells, strict=False)
                if column is not None and text
            }
            if any(cells):
                yield ImportedRow(number, values)

    def _columns(self, header: list[str]) -> list[str | None]:
        """The column of each heading; None for those that are ignored."""
        known = {*self.required, *self.optional}
        spelled = [heading.lower().replace(" ", "_").replace("-", "_") for heading in header]
        columns = [self.aliases.get(name, name) for name in spelled]
        missing = [name for name in self.required if name not in columns]
        if missing:
            raise HeaderError(f"The header row lacks: {', '.join(missing)}.")
        doubled = sorted({name for name in known if columns.count(name) > 1})
        if doubled:
            raise HeaderError(f"The header row names twice: {', '.join(doubled)}.")
        return [name if name in known else None for name in columns]


def parts_of(rows: Iterable[R], size: int = 1000) -> Iterator[list[R]]:
    """The rows in parts, so that a long file needs little memory."""
    remaining = iter(rows)
    while part := list(islice(remaining, size)):
        yield part
