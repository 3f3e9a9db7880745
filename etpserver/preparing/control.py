"""The control database: made, brought up to date, and told what lies on the disk."""

import sqlite3
import sys
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import connection, connections
from django.utils.crypto import salted_hmac

from etpserver import __version__
from etpserver.api.worlds import MAIN
from etpserver.databases import CONTROL_SCHEMA, shown
from etpserver.emulator.control.router import CONTROL, LABELS
from etpserver.emulator.models import SharedSecret, WorldRecord
from etpserver.emulator.worlds import janitor, lifecycle, serving
from etpserver.emulator.worlds.registry import Worlds
from etpserver.preparing.errors import PreparationError
from etpserver.preparing.schema import known_migrations, read_schema
from etpserver.preparing.templates import place_new_control

LOCK_FILE = "serving.lock"
ONLY = 1  # the id of the one row
_held: list[Any] = []  # the lock lasts as long as this process


def prepare_control(values: Mapping[str, Any]) -> None:
    """Make the control database or bring it up to date; one server at a time."""
    control = connections[CONTROL]
    if control.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE SCHEMA IF NOT EXISTS {CONTROL_SCHEMA}")
    else:
        file = Path(control.settings_dict["NAME"])
        _refuse_broken(file)
        place_new_control(file)
    schema = read_schema(control)
    known = {name for name in known_migrations() if name[0] in LABELS}
    applied = {name for name in schema.applied if name[0] in LABELS}
    if applied - known:
        raise PreparationError(
            f"The worlds beside {shown(values['database'])} were made by a newer version than"
            f" {__version__}. Upgrade etpserver, or pass another --database. Nothing was changed."
        )
    for label in sorted({label for label, _ in known - applied}):
        call_command("migrate", label, database=CONTROL, verbosity=0, interactive=False)
    if control.vendor == "postgresql":  # the only one that machines can share
        agree_on_secret(values)


def agree_on_secret(values: Mapping[str, Any]) -> None:
    """Refuse to join servers that sign with another secret: a login of one is none at the next.

    A server that shares with nobody lets the next ones agree anew.
    """
    if not values["shared"]:
        SharedSecret.objects.all().delete()
        return
    mark = salted_hmac("etpserver.preparing.control", "secret", algorithm="sha256").hexdigest()
    noted, _ = SharedSecret.objects.get_or_create(pk=ONLY, defaults={"mark": mark})
    if noted.mark != mark:
        raise PreparationError(
            f"{shown(values['database'])} is shared by servers with another secret: a login at one"
            " would be none at the others. Give all of them the same ETP_SECRET_KEY. To change it"
            " for good, end them all and start one without --shared first."
        )


def _refuse_broken(file: Path) -> None:
    """Look without a right to write: SQLite would bring the log into a broken file."""
    if not file.exists() or not file.stat().st_size:
        return
    try:
        with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)) as opened:
            opened.execute("SELECT COUNT(*) FROM sqlite_master").fetchone()
    except sqlite3.Error as problem:
        raise PreparationError(
            f"{file} cannot be used: {problem}. It knows where the records of each world lie:"
            " bring it back from a copy, or pass another --database. Nothing was changed."
        ) from problem


def bring_main_home(file: Path, folder: Path) -> None:
    """After resets `main` lies in a file of another name: give it the one of `--database` again.

    Only while no other server works on the folder.
    """
    record = WorldRecord.objects.filter(pk=MAIN).exclude(generation="").first()
    if record is None or not _lock(folder):
        return
    stray = folder / "worlds" / record.generation
    if stray.exists():
        try:
            with closing(sqlite3.connect(stray)) as database:
                database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        except sqlite3.Error as problem:
            # Moved without its log, it would lose what was stored last.
            raise PreparationError(
                f"{stray}, which holds main, cannot be used: {problem}. Nothing was changed."
                " Free some space if the disk is full, or pass another --database."
            ) from problem
        for ending in ("-wal", "-shm"):
            file.with_name(file.name + ending).unlink(missing_ok=True)
        stray.replace(file)
    WorldRecord.objects.filter(pk=MAIN).update(generation="")


def settle(values: Mapping[str, Any], folder: Path) -> Worlds:
    """Note `main`, bring worlds up to date, end and remove what is over or left by a crash."""
    worlds = serving.make(values)
    lifecycle.ensure_main(worlds)
    lifecycle.end_overdue(worlds)
    lifecycle.bring_all_up_to_date(worlds)
    janitor.sweep(worlds, at_start=_lock(folder))
    return worlds


def _lock(folder: Path) -> bool:
    """Whether this process is the only server of the folder; it stays so until it ends."""
    if _held or sys.platform == "win32":
        return True
    import fcntl  # noqa: PLC0415  not on Windows

    handle = (folder / LOCK_FILE).open("w")
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        handle.close()
        return False
    _held.append(handle)
    return True
