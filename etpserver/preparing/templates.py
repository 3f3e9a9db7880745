"""Prepared SQLite databases, cached: a new data folder starts with a copy.

A template is migrated, holds a fixture and perhaps the documented users. Its name is a digest of
all that decides its content, so a template is never changed, only replaced by another.
"""

import hashlib
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.sqlite3.base import DatabaseWrapper

from etpserver.databases import SQLITE_OPTIONS
from etpserver.emulator import fixtures
from etpserver.emulator.control.router import CONTROL, LABELS
from etpserver.preparing.errors import PreparationError
from etpserver.preparing.folders import ensure_folder
from etpserver.preparing.logins import KNOWN, Logins, create_admin, create_users
from etpserver.preparing.schema import migrations_digest

KEPT = 8  # the last day of `demo` moves, so a template serves for a day
LONGEST_BUILD_S = 3600
# Nobody else sees a template before it is whole: its writes need not wait for the disk.
BUILD_OPTIONS = {
    **SQLITE_OPTIONS,
    "init_command": SQLITE_OPTIONS["init_command"].replace("=NORMAL", "=OFF"),
}


def place_new_database(file: Path, fixture: str, logins: Logins) -> bool:
    """Put a new database at `file`, whole or not at all; False if another process was faster."""
    with _temporary(file.parent, file.name) as fresh:
        template = _cached(fixture, with_users=logins.are_known)
        if template is None:
            build(fresh, fixture, with_users=logins.are_known)
        else:
            shutil.copyfile(template, fresh)
        if not logins.are_known:
            with default_database(fresh):
                create_users(logins)
        return _put_in_place(fresh, file)


def world_template(fixture: str, admin_hash: str | None, folder: Path) -> Path:
    """The file to copy for a new world: the fixture for the current world's day, and users.

    `admin_hash` is the stored password of the one user, `admin`; None means the documented
    users. What holds a password of this installation stays in `folder`.
    """
    if admin_hash is None:
        cached = _cached(fixture, with_users=True)
        if cached is not None:
            return cached
    kept = f"{admin_hash or ''}\0{_template_file(fixture, with_users=admin_hash is None).name}"
    file = folder / f"{hashlib.sha256(kept.encode()).hexdigest()[:32]}.sqlite3"

    def fill(fresh: Path) -> None:
        build(fresh, fixture, with_users=admin_hash is None)
        if admin_hash is not None:
            with default_database(fresh) as connection:
                create_admin(admin_hash)
                _checkpoint(connection)

    return _kept(file, fill)


def schema_template(folder: Path) -> Path:
    """The file of a database with tables and no records; in `folder` if there is no cache."""
    cached = _cached(None, with_users=False)
    if cached is not None:
        return cached
    file = folder / _template_file(None, with_users=False).name
    return _kept(file, lambda fresh: build(fresh, None, with_users=False))


def place_new_control(file: Path) -> None:
    """Put a new control database at `file` where there is none; without a cache it stays missing.

    Measured: migrating one takes 0.1 s of each first start, and what that loads stays in memory.
    """
    if any(path.exists() for path in (file, *_companions(file))):
        return
    template = _cache_file(migrations_digest(), sqlite3.sqlite_version, CONTROL)
    try:
        ensure_folder(template.parent)
    except PreparationError:
        return
    _kept(template, _build_control)
    with _temporary(file.parent, file.name) as fresh:
        shutil.copyfile(template, fresh)
        # Another process was faster, or there are no hard links: it is migrated as ever.
        with suppress(OSError):
            os.link(fresh, file)


def _build_control(file: Path) -> None:
    with bound_database(file, CONTROL) as connection:
        for label in LABELS:
            call_command("migrate", label, database=CONTROL, verbosity=0, interactive=False)
        _checkpoint(connection)


def has_template(fixture: str, logins: Logins) -> bool:
    """Whether a new database costs a copy only."""
    return _template_file(fixture, with_users=logins.are_known).exists()


def _cached(fixture: str | None, *, with_users: bool) -> Path | None:
    """The template, built if need be; None where there is no writable cache folder."""
    template = _template_file(fixture, with_users=with_users)
    if _is_there(template):
        return template
    try:
        ensure_folder(template.parent)
    except PreparationError:
        return None
    return _kept(template, lambda fresh: build(fresh, fixture, with_users=with_users))


def _kept(file: Path, fill: Callable[[Path], None]) -> Path:
    """The file, made if it is not there yet; others see all of it or nothing."""
    if not _is_there(file):
        file.parent.mkdir(parents=True, exist_ok=True)
        with _temporary(file.parent, file.name) as fresh:
            fill(fresh)
            fresh.replace(file)
        _forget_old(file)
    return file


def _is_there(template: Path) -> bool:
    """Whether it can be copied; it then counts as used now, so that others are forgotten first."""
    try:
        os.utime(template)
    except FileNotFoundError:
        return False
    except OSError:  # a cache that may only be read
        return template.exists()
    return True


def build(file: Path, fixture: str | None, *, with_users: bool) -> None:
    """Migrate and fill a new database file; without a fixture it holds no records."""
    with default_database(file) as connection:
        call_command("migrate", verbosity=0, interactive=False)
        if fixture is not None:
            fixtures.load(fixture)
        if with_users:
            create_users(KNOWN)
        _checkpoint(connection)
    with file.open("rb") as written:
        os.fsync(written.fileno())


def _checkpoint(connection: DatabaseWrapper) -> None:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


@contextmanager
def default_database(file: Path) -> Iterator[DatabaseWrapper]:
    """Let Django's default database be this SQLite file inside the block."""
    with bound_database(file, DEFAULT_DB_ALIAS) as connection:
        yield connection


@contextmanager
def bound_database(file: Path, alias: str) -> Iterator[DatabaseWrapper]:
    """Let one of Django's databases be this SQLite file inside the block."""
    usual = connections[alias]
    connection = DatabaseWrapper(
        {**usual.settings_dict, "NAME": str(file), "OPTIONS": BUILD_OPTIONS}, alias
    )
    connections[alias] = connection
    try:
        yield connection
    finally:
        connections[alias] = usual
        connection.close()


@contextmanager
def _temporary(folder: Path, name: str) -> Iterator[Path]:
    """A name of our own beside the final one; what is left there is removed."""
    made, path = tempfile.mkstemp(prefix=f".{name}-", dir=folder)
    os.close(made)
    file = Path(path)
    try:
        yield file
    finally:
        for left in (file, *_companions(file)):
            left.unlink(missing_ok=True)


def _put_in_place(fresh: Path, file: Path) -> bool:
    """Give a finished database its name; never over another one."""
    for stale in _companions(file):  # a WAL of a database that is gone would corrupt the new one
        stale.unlink(missing_ok=True)
    try:
        os.link(fresh, file)
    except FileExistsError:
        return False
    except OSError:  # a file system without hard links
        fresh.replace(file)
    return True


def _companions(file: Path) -> list[Path]:
    return [file.with_name(file.name + ending) for ending in ("-wal", "-shm", "-journal")]


def _forget_old(newest: Path) -> None:
    others = [path for path in newest.parent.glob("*.sqlite3") if path != newest]
    with suppress(OSError):  # another process forgets them too
        others.sort(key=lambda path: path.stat().st_mtime, reverse=True)
        for old in others[KEPT - 1 :]:
            old.unlink(missing_ok=True)
        for left in newest.parent.glob(".*.sqlite3-*"):  # by a process that was killed
            if left.stat().st_mtime < newest.stat().st_mtime - LONGEST_BUILD_S:
                left.unlink(missing_ok=True)


def _template_file(fixture: str | None, *, with_users: bool) -> Path:
    records = "" if fixture is None else fixtures.digest(fixture)
    return _cache_file(migrations_digest(), records, sqlite3.sqlite_version, str(with_users))


def _cache_file(*parts: str) -> Path:
    from platformdirs import user_cache_path  # noqa: PLC0415  only a new database needs it

    key = hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]
    return user_cache_path("etpserver", appauthor=False) / "templates" / f"{key}.sqlite3"
