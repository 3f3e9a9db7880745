"""Django's connection to an SQLite world, which notes where the world stood before a change."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from django.db.backends.sqlite3.base import DatabaseWrapper

from etpserver.emulator.timeline.timelines import Timeline
from etpserver.emulator.timeline.wal import Position


@dataclass(slots=True)
class Watch:
    """Where the database stood before the first transaction that changed it."""

    before: Position | None = None


class WorldConnection(DatabaseWrapper):
    """Leased to one user at a time, who may watch it."""

    def __init__(self, settings: dict[str, Any], alias: str, timeline: Timeline) -> None:
        super().__init__(settings, alias)
        self.timeline = timeline
        self._watch: Watch | None = None
        self._began: Position | None = None

    @contextmanager
    def watching(self) -> Iterator[Watch]:
        """Watch what is committed inside the block."""
        self._watch = Watch()
        try:
            yield self._watch
        finally:
            self._watch = None

    def _start_transaction_under_autocommit(self) -> None:
        self.timeline.fold_if_long()
        super()._start_transaction_under_autocommit()  # type: ignore[misc]  # not in the stubs
        # The write lock is held from here on: nobody else can move the end of the log.
        is_watched = self._watch is not None and self._watch.before is None
        self._began = self.timeline.log.position() if is_watched else None

    def _commit(self) -> None:
        super()._commit()  # type: ignore[misc]  # not in the stubs
        began, self._began = self._began, None
        if began is None or self._watch is None:
            return
        now = self.timeline.log.position()
        if now.frames != began.frames:
            # A log gets its salts with its first frame.
            self._watch.before = began if began.frames else replace(began, salts=now.salts)
