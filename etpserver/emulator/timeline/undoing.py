"""Returning a world to where it stood before its last changes."""

from django.db import DEFAULT_DB_ALIAS, connections

from etpserver.emulator.timeline.connection import WorldConnection
from etpserver.emulator.timeline.points import Point
from etpserver.emulator.timeline.wal import ChangedError
from etpserver.emulator.worlds import lifecycle
from etpserver.emulator.worlds.errors import PutBackError, StateError, UnsupportedError
from etpserver.emulator.worlds.registry import Worlds
from etpserver.emulator.worlds.sqlite_store import SqliteStore

TRIES = 5


def points_of(worlds: Worlds, name: str) -> list[Point]:
    """Where the world can return to, the oldest first; raises `WorldError`."""
    _supporting(worlds)
    with worlds.use(name):
        return _bound().timeline.points()


def undo(worlds: Worlds, name: str, steps: int) -> list[Point]:
    """Take the last changes back; answers them, the latest first. Raises `WorldError`.

    Requests that are under way finish on the state they began with.
    """
    store = _supporting(worlds)
    for _ in range(TRIES - 1):
        try:
            return _undo(worlds, store, name, steps)
        except PutBackError:
            continue  # by another call, maybe an undo too: this one is about what is left
    return _undo(worlds, store, name, steps)


def _undo(worlds: Worlds, store: SqliteStore, name: str, steps: int) -> list[Point]:
    with worlds.use(name):  # so that nobody closes its timeline meanwhile
        timeline = _bound().timeline
        points = timeline.points()
        if steps > len(points):
            raise StateError(f"Changes that can be undone: {len(points)}.")
        before, undone = points[:-steps], points[-steps:]
        try:
            generation = store.go_back(name, timeline, undone[0], before)
        except ChangedError as problem:
            raise StateError(
                "The log was folded or written to meanwhile, by this server or another program:"
                " nothing can be undone."
            ) from problem
    lifecycle.put_in_place(worlds, name, generation, instead_of=store.key_of(timeline))
    return undone[::-1]


def is_supported(worlds: Worlds) -> bool:
    """Whether worlds can return: on SQLite, but not on Windows."""
    return isinstance(worlds.store, SqliteStore) and worlds.store.timelines is not None


def _supporting(worlds: Worlds) -> SqliteStore:
    store = worlds.store
    if not isinstance(store, SqliteStore):
        raise UnsupportedError("Only SQLite databases can undo; take snapshots on PostgreSQL.")
    if store.timelines is None:
        raise UnsupportedError("Undo is not built for Windows; take snapshots.")
    return store


def _bound() -> WorldConnection:
    """The connection that the world's requests have."""
    connection = connections[DEFAULT_DB_ALIAS]
    if not isinstance(connection, WorldConnection):
        raise TypeError  # a store with timelines makes no others
    return connection
