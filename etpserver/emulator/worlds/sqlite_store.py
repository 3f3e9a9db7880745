"""Worlds as SQLite files: a copy of a prepared file each."""

import secrets
import shutil
import sqlite3
import time
import weakref
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

from django.db import DEFAULT_DB_ALIAS
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.sqlite3.base import DatabaseWrapper

from etpserver.databases import SQLITE_OPTIONS
from etpserver.emulator.timeline import timelines
from etpserver.emulator.timeline.connection import WorldConnection
from etpserver.emulator.timeline.points import Point
from etpserver.emulator.timeline.timelines import Timeline, Timelines
from etpserver.emulator.worlds.digest import rows
from etpserver.emulator.worlds.errors import SourceGoneError
from etpserver.emulator.worlds.generations import MOST_IDLE, Generation
from etpserver.emulator.worlds.keys import given_out_models
from etpserver.emulator.worlds.stores import SNAPSHOT, Filling, Saved, Source

ENDING = ".sqlite3"
UNFINISHED = ".new"
TIMELINE = "TIMELINE"  # in the settings of a world's connection
COMPANIONS = ("-wal", "-shm", "-journal")
# Another process may be about to open what it has just made.
SHORTEST_LIFE_S = 300.0


class SqliteStore:
    """One file per generation in a folder; their names are never used again."""

    most_idle = MOST_IDLE

    def __init__(self, base: dict[str, Any], folder: Path, *, grace_s: float = 0) -> None:
        self.base = base  # Django's settings of the database that `--database` names
        self.grace_s = grace_s  # other processes may be about to open what is replaced
        self.folder = folder
        self.worlds = folder / "worlds"
        self.snapshots = folder / "snapshots"
        self.timelines = Timelines(self.worlds) if timelines.are_possible() else None
        self._doomed: deque[tuple[float, Path]] = deque()  # by when they may go

    def missing(self) -> str:
        return ""

    def connect(self, settings: dict[str, Any]) -> BaseDatabaseWrapper:
        timeline = settings[TIMELINE]
        if timeline is None:
            return DatabaseWrapper(settings, DEFAULT_DB_ALIAS)
        return WorldConnection(settings, DEFAULT_DB_ALIAS, timeline)

    def create(self, world: str, source: Source) -> Generation:
        key = self._new_key(world)
        try:
            shutil.copyfile(source, self._file(key))
        except FileNotFoundError as problem:
            raise SourceGoneError from problem
        return self.open(key)

    def open(self, key: str) -> Generation:
        file = self._file(key)
        # mode=rw: a file that was replaced and removed meanwhile is not made anew, but empty.
        options = {**SQLITE_OPTIONS, "uri": True}
        name = f"{file.resolve().as_uri()}?mode=rw"
        settings = {**self.base, "NAME": name, "OPTIONS": options, TIMELINE: None}
        generation = Generation(key, settings, lambda: self._remove(file))
        if self.timelines is not None:
            options["init_command"] += "PRAGMA wal_autocheckpoint=0;"  # Timeline folds it
            settings[TIMELINE] = self.timelines.of(file)
            settings[TIMELINE].generation = weakref.ref(generation)
        return generation

    def key_of(self, timeline: Timeline) -> str:
        """Of the database that it is about."""
        return "" if timeline.file == self._file("") else timeline.file.name

    def go_back(self, world: str, timeline: Timeline, at: Point, before: list[Point]) -> Generation:
        """A new database for the world, as its own was at a point; raises `wal.ChangedError`."""
        generation = self.open(self._new_key(world))
        file = self._file(generation.key)
        try:
            timeline.copy(at.position, generation.settings[TIMELINE], before)
        except BaseException:
            self._remove(file)
            raise
        return generation

    def _new_key(self, world: str) -> str:
        self.worlds.mkdir(parents=True, exist_ok=True)
        # An old -wal beside a file of the same name would be read into the new one (seen).
        return f"{world}.{secrets.token_hex(6)}{ENDING}"

    def _file(self, key: str) -> Path:
        return self.worlds / key if key else Path(self.base["NAME"])

    def _remove(self, file: Path) -> None:
        if self.timelines is not None:
            self.timelines.remove(file)
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

    def save(self, name: str, connection: BaseDatabaseWrapper) -> Saved:
        self.snapshots.mkdir(parents=True, exist_ok=True)
        file = self._new_snapshot(name)
        connection.ensure_connection()
        with closing(sqlite3.connect(file)) as copy:
            copy.execute("PRAGMA synchronous=OFF")
            connection.connection.backup(copy)
            # Overwritten, because what is only deleted would still stand in the file.
            copy.execute("PRAGMA secure_delete=ON")
            for model in given_out_models():
                copy.execute(f'DELETE FROM "{model._meta.db_table}"')  # noqa: S608  our own names
            copy.commit()
            mark(copy)
        return self._kept(file)

    def saved(self, place: str) -> Source:
        return self.snapshots / place

    @contextmanager
    def reading(self, place: str) -> Iterator[BaseDatabaseWrapper]:
        if not (self.snapshots / place).exists():
            raise SourceGoneError
        # immutable: SQLite leaves no companions beside a file that worlds are copied from.
        name = f"{(self.snapshots / place).resolve().as_uri()}?mode=ro&immutable=1"
        options = {"uri": True, "init_command": "PRAGMA query_only=ON"}
        with closing(self._wrapper(name, options)) as connection:
            yield connection

    @contextmanager
    def filling(self, name: str) -> Iterator[Filling]:
        from etpserver.preparing.templates import BUILD_OPTIONS, schema_template  # noqa: PLC0415

        self.snapshots.mkdir(parents=True, exist_ok=True)
        file = self._new_snapshot(name)
        fresh = file.with_name(f"{file.name}{UNFINISHED}")
        try:
            shutil.copyfile(schema_template(self.worlds / "templates"), fresh)
            with closing(self._wrapper(str(fresh), BUILD_OPTIONS)) as connection:
                filling = Filling(connection)
                yield filling
                mark(connection.connection)
            fresh.replace(file)
        finally:
            remove(fresh)
        filling.saved = self._kept(file)

    def _wrapper(self, name: str, options: dict[str, Any]) -> DatabaseWrapper:
        return DatabaseWrapper({**self.base, "NAME": name, "OPTIONS": options}, SNAPSHOT)

    def _new_snapshot(self, name: str) -> Path:
        return self.snapshots / f"{name}.{secrets.token_hex(6)}{ENDING}"

    def _kept(self, file: Path) -> Saved:
        with self.reading(file.name) as connection:
            return Saved(file.name, rows(connection), file.stat().st_size)

    def forget(self, place: str) -> None:
        remove(self.snapshots / place)

    def sweep(self, used: set[str], *, at_start: bool) -> int:
        oldest = time.time() - SHORTEST_LIFE_S  # noqa: TID251  compared with times of files
        swept = 0
        for folder in (self.worlds, self.snapshots):
            for name, files in _databases(folder).items():
                if name not in used and (at_start or not _is_written_to(files, oldest)):
                    if self.timelines is not None:
                        self.timelines.remove(folder / name)
                    _remove_all(files)
                    swept += 1
        for folder in (self.folder, self.worlds / "templates"):
            _remove_all(_unfinished(folder, oldest))
        if at_start and self.timelines is not None:
            self.timelines.forget_all()
        return swept


def mark(connection: sqlite3.Connection) -> None:
    """Mark a finished file once: every world copied from it then opens faster."""
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def remove(file: Path) -> None:
    """Remove a database; the file first, so that nobody can open it with half its companions."""
    _remove_all([file, *(file.with_name(file.name + ending) for ending in COMPANIONS)])


def _remove_all(files: Iterable[Path]) -> None:
    """What cannot be removed (Windows: another process has it open) is left for a sweep."""
    for file in files:
        with suppress(PermissionError):
            file.unlink(missing_ok=True)


def _databases(folder: Path) -> dict[str, list[Path]]:
    """Each database of a folder with its files, also if its companions alone are left."""
    found: dict[str, list[Path]] = {}
    for file in sorted(folder.glob(f"*{ENDING}*")):
        found.setdefault(f"{file.name.partition(ENDING)[0]}{ENDING}", []).append(file)
    return found


def _unfinished(folder: Path, since: float) -> list[Path]:
    """Files under names of their own that a killed server was about to rename: not those of now."""
    found = [*folder.glob(f".*{ENDING}-*"), *folder.glob(".secret-*")]
    return [file for file in found if not _is_written_to([file], since)]


def _is_written_to(files: Iterable[Path], since: float) -> bool:
    """Whether any of the files was, after a moment in real seconds since 1970."""
    for file in files:
        with suppress(FileNotFoundError):
            if file.stat().st_mtime >= since:
                return True
    return False
