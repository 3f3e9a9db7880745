"""The timelines that this process keeps: one per database file, a bounded number of them open.

An open one holds three connections' worth of descriptors. One that is closed again loses its
points once no process has the file open any more: SQLite then folds the log.
"""

import sys
import weakref
from collections import OrderedDict
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from threading import Lock

from etpserver.emulator.timeline.points import Point, Points, forget_all
from etpserver.emulator.timeline.wal import Log, Position
from etpserver.emulator.worlds.generations import Connections, Generation

MOST_OPEN = 32
FOLD_AT = 64 * 1024 * 1024  # bytes of a log
AGAIN = 16  # a log that could not be folded is tried again when it has grown by this part
FOLDER = "points"


class Timeline:
    """What happened to one database file since its log began."""

    def __init__(self, file: Path, timelines: "Timelines") -> None:
        self.file = file
        self.generation: weakref.ref[Generation] | None = None
        self._timelines = timelines
        self._points = Points(timelines.folder / FOLDER, file.name)
        self._log: Log | None = None
        self._lock = Lock()
        self.turn = Lock()  # of the transactions of this process, to begin
        self._tried_at = 0  # the length of a log that somebody kept from being folded

    @property
    def log(self) -> Log:
        """The log, open from here on until the timeline is closed."""
        self._timelines.touch(self)
        with self._lock:
            if self._log is None:
                self._log = Log(self.file)
            return self._log

    def log_for_reader(self) -> Log | None:
        """The log, for who only looks at its state; None where there is no room for it.

        Worlds that are read take no room, and no undo, from those that were changed.
        """
        if self._log is None and not self._timelines.has_room_for_reader(self):
            return None
        with self._lock:
            if self._log is None:
                self._log = Log(self.file)
            return self._log

    def fold_if_long(self) -> None:
        """Keep the log short; called before a transaction, so that the last one can be undone."""
        length = self._length()
        if length < self._tried_at:  # another process has folded it
            self._tried_at = 0
        if length < max(self._timelines.fold_at, self._tried_at + self._timelines.fold_at // AGAIN):
            return
        if self.log.fold():
            self._tried_at = 0
            self._points.forget()
        else:  # somebody still reads an older state
            self._tried_at = self._length()

    def _length(self) -> int:
        log = self._log
        if log is not None:
            return log.position().size
        try:
            return Path(f"{self.file}-wal").stat().st_size
        except FileNotFoundError:
            return 0

    def add(self, point: Point) -> None:
        """Note a point, before what changes the database is committed."""
        self._points.add([point])

    def make_room(self, connections: Connections) -> None:
        """Close the timelines used longest ago, if too many are open."""
        self._timelines.trim(connections)

    def points(self) -> list[Point]:
        """Where the world can return to, the oldest first."""
        return self._points.of(self.log.position())

    def copy(self, at: Position, target: "Timeline", earlier: Iterable[Point]) -> None:
        """Make the target's file this one as it stood then, with the points before.

        Raises `wal.ChangedError`.
        """
        self.log.copy(at, target.file)
        now = target.log.position()
        target._points.add(
            Point(
                Position(point.position.frames, point.position.size, now.salts, now.changed_ns),
                point.at,
                point.method,
                point.path,
                point.operation,
            )
            for point in earlier
        )

    def close(self, *, is_going: bool = False) -> None:
        """Let go of the log, once nothing else in this process has the file open."""
        with self._lock:
            log, self._log = self._log, None
        if log is not None:
            log.close(is_going=is_going)
        if is_going:
            self._points.forget()


class Timelines:
    """All timelines of a store."""

    def __init__(self, folder: Path, *, most_open: int = MOST_OPEN, fold_at: int = FOLD_AT) -> None:
        self.folder = folder
        self.most_open = most_open
        self.fold_at = fold_at
        self._all: dict[Path, Timeline] = {}
        self._open: OrderedDict[Path, Timeline] = OrderedDict()  # the one used last is the last
        self._lock = Lock()

    def of(self, file: Path) -> Timeline:
        """The timeline of a file: always the same one."""
        with self._lock:
            if file not in self._all:
                self._all[file] = Timeline(file, self)
            return self._all[file]

    def touch(self, timeline: Timeline) -> None:
        with self._lock:
            self._open[timeline.file] = timeline
            self._open.move_to_end(timeline.file)

    def has_room_for_reader(self, timeline: Timeline) -> bool:
        """Note one that is about to be opened as the first to be closed, if there is room."""
        with self._lock:
            if len(self._open) >= self.most_open:
                return False
            self._open[timeline.file] = timeline
            self._open.move_to_end(timeline.file, last=False)
            return True

    def trim(self, connections: Connections) -> None:
        """Close the longest unused ones beyond the limit, as far as nobody uses their files."""
        if len(self._open) <= self.most_open:
            return
        with self._lock:
            oldest = list(self._open.values())[: len(self._open) - self.most_open]
        for timeline in oldest:
            generation = timeline.generation() if timeline.generation is not None else None
            if generation is None:
                self._close(timeline)
            else:
                connections.when_unused(generation, partial(self._close, timeline))

    def _close(self, timeline: Timeline) -> None:
        with self._lock:
            self._open.pop(timeline.file, None)
        timeline.close()

    def remove(self, file: Path) -> None:
        """Forget the timeline of a file that is about to be removed."""
        with self._lock:
            timeline = self._all.pop(file, None)
            self._open.pop(file, None)
        if timeline is not None:
            timeline.close(is_going=True)

    def forget_all(self) -> None:
        """Remove what an earlier run of the server has left."""
        forget_all(self.folder / FOLDER)


def are_possible() -> bool:
    """Whether this system has what timelines are built on."""
    return sys.platform != "win32"
