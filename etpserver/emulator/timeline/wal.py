"""Where an SQLite database stands in its write-ahead log, and copying it as it stood earlier.

Committed pages are appended to the log and, without checkpoints, the database file never changes.
So the file and the first part of the log are the database as it was when the log ended there
(https://sqlite.org/walformat.html).

POSIX drops a process's locks on a file when it closes any descriptor of it: the descriptors of
the database file and of the index stay open as long as SQLite has them open here.
"""

import os
import sqlite3
import struct
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from etpserver.emulator.timeline.answers import Answers

# The head of the wal-index, in the byte order of the machine: version, unused, change counter,
# initialised, byte order of checksums, page size, last valid frame, pages, 2 checksums, 2 salts.
INDEX = struct.Struct("=IIIBBHII8s8s")
HEADER = 32  # bytes of the log before its first frame
FRAME_HEADER = 24
LARGEST_PAGE = 65_536  # written as 1
AT_ONCE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Position:
    """A committed state: how many frames of which log, over which state of the file."""

    frames: int
    size: int  # bytes of the log
    salts: bytes  # of the log; a log that began anew has others
    changed_ns: int  # when the database file was last written to

    @property
    def epoch(self) -> str:
        """Positions of one epoch are states of one file and one log."""
        return f"{self.salts.hex()}-{self.changed_ns:x}"


class ChangedError(Exception):
    """The log began anew, or the file was written to: earlier positions mean nothing any more."""


class Log:
    """The log of one database file, kept from being folded into the file."""

    def __init__(self, file: Path) -> None:
        self.file = file
        # The last connection that closes folds the log: this one stays.
        self._keeper = sqlite3.connect(
            f"{file.resolve().as_uri()}?mode=rw",
            uri=True,
            timeout=0,
            isolation_level=None,
            check_same_thread=False,
        )
        self._descriptors: list[int] = []
        self.answers = Answers()  # with the log: states of another one may look alike
        try:
            self._keeper.execute("PRAGMA wal_autocheckpoint=0")
            self._keeper.execute("SELECT COUNT(*) FROM sqlite_master").fetchone()
            self._database = self._open(str(file))
            self._index = self._open(f"{file}-shm")
        except BaseException:
            self.close()
            raise

    def _open(self, name: str) -> int:
        self._descriptors.append(os.open(name, os.O_RDONLY))
        return self._descriptors[-1]

    def position(self) -> Position:
        """Where the log ends now; exact while the caller holds the write lock."""
        fields = INDEX.unpack(os.pread(self._index, INDEX.size, 0))
        page, frames, salts = fields[5], fields[6], fields[9]
        page = LARGEST_PAGE if page == 1 else page
        size = HEADER + frames * (FRAME_HEADER + page) if frames else 0
        return Position(frames, size, salts, os.fstat(self._database).st_mtime_ns)

    def state(self) -> bytes:
        """What is another after every commit, by whichever process.

        The head of the wal-index counts commits and holds checksums over all frames of the log.
        """
        return os.pread(self._index, INDEX.size, 0)

    def fold(self) -> bool:
        """Write the log into the file; whether all of it was, and the next writer begins anew."""
        try:
            is_busy, *_ = self._keeper.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        except sqlite3.OperationalError:  # the disk is full; the log may still have room
            return False
        return not is_busy

    def copy(self, at: Position, target: Path) -> None:
        """Make `target` the database as it was at a position; raises `ChangedError`."""
        self._refuse_changed(at)
        with target.open("xb") as copy:
            _copy(self._database, copy, os.fstat(self._database).st_size)
        if at.size:
            with (
                Path(f"{self.file}-wal").open("rb") as log,
                Path(f"{target}-wal").open("xb") as copy,
            ):
                _copy(log.fileno(), copy, at.size)
        self._refuse_changed(at)

    def _refuse_changed(self, at: Position) -> None:
        if self.position().epoch != at.epoch:
            raise ChangedError

    def close(self, *, is_going: bool = False) -> None:
        """Let go, once nothing else in this process has the file open.

        `is_going`: nobody needs the file any more, so what is folded need not reach the disk.
        """
        if is_going:
            with suppress(sqlite3.Error):
                self._keeper.execute("PRAGMA synchronous=OFF")
        self._keeper.close()
        while self._descriptors:
            os.close(self._descriptors.pop())


def _copy(source: int, target: IO[bytes], size: int) -> None:
    offset = 0
    while offset < size:
        part = os.pread(source, min(AT_ONCE, size - offset), offset)
        if not part:
            raise ChangedError  # it was cut off
        target.write(part)
        offset += len(part)
