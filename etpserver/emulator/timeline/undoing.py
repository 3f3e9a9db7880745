"""Returning a world to where it stood before its last changes."""

from etpserver.emulator.timeline.points import Point
from etpserver.emulator.timeline.timelines import Timeline
from etpserver.emulator.timeline.wal import ChangedError
from etpserver.emulator.worlds import lifecycle
from etpserver.emulator.worlds.errors import StateError, UnsupportedError
from etpserver.emulator.worlds.registry import Worlds
from etpserver.emulator.worlds.sqlite_store import SqliteStore


def points_of(worlds: Worlds, name: str) -> list[Point]:
    """Where the world can return to, the oldest first; raises `WorldError`."""
    with worlds.use(name):
        _, timeline = _timeline(worlds, name)
        return timeline.points()


def undo(worlds: Worlds, name: str, steps: int) -> list[Point]:
    """Take the last changes back; answers them, the latest first. Raises `WorldError`.

    Requests that are under way finish on the state they began with.
    """
    with worlds.use(name):  # so that nobody closes its timeline meanwhile
        store, timeline = _timeline(worlds, name)
        points = timeline.points()
        if steps > len(points):
            raise StateError(f"There are {len(points)} changes that can be undone.")
        before, undone = points[:-steps], points[-steps:]
        try:
            generation = store.go_back(name, timeline, undone[0], before)
        except ChangedError as problem:
            raise StateError(
                "Another program wrote to the database file: nothing can be undone."
            ) from problem
    lifecycle.put_in_place(worlds, name, generation)
    return undone[::-1]


def is_supported(worlds: Worlds) -> bool:
    return isinstance(worlds.store, SqliteStore) and worlds.store.timelines is not None


def _timeline(worlds: Worlds, name: str) -> tuple[SqliteStore, Timeline]:
    store = worlds.store
    if not isinstance(store, SqliteStore):
        raise UnsupportedError("Only SQLite databases can undo; take snapshots on PostgreSQL.")
    timeline = store.timeline(worlds.served(name).generation.key)
    if timeline is None:
        raise UnsupportedError("Undo is not built for Windows; take snapshots.")
    return store, timeline
