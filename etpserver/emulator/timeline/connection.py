"""Django's connection to an SQLite world, which notes where the world stood before a change."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db import OperationalError
from django.db.backends.sqlite3.base import DatabaseWrapper, SQLiteCursorWrapper

from etpserver.emulator.timeline.points import Point
from etpserver.emulator.timeline.timelines import Timeline
from etpserver.emulator.timeline.wal import Position

# Makes a point of where the database stood; None: what is changed is nothing to go back from.
Describe = Callable[[Position], Point | None]


@dataclass(slots=True)
class Watch:
    """Whether a point was left, which is done by the first transaction that changes something."""

    describe: Describe
    has_point: bool = False


LONGEST_REMEMBERED = 20_000  # characters of a statement
_UNBOUND: Any = SQLiteCursorWrapper.convert_query


@lru_cache(maxsize=128)
def _remembered(query: str) -> str:
    return str(_UNBOUND(None, query))


class Cursor(SQLiteCursorWrapper):
    """Measured: a tenth of a list goes into turning `%s` into `?` in the same few statements."""

    def convert_query(self, query: str, *, param_names: Any = None) -> str:
        if param_names is None and len(query) <= LONGEST_REMEMBERED:
            return _remembered(query)
        return str(super().convert_query(query, param_names=param_names))


class WorldConnection(DatabaseWrapper):
    """Leased to one user at a time, who may watch it."""

    def __init__(self, settings: dict[str, Any], alias: str, timeline: Timeline) -> None:
        super().__init__(settings, alias)
        self.timeline = timeline
        self._watch: Watch | None = None
        self._began: tuple[Position, int] | None = None  # and how many rows were changed until then
        self._has_turn = False

    def create_cursor(self, name: Any = None) -> Cursor:
        cursor: Cursor = self.connection.cursor(factory=Cursor)
        return cursor

    @contextmanager
    def watching(self, describe: Describe) -> Iterator[Watch]:
        """Leave a point if something is committed inside the block."""
        self._watch = Watch(describe)
        try:
            yield self._watch
        finally:
            self._watch = None

    def _start_transaction_under_autocommit(self) -> None:
        self._take_turn()
        try:
            self.timeline.fold_if_long()
            # Opened before: what fails between a BEGIN and its block would leave the lock held.
            log = self.timeline.log
            super()._start_transaction_under_autocommit()  # type: ignore[misc]  # not in the stubs
        except BaseException:
            self._end_turn()
            raise
        # The write lock is held from here on: nobody else can move the end of the log.
        is_watched = self._watch is not None and not self._watch.has_point
        changed = self.connection.total_changes
        self._began = (log.position(), changed) if is_watched else None

    def _commit(self) -> None:
        began, self._began = self._began, None
        if began is not None and self.connection.total_changes != began[1]:
            self._leave_point(began[0])
        super()._commit()  # type: ignore[misc]  # not in the stubs
        self._end_turn()

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]  # not in the stubs
        finally:
            self._end_turn()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]  # not in the stubs
        finally:
            self._end_turn()

    def _take_turn(self) -> None:
        """Wait for the other transactions of this process; SQLite itself decides between all.

        Whoever finds a database locked sleeps, longer each time, also when it is free again.
        """
        patience = self.settings_dict["OPTIONS"]["timeout"]
        self._has_turn = self.timeline.turn.acquire(timeout=patience)

    def _end_turn(self) -> None:
        if self._has_turn:
            self._has_turn = False
            self.timeline.turn.release()

    def _leave_point(self, before: Position) -> None:
        """While the write lock is held: whoever sees what was changed sees the point, too.

        Where the commit fails, it is a point of nothing, which `Points` overlooks.
        """
        point = self._watch.describe(before) if self._watch is not None else None
        if self._watch is not None and point is not None:
            try:
                self.timeline.add(point)
            except OSError as problem:  # as a database's error, so that Django rolls back
                raise OperationalError(*problem.args) from problem
            self._watch.has_point = True
