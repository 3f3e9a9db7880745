"""From `--database` and `--fixture` to a database that can be served."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, closing, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import DatabaseError, connection, connections, transaction

from etpserver import __version__
from etpserver.api.worlds import MAIN
from etpserver.databases import shown
from etpserver.emulator import fixtures
from etpserver.emulator.control.router import CONTROL
from etpserver.emulator.worlds import lifecycle, serving
from etpserver.emulator.worlds.registry import Worlds
from etpserver.preparing.control import bring_main_home, prepare_control, settle
from etpserver.preparing.errors import PreparationError
from etpserver.preparing.folders import ensure_folder
from etpserver.preparing.logins import (
    Logins,
    administrator_key,
    create_users,
    known_logins,
    plan_logins,
)
from etpserver.preparing.schema import Schema, read_schema
from etpserver.preparing.templates import has_template, place_new_database
from etpserver.secrets_file import data_folder
from etpserver.server.addresses import is_loopback

Progress = Callable[[str], AbstractContextManager[object]]
# Any number: servers that start on one empty PostgreSQL database wait for each other.
START_LOCK = 73_0880_01


@dataclass(frozen=True, slots=True)
class Prepared:
    """What is about to be served."""

    logins: Logins | None  # None: the users of an existing database
    known_logins: list[str]  # users of it whose password everybody knows
    is_exposed: bool  # such users, on an address that others reach


def prepare(
    values: Mapping[str, Any],
    progress: Progress = lambda _: nullcontext(),
    check_new: Callable[[], object] = lambda: None,
) -> Prepared:
    """Make the database ready to serve; raises `PreparationError` and then has changed nothing.

    `check_new` is called before a new database is made, and may raise what keeps it from that.
    """
    folder = data_folder(values)
    ensure_folder(folder)
    try:
        _wait_for_other_starts()
        prepare_control(values)
        if connection.vendor == "sqlite":
            bring_main_home(Path(connection.settings_dict["NAME"]), folder)
            logins = _prepare_sqlite(values, progress, check_new)
        else:
            logins = _prepare_postgresql(values, progress, check_new)
        with closing(settle(values, folder)) as worlds:
            if logins is not None:
                _keep_as_template(worlds, values["fixture"])
            with worlds.use(MAIN):
                known = [] if logins else known_logins()
        return Prepared(logins, known, bool(known) and not is_loopback(values["host"]))
    except fixtures.UnknownFixtureError as problem:
        raise PreparationError(str(problem)) from problem
    except (DatabaseError, ImproperlyConfigured) as problem:
        raise PreparationError(_reason(values["database"], problem)) from problem
    finally:
        connections.close_all()  # lets other starts go on; workers may be forked from here


def key_of_main(values: Mapping[str, Any]) -> str | None:
    """The key of an administrator of `main`, which after resets lies beside the database."""
    try:
        with closing(serving.make(values)) as worlds, worlds.use(MAIN):
            return administrator_key()
    finally:
        connections.close_all()  # workers may be forked from here


def _keep_as_template(worlds: Worlds, fixture: str) -> None:
    """What was just filled on PostgreSQL is what new worlds will be copied from."""
    if connection.vendor == "postgresql" and not worlds.store.missing():
        store: Any = worlds.store
        password = lifecycle.admin_hash(worlds)
        worlds.close()
        connection.close()  # a database is only copied while nobody is connected to it
        store.keep_as_template(fixture, password)


def _wait_for_other_starts() -> None:
    """On PostgreSQL, until the connections are closed: others may be starting beside."""
    if connection.vendor == "postgresql":
        with connections[CONTROL].cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [START_LOCK])


def _prepare_sqlite(
    values: Mapping[str, Any], progress: Progress, check_new: Callable[[], object]
) -> Logins | None:
    file = Path(connection.settings_dict["NAME"])
    ensure_folder(file.parent)
    _refuse_emptied(file)
    if file.exists() and file.stat().st_size:
        schema = read_schema(connection)
        if not schema.is_empty:
            _bring_up_to_date(schema, values, progress)
            return None
        connection.close()
    check_new()
    file.unlink(missing_ok=True)  # a file without a table holds nothing
    logins = plan_logins(values)
    fixture = values["fixture"]
    is_slow = not has_template(fixture, logins)
    with progress(f"Building the {fixture} database (once a day)") if is_slow else nullcontext():
        was_placed = place_new_database(file, fixture, logins)
    return logins if was_placed else None


def _refuse_emptied(file: Path) -> None:
    """A file that was cut to nothing is no new database: its log still holds records."""
    log = file.with_name(f"{file.name}-wal")
    if file.exists() and not file.stat().st_size and log.exists() and log.stat().st_size:
        raise PreparationError(
            f"{file} is empty, but {log.name} beside it is not: the database was damaged."
            " Bring it back from a copy, or move both files away to start with a new one."
        )


def _prepare_postgresql(
    values: Mapping[str, Any], progress: Progress, check_new: Callable[[], object]
) -> Logins | None:
    # One transaction for tables, records and users: after a crash the database is empty again.
    with transaction.atomic():
        schema = read_schema(connection)
        if schema.is_empty:
            check_new()
            logins = plan_logins(values)
            with progress(f"Building the {values['fixture']} database"):
                fixtures.digest(values["fixture"])  # an unknown name is told before the work
                call_command("migrate", verbosity=0, interactive=False)
                fixtures.load(values["fixture"])
                create_users(logins)
            return logins
        _bring_up_to_date(schema, values, progress)
    return None


def _bring_up_to_date(schema: Schema, values: Mapping[str, Any], progress: Progress) -> None:
    url = shown(values["database"])
    if schema.is_foreign:
        raise PreparationError(
            f"{url} holds the tables of another application. Pass another --database."
        )
    if schema.unknown:
        newest = ", ".join(f"{app}.{name}" for app, name in schema.unknown)
        raise PreparationError(
            f"{url} was made by a newer version than {__version__} (it has {newest})."
            " Upgrade etpserver, or pass another --database. Nothing was changed."
        )
    if schema.pending:
        with progress(f"Bringing the database up to date ({len(schema.pending)} migrations)"):
            call_command("migrate", verbosity=0, interactive=False)


def _reason(url: str, problem: Exception) -> str:
    first = str(problem).strip().partition("\n")[0]
    if isinstance(problem, ImproperlyConfigured):
        return f'{shown(url)}: {first}. For PostgreSQL: pip install "etpserver[postgres]".'
    if connection.vendor == "sqlite":
        return (
            f"{shown(url)} cannot be used: {first}. Move the file away to start with a new"
            " database, or pass another --database."
        )
    return f"{shown(url)} cannot be reached or used: {first}."
