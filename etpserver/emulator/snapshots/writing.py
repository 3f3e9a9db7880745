"""A snapshot as an archive: one JSON document, a record per line, always in the same order."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from django.db import connections, models
from django.db.models.functions import Collate

from etpserver.emulator.models import Chance, Snapshot
from etpserver.emulator.snapshots.contents import NATURAL_NAMES, Kind, archived
from etpserver.emulator.snapshots.header import Header
from etpserver.emulator.worlds.sequences import last_ids
from etpserver.emulator.worlds.stores import SNAPSHOT
from etpserver.preparing.schema import applied_migrations

ROWS_AT_ONCE = 500


def archive(snapshot: Snapshot) -> Iterator[bytes]:
    """The document in parts; the alias SNAPSHOT is bound to the snapshot's database."""
    lines = _lines(snapshot)
    while part := list(islice(lines, ROWS_AT_ONCE)):
        yield "\n".join((*part, "")).encode()


def _lines(snapshot: Snapshot) -> Iterator[str]:
    yield "{"
    yield from _header(snapshot).lines()
    yield '"records": {'
    kinds = list(archived().values())
    for kind in kinds:
        yield from _list(kind.name, _records(kind), is_last=kind is kinds[-1])
    yield "}"
    yield "}"


def _header(snapshot: Snapshot) -> Header:
    connection = connections[SNAPSHOT]
    migrations = defaultdict(list)
    for app, name in sorted(applied_migrations(connection)):
        migrations[app].append(name)
    counted = [kind for kind in archived().values() if kind.counts_its_ids]
    last = last_ids(connection, (kind.model for kind in counted))
    return Header(
        migrations=migrations,
        note=snapshot.note,
        seed=snapshot.seed,
        drawn=Chance.objects.using(SNAPSHOT).values_list("drawn", flat=True).first() or 0,
        clock=snapshot.clock,
        sequences={kind.name: last[kind.model._meta.db_table] for kind in counted},
    )


def _list(name: str, records: Iterable[Mapping[str, Any]], *, is_last: bool) -> Iterator[str]:
    end = "" if is_last else ","
    texts = (json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in records)
    before = next(texts, None)
    if before is None:
        yield f'"{name}": []{end}'
        return
    yield f'"{name}": ['
    for text in texts:
        yield f"{before},"
        before = text
    yield before
    yield f"]{end}"


def _records(kind: Kind) -> Iterator[dict[str, Any]]:
    names = [column.name for column in kind.written]
    writers = [column.write for column in kind.written]
    lists = {name: names_by_record(kind, name) for name in kind.lists}
    rows = kind.model._base_manager.using(SNAPSHOT).order_by(_order(kind))
    for key, *values in rows.values_list("pk", *names).iterator(ROWS_AT_ONCE):
        written = (
            None if value is None else write(value)
            for write, value in zip(writers, values, strict=True)
        )
        belongs = {name: sorted(of[key]) for name, of in lists.items()}
        yield {**dict(zip(names, written, strict=True)), **belongs}


def _order(kind: Kind) -> Any:
    """By the key, as bytes: a collation may put texts otherwise."""
    is_text = isinstance(kind.model._meta.pk, models.CharField)
    if is_text and connections[SNAPSHOT].vendor == "postgresql":
        return Collate("pk", "C")
    return "pk"


def names_by_record(kind: Kind, field: str) -> dict[Any, list[str]]:
    """Key of a record -> what it belongs to, by names that are the same in every database."""
    target: Any = kind.model._meta.get_field(field).related_model
    parts = NATURAL_NAMES[target._meta.label]
    rows = kind.model._base_manager.using(SNAPSHOT).exclude(**{field: None})
    found = defaultdict(list)
    for key, *words in rows.values_list("pk", *(f"{field}__{part}" for part in parts)):
        found[key].append(".".join(words))
    return found
