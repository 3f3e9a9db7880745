"""What can be wrong with an archive."""

from dataclasses import dataclass
from typing import Any

from etpserver.emulator.fixtures.kinds import Model, code_field
from etpserver.emulator.worlds.errors import WorldError


class ArchiveError(WorldError):
    """An archive that cannot be loaded; text and place say where (line, kind, ..) and why."""


@dataclass(frozen=True, slots=True)
class Found:
    """A record of an archive, as it is written."""

    line: int
    kind: str
    number: int  # within its kind, from 1
    row: dict[str, Any]


def record_error(found: Found, model: type[Model], field: str | None, message: str) -> ArchiveError:
    """An error that names line, kind, record and, where one is to blame, field."""
    shown = code_field(model) or model._meta.pk.name
    label = f" ({shown} {str(found.row[shown])[:100]!r})" if shown in found.row else ""
    place: dict[str, Any] = {"line": found.line, "kind": found.kind, "record": found.number}
    if field is not None:
        place["field"] = field
        message = f"{field}: {message}"
    record = f"Line {found.line}: {found.kind} record {found.number}{label}"
    return ArchiveError(f"{record}: {message}", **place)
