"""From an archive into an empty database."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import groupby, islice
from typing import Any

from django.db import DataError, IntegrityError, connections, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from etpserver.api.worlds import MAIN, World, current_world, use_world
from etpserver.emulator.clock.modes import clock_of
from etpserver.emulator.fixtures.errors import unknown_word
from etpserver.emulator.fixtures.kinds import plural
from etpserver.emulator.models import Chance
from etpserver.emulator.snapshots.clocks import going_on
from etpserver.emulator.snapshots.columns import Column
from etpserver.emulator.snapshots.contents import RENAMED_FIELDS, RENAMED_KINDS, Kind, archived
from etpserver.emulator.snapshots.errors import ArchiveError, Found, record_error
from etpserver.emulator.snapshots.header import Header
from etpserver.emulator.snapshots.memberships import Memberships
from etpserver.emulator.snapshots.reading import Archive
from etpserver.emulator.worlds.sequences import count_on
from etpserver.emulator.worlds.stores import SNAPSHOT

ROWS_AT_ONCE = 500
MOST_SHOWN = 300  # characters of what a database says
# What a column remembers: values that cannot change and are equal only to the same, not too many.
REMEMBERED = frozenset([str, int, bool, type(None)])
MOST_REMEMBERED = 2000
LONGEST_REMEMBERED = 100  # characters


def load(archive: Archive) -> None:
    """Fill the migrated, empty database that the alias SNAPSHOT is bound to.

    All or nothing; raises `ArchiveError`.
    """
    with use_world(_world(archive.header)), transaction.atomic(using=SNAPSHOT):
        memberships = Memberships()
        for kind, records in groupby(archive.records(), key=lambda found: found.kind):
            Table(_kind(kind), memberships).insert(records)
        memberships.store()
        Chance.objects.using(SNAPSHOT).create(pk=1, drawn=archive.header.drawn)
        _check_references()
        _count_on(archive.header)


class Table:
    """One kind of record on its way into the database."""

    def __init__(self, kind: Kind, memberships: Memberships) -> None:
        self.kind = kind
        self.memberships = memberships
        self.connection = connections[SNAPSHOT]
        quoted = self.connection.ops.quote_name
        names = ", ".join(quoted(str(column.field.column)) for column in kind.columns)
        marks = ", ".join(["%s"] * len(kind.columns))
        table = quoted(kind.model._meta.db_table)
        self.statement = f"INSERT INTO {table} ({names}) VALUES ({marks})"  # noqa: S608  our names
        self.cells = [Cell(column, kind, self.connection) for column in kind.columns]
        self.known = {*(column.name for column in kind.columns), *kind.lists}
        self.renamed = {old: new for (of, old), new in RENAMED_FIELDS.items() if of == kind.name}

    def insert(self, records: Iterable[Found]) -> None:
        """Insert the records, some at a time."""
        remaining = iter(records)
        while some := list(islice(remaining, ROWS_AT_ONCE)):
            rows = [self._values(found) for found in some]
            try:
                self._execute(rows)
            except (IntegrityError, DataError):
                self._insert_singly(some, rows)

    def _insert_singly(self, some: list[Found], rows: list[list[Any]]) -> None:
        """The same again, to learn which record the database refuses."""
        for found, values in zip(some, rows, strict=True):
            try:
                self._execute([values])
            except (IntegrityError, DataError) as problem:
                said = " ".join(str(problem).split())[:MOST_SHOWN]
                message = f"the database refuses it: {said}"
                raise record_error(found, self.kind.model, None, message) from problem

    def _execute(self, rows: list[list[Any]]) -> None:
        with transaction.atomic(using=SNAPSHOT), self.connection.cursor() as cursor:
            cursor.executemany(self.statement, rows)

    def _values(self, found: Found) -> list[Any]:
        """The record's values as the database takes them."""
        row = found.row
        if self.renamed:
            row = {self.renamed.get(name, name): row[name] for name in row}
            found = replace(found, row=row)
        if not row.keys() <= self.known:
            name = next(name for name in row if name not in self.known)
            message = unknown_word(name, self.known, noun=f"field of {self.kind.name}")
            raise record_error(found, self.kind.model, name, message)
        for name in self.kind.lists:
            self.memberships.note(found, self.kind, name, row.get(name, []))
        values = []
        for cell in self.cells:
            try:
                values.append(cell.prepare(row))
            except ValueError as problem:
                name = cell.column.name
                raise record_error(found, self.kind.model, name, str(problem)) from problem
        return values


class Cell:
    """One column of a table on its way; a value is checked once, however many records have it."""

    def __init__(self, column: Column, kind: Kind, connection: BaseDatabaseWrapper) -> None:
        self.column = column
        self._make = kind.made_anew.get(column.name, column.default)
        self._connection = connection
        self._known: dict[tuple[type, Any], Any] = {}

    def prepare(self, row: dict[str, Any]) -> Any:
        """The record's value as the database takes it; raises `ValueError`."""
        if self.column.name not in row:
            return self._prepared(self._make())
        given = row[self.column.name]
        kind = type(given)
        if kind not in REMEMBERED or (kind is str and len(given) > LONGEST_REMEMBERED):
            return self._prepared(self.column.read(given))
        key = (kind, given)  # with the type, because 1 and True are one key of a dict
        if key in self._known:
            return self._known[key]
        prepared = self._prepared(self.column.read(given))
        if len(self._known) < MOST_REMEMBERED:
            self._known[key] = prepared
        return prepared

    def _prepared(self, value: Any) -> Any:
        return self.column.field.get_db_prep_save(value, self._connection)


def _world(header: Header) -> World:
    """What an older version did not have takes its default by this clock, not the caller's."""
    clock = clock_of(going_on(header.clock))
    return World(MAIN, settings=current_world().settings, seed=header.seed, clock=clock)


def _kind(written: str) -> Kind:
    name = RENAMED_KINDS.get(written, written)
    if name not in archived():
        message = unknown_word(written, archived(), noun="kind of record")
        raise ArchiveError(message, kind=written)
    return archived()[name]


def _check_references() -> None:
    """Refuse a record that refers to one which is not there."""
    for kind in archived().values():
        for column in kind.columns:
            if not isinstance(column.field, models.ForeignKey):
                continue
            for key, missing in _dangling(kind, column.field):
                target = plural(column.field.related_model)
                message = (
                    f"{kind.name}: the record with {kind.model._meta.pk.name} {str(key)!r}:"
                    f" {column.name}: none of the {target} has the id {str(missing)!r}."
                )
                raise ArchiveError(message, kind=kind.name, field=column.name)


def _dangling(kind: Kind, field: "models.ForeignKey[Any, Any]") -> Iterator[tuple[Any, Any]]:
    """Key and reference of the first record that refers to nothing, if there is one."""
    rows = kind.model._base_manager.using(SNAPSHOT).exclude(**{field.name: None})
    targets = field.related_model._base_manager.using(SNAPSHOT)
    there = models.Exists(targets.filter(pk=models.OuterRef(field.attname)))
    yield from rows.filter(~there).order_by("pk").values_list("pk", field.attname)[:1]


def _count_on(header: Header) -> None:
    counted = [kind for kind in archived().values() if kind.counts_its_ids]
    last = {kind.model._meta.db_table: header.sequences.get(kind.name, 0) for kind in counted}
    count_on(connections[SNAPSHOT], [kind.model for kind in counted], last)
