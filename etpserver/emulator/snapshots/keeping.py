"""Snapshots on the server: saved, listed, read as archives, uploaded, deleted."""

from collections.abc import Iterator
from contextlib import ExitStack, suppress

from django.db import DEFAULT_DB_ALIAS, IntegrityError, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from etpserver.emulator.control.moments import real_time
from etpserver.emulator.control.router import CONTROL
from etpserver.emulator.models import Snapshot, WorldRecord
from etpserver.emulator.snapshots import writing
from etpserver.emulator.snapshots.clocks import as_written, stopped
from etpserver.emulator.snapshots.loading import load
from etpserver.emulator.snapshots.reading import Archive, ReadLine
from etpserver.emulator.worlds.binding import binding
from etpserver.emulator.worlds.errors import (
    SourceGoneError,
    StateError,
    UnknownWorldError,
    UnsupportedError,
    WorldTakenError,
)
from etpserver.emulator.worlds.origins import snapshot_of
from etpserver.emulator.worlds.registry import Worlds
from etpserver.emulator.worlds.stores import SNAPSHOT
from etpserver.preparing.schema import migrations_digest

TRIES = 5


def save_snapshot(worlds: Worlds, world: str, name: str, note: str = "") -> Snapshot:
    """Keep the state of a world under a name that is free; raises `WorldError`."""
    _refuse_unsupported(worlds)
    record = WorldRecord.objects.filter(pk=world).first()
    if record is None:
        raise UnknownWorldError(world)
    _refuse_taken(name)
    with worlds.use(world):
        saved = worlds.store.save(name, connections[DEFAULT_DB_ALIAS])
    try:
        return Snapshot.objects.create(
            name=name,
            note=note,
            place=saved.place,
            world=world,
            seed=record.seed,
            clock=stopped(record.clock),
            schema=migrations_digest(),
            rows=saved.rows,
            size=saved.size,
            created_at=real_time(),
        )
    except IntegrityError as problem:  # somebody else was first
        worlds.store.forget(saved.place)
        raise _taken(name) from problem


def upload_snapshot(worlds: Worlds, name: str, read_line: ReadLine) -> tuple[Snapshot, bool]:
    """Keep what an archive holds; also whether the name was free. Raises `WorldError`.

    A snapshot of that name is replaced once the archive has been read to its end.
    """
    _refuse_unsupported(worlds)
    archive = Archive(read_line)
    with worlds.store.filling(name) as filling, binding(SNAPSHOT, filling.connection):
        load(archive)
    saved = filling.saved
    if saved is None:
        raise RuntimeError  # the block has ended well
    header = archive.header
    with transaction.atomic(using=CONTROL):
        before = Snapshot.objects.select_for_update().filter(pk=name).first()
        snapshot, is_new = Snapshot.objects.update_or_create(
            name=name,
            defaults={
                "note": header.note,
                "place": saved.place,
                "world": "",
                "seed": header.seed,
                "clock": as_written(header.clock),
                "schema": migrations_digest(),
                "rows": saved.rows,
                "size": saved.size,
                "created_at": real_time(),
            },
        )
    if before is not None:
        worlds.store.forget(before.place)
    return snapshot, is_new


def archive_of(worlds: Worlds, name: str) -> Iterator[bytes]:
    """The snapshot as an archive, in parts; raises `WorldError` before the first."""
    for _ in range(TRIES):
        snapshot = snapshot_of(name)
        with suppress(SourceGoneError), ExitStack() as reading:  # gone: replaced meanwhile
            connection = reading.enter_context(worlds.store.reading(snapshot.place))
            return _archive(snapshot, connection, reading.pop_all())
    raise StateError(f"The database of the snapshot {name} was removed: delete the snapshot.")


def _archive(
    snapshot: Snapshot, connection: BaseDatabaseWrapper, reading: ExitStack
) -> Iterator[bytes]:
    with reading, binding(SNAPSHOT, connection):
        yield from writing.archive(snapshot)


def delete_snapshot(worlds: Worlds, name: str) -> None:
    """Remove a snapshot; worlds that were made of it stay as they are."""
    snapshot = snapshot_of(name)
    snapshot.delete()
    worlds.store.forget(snapshot.place)


def _refuse_unsupported(worlds: Worlds) -> None:
    reason = worlds.store.missing()
    if reason:
        raise UnsupportedError(reason)


def _refuse_taken(name: str) -> None:
    if Snapshot.objects.filter(pk=name).exists():
        raise _taken(name)


def _taken(name: str) -> WorldTakenError:
    return WorldTakenError(f"There is a snapshot {name} already: delete it or take another name.")
