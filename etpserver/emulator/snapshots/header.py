"""What stands above an archive's records."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rest_framework import serializers

from etpserver import __version__
from etpserver.api.control.problems import BadCallError
from etpserver.api.control.views import ControlBody
from etpserver.emulator.clock.bodies import ClockBody
from etpserver.emulator.snapshots.clocks import as_written
from etpserver.emulator.snapshots.errors import ArchiveError
from etpserver.preparing.schema import known_migrations

FORMAT = 1
FORMAT_KEY = "etpserver_snapshot"
LARGEST = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Header:
    """Of what the records are a state, and what made them.

    Nothing of when, where or under which name it was saved: equal states are equal archives.
    """

    migrations: Mapping[str, list[str]]
    note: str
    seed: int
    drawn: int
    clock: Mapping[str, Any]  # as `PUT /_etp/clock` takes it
    sequences: Mapping[str, int]  # kind -> the last id it gave
    version: str = __version__

    def lines(self) -> list[str]:
        """Its JSON, an entry per line; the records follow."""
        content = {
            FORMAT_KEY: FORMAT,
            "version": self.version,
            "migrations": self.migrations,
            "note": self.note,
            "seed": self.seed,
            "drawn": self.drawn,
            "clock": as_written(self.clock),
            "sequences": self.sequences,
        }
        return [line for name, value in content.items() for line in _entry(name, value)]

    @classmethod
    def read(cls, text: str) -> "Header":
        """Check a header; raises `ArchiveError`."""
        try:
            content = json.loads(text)
        except (ValueError, RecursionError) as problem:
            raise ArchiveError(f"What stands above the records is no JSON: {problem}.") from problem
        _check_format(content)
        content.pop("records", None)
        body = HeaderBody(data=content)
        try:
            is_valid = body.is_valid()
        except BadCallError as problem:
            raise ArchiveError(f"Above the records: {problem.detail}") from problem
        if not is_valid:
            raise ArchiveError(f"Above the records: {_first(body.errors)}")
        given = dict(body.validated_data)
        del given[FORMAT_KEY]
        header = cls(**given)
        _check_migrations(header)
        return header


class HeaderBody(ControlBody):
    """The keys above the records."""

    version = serializers.CharField(max_length=100)
    migrations = serializers.DictField(
        child=serializers.ListField(child=serializers.CharField(max_length=255), max_length=1000)
    )
    note = serializers.CharField(max_length=500, allow_blank=True)
    seed = serializers.IntegerField(min_value=0, max_value=LARGEST)
    drawn = serializers.IntegerField(min_value=0, max_value=LARGEST)
    clock = ClockBody()
    sequences = serializers.DictField(
        child=serializers.IntegerField(min_value=0, max_value=LARGEST)
    )

    def get_fields(self) -> dict[str, Any]:
        return {FORMAT_KEY: serializers.IntegerField(), **super().get_fields()}


def _check_format(content: Any) -> None:
    written = content.get(FORMAT_KEY) if isinstance(content, dict) else None
    if not isinstance(written, int) or written < 1:
        raise ArchiveError(
            f"This is no archive of a snapshot: it does not begin with {FORMAT_KEY!r}, as what"
            " GET /_etp/snapshots/{name} answers does."
        )
    if written > FORMAT:
        raise ArchiveError(
            f"It was saved by a newer version, {content.get('version')} (format {written});"
            f" this is {__version__}, which reads up to format {FORMAT}. Upgrade etpserver."
        )


def _check_migrations(header: Header) -> None:
    applied = {(app, name) for app, names in header.migrations.items() for name in names}
    unknown = sorted(applied - known_migrations())
    if unknown:
        newest = ", ".join(f"{app}.{name}" for app, name in unknown)
        raise ArchiveError(
            f"It was saved by a newer version, {header.version} (it has {newest[:500]}); this is"
            f" {__version__}. Upgrade etpserver."
        )


def _entry(name: str, value: Any) -> list[str]:
    """A key with its value; of an object, a line for each of its keys."""
    if not isinstance(value, Mapping) or not value:
        return [f"{json.dumps(name)}: {json.dumps(value, ensure_ascii=False)},"]
    inner = [
        f"{json.dumps(key)}: {json.dumps(one, ensure_ascii=False)}" for key, one in value.items()
    ]
    return [f"{json.dumps(name)}: {{", *(f"{line}," for line in inner[:-1]), inner[-1], "},"]


def _first(errors: Any) -> str:
    """The first of DRF's errors, with its key."""
    if isinstance(errors, Mapping):
        name, inner = next(iter(errors.items()))
        return f"{name}: {_first(inner)}"
    return str(errors[0]) if isinstance(errors, list) else str(errors)
