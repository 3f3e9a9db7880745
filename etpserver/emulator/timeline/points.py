"""Points: states to which a world can return, each with the request that then changed it.

All processes of a server append to one file per database and epoch of its log. When the log
begins anew, its points mean nothing any more, and neither does their file. Each change adds a
page to the log, which is folded when it is long, so that there are never many points. A log has no
epoch before its first page: that point lies in a file of its own.
"""

import json
import os
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from etpserver.emulator.timeline.wal import Position

ENDING = ".points"
LONGEST_PATH = 500  # characters kept of a request's path


@dataclass(frozen=True, slots=True)
class Point:
    """A state, and what changed it."""

    position: Position
    at: str  # real time, ISO 8601
    method: str
    path: str
    operation: str | None


class Points:
    """The points of one database file."""

    def __init__(self, folder: Path, name: str) -> None:
        self._folder = folder
        self._name = name

    def add(self, points: Iterable[Point]) -> None:
        """Note points of one epoch."""
        for point in points:
            line = [
                point.position.frames,
                point.position.size,
                point.at,
                point.method,
                point.path[:LONGEST_PATH],
                point.operation,
            ]
            self._append(self._file(point.position), f"{json.dumps(line)}\n".encode())

    def of(self, now: Position) -> list[Point]:
        """The points of the present epoch, the oldest first; `now` was read before this is called.

        A point is noted before its change is committed. It counts if the log then grew; of several
        that stand at one place, all but the last were followed by nothing.
        """
        lines = [line for file in (self._first(now), self._file(now)) for line in _lines(file)]
        noted = [_point(line, now) for line in dict.fromkeys(lines)]
        committed = {
            point.position.frames: point
            for point in noted
            if point is not None and point.position.frames < now.frames
        }
        return [committed[frames] for frames in sorted(committed)]

    def forget(self) -> None:
        """Remove the points of every epoch."""
        for file in self._folder.glob(f"{self._name}.*{ENDING}"):
            file.unlink(missing_ok=True)

    def _append(self, file: Path, line: bytes) -> None:
        # One write to a file opened for appending: lines of several processes do not mix.
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT
        try:
            descriptor = os.open(file, flags, 0o600)
        except FileNotFoundError:
            self._folder.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(file, flags, 0o600)
        try:
            os.write(descriptor, line)
        finally:
            os.close(descriptor)

    def _file(self, position: Position) -> Path:
        if not position.frames:
            return self._first(position)
        return self._folder / f"{self._name}.{position.epoch}{ENDING}"

    def _first(self, position: Position) -> Path:
        """For the point before the log's first page."""
        return self._folder / f"{self._name}.first-{position.changed_ns:x}{ENDING}"


def _lines(file: Path) -> list[bytes]:
    try:
        text = file.read_bytes()
    except FileNotFoundError:
        return []
    # What follows the last line feed is a line that is just being written.
    return text[: text.rfind(b"\n") + 1].splitlines()


def forget_all(folder: Path) -> None:
    """Remove what an earlier run has left."""
    for file in folder.glob(f"*{ENDING}"):
        with suppress(OSError):
            file.unlink()


def _point(line: bytes, now: Position) -> Point | None:
    """None for a line that was cut off when the disk was full, and whatever was appended to it."""
    try:
        frames, size, *request = json.loads(line)
    except ValueError:
        return None
    return Point(Position(frames, size, now.salts, now.changed_ns), *request)
