"""Worlds as SQLite files: a copy of a prepared file each."""

import secrets
import shutil
import sqlite3
import time
from collections import deque
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from django.db import DEFAULT_DB_ALIAS
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.sqlite3.base import DatabaseWrapper

from etpserver.databases import SQLITE_OPTIONS
from etpserver.emulator.worlds.generations import Generation
from etpserver.emulator.worlds.stores import Source

ENDING = ".sqlite3"
COMPANIONS = ("-wal", "-shm", "-journal")
# Another process may be about to open what it has just made.
SHORTEST_LIFE_S = 300.0


class SqliteStore:
    """One file per generation in a folder; their names are never used again."""

    def __init__(self, base: dict[str, Any], folder: Path, *, grace_s: float = 0) -> None:
        self.base = base  # Django's settings of the database that `--database` names
        self.grace_s = grace_s  # other processes may be about to open what is replaced
        self.worlds = folder / "worlds"
        self.snapshots = folder / "snapshots"
        self._doomed: deque[tuple[float, Path]] = deque()  # by when they may go

    def connect(self, settings: dict[str, Any]) -> BaseDatabaseWrapper:
        return DatabaseWrapper(settings, DEFAULT_DB_ALIAS)

    def create(self, world: str, source: Source) -> Generation:
        self.worlds.mkdir(parents=True, exist_ok=True)
        # An old -wal beside a file of the same name would be read into the new one (seen).
        key = f"{world}.{secrets.token_hex(6)}{ENDING}"
        shutil.copyfile(source, self.worlds / key)
        return self.open(key)

    def open(self, key: str) -> Generation:
        file = self.worlds / key if key else Path(self.base["NAME"])
        # mode=rw: a file that was replaced and removed meanwhile is not made anew, but empty.
        options = {**SQLITE_OPTIONS, "uri": True}
        name = f"{file.resolve().as_uri()}?mode=rw"
        settings = {**self.base, "NAME": name, "OPTIONS": options}
        return Generation(key, settings, lambda: self._remove(file))

    def _remove(self, file: Path) -> None:
        if self.grace_s:
            self._doomed.append((time.monotonic() + self.grace_s, file))
        else:
            remove(file)

    def remove_due(self) -> None:
        now = time.monotonic()
        while self._doomed and self._doomed[0][0] <= now:
            remove(self._doomed.popleft()[1])

    def template(self, fixture: str, admin_hash: str | None) -> Source:
        from etpserver.preparing.templates import world_template  # noqa: PLC0415  needs Django

        return world_template(fixture, admin_hash, self.worlds / "templates")

    def save(self, name: str, connection: BaseDatabaseWrapper) -> str:
        self.snapshots.mkdir(parents=True, exist_ok=True)
        place = f"{name}.{secrets.token_hex(6)}{ENDING}"
        file = self.snapshots / place
        connection.ensure_connection()
        with closing(sqlite3.connect(file)) as copy:
            copy.execute("PRAGMA synchronous=OFF")
            connection.connection.backup(copy)
            # Marked once here: every world copied from it then opens faster.
            copy.execute("PRAGMA journal_mode=WAL")
            copy.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return place

    def saved(self, place: str) -> Source:
        return self.snapshots / place

    def forget(self, place: str) -> None:
        remove(self.snapshots / place)

    def sweep(self, used: set[str], *, at_start: bool) -> int:
        oldest = time.time() - SHORTEST_LIFE_S  # noqa: TID251  compared with times of files
        swept = 0
        for folder in (self.worlds, self.snapshots):
            for name in _databases(folder) - used:
                if at_start or _is_older(folder / name, oldest):
                    remove(folder / name)
                    swept += 1
        return swept


def remove(file: Path) -> None:
    """Remove a database; the file first, so that nobody can open it with half its companions.

    What cannot be removed (Windows: another process has it open) is left for a sweep.
    """
    for part in _parts(file):
        with suppress(PermissionError):
            part.unlink(missing_ok=True)


def _parts(file: Path) -> list[Path]:
    return [file, *(file.with_name(file.name + ending) for ending in COMPANIONS)]


def _databases(folder: Path) -> set[str]:
    """The names of the databases in a folder, those included of which only companions are left."""
    names = {file.name for file in folder.glob(f"*{ENDING}*")}
    return {f"{name.partition(ENDING)[0]}{ENDING}" for name in names}


def _is_older(file: Path, moment: float) -> bool:
    """Whether nothing of a database has been written since; real seconds since 1970."""
    for part in _parts(file):
        with suppress(FileNotFoundError):
            if part.stat().st_mtime >= moment:
                return False
    return True
