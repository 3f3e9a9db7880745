"""Worlds as PostgreSQL databases beside the server's own."""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from functools import partial
from typing import Any

from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, DatabaseError
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.postgresql.base import DatabaseWrapper

from etpserver.databases import CONTROL_SCHEMA
from etpserver.emulator import fixtures
from etpserver.emulator.worlds.binding import binding
from etpserver.emulator.worlds.digest import rows
from etpserver.emulator.worlds.errors import SourceGoneError
from etpserver.emulator.worlds.generations import Generation
from etpserver.emulator.worlds.postgres.chores import Chores
from etpserver.emulator.worlds.postgres.copying import copy_rows
from etpserver.emulator.worlds.postgres.databases import (
    IN_USE,
    NOT_PERMITTED,
    NOT_THERE,
    STEM,
    Databases,
    Kind,
    sqlstate,
)
from etpserver.emulator.worlds.postgres.emptying import empty_records
from etpserver.emulator.worlds.postgres.spares import Spares
from etpserver.emulator.worlds.stores import SNAPSHOT, Filling, Saved, Source
from etpserver.preparing.schema import migrations_digest

MOST_IDLE = 20  # connections of all processes of a server; PostgreSQL takes 100 by default
FEWEST_IDLE = 4
KEPT_TEMPLATES = 8
# Another process may be about to connect to what this one has just replaced.
GRACE_S = 2.0
# All at once: with the first PostgreSQL brings to the disk whatever was written in the whole
# cluster, new databases included, and the next ones find nothing more to do.
DROPS_EVERY_S = 5.0
LONGEST_WAIT_S = 60.0
# What nobody knows of is removed when it is older than this, in seconds.
OLDEST = {
    Kind.WORLD: 300.0,
    Kind.SNAPSHOT: 300.0,
    Kind.SPARE: 3600.0,
    Kind.BUILDING: 3600.0,
    Kind.READING: 24 * 3600.0,
}

ANALYZED_FROM = 256 * 1024  # bytes of a table
LARGE_TABLES = (
    "SELECT quote_ident(relname) FROM pg_class WHERE relkind = 'r'"
    " AND relnamespace = current_schema()::regnamespace AND pg_relation_size(oid) >= %s"
)

NO_CREATEDB = (
    "The PostgreSQL user may not create databases, so there is only the world main as it is."
    " Let an administrator run: ALTER ROLE {user} CREATEDB"
)


class PostgresStore:
    """One database per generation; their names are never used again."""

    def __init__(
        self, base: dict[str, Any], values: Mapping[str, Any], used: Callable[[], set[str]]
    ) -> None:
        self.base = base  # Django's settings of the database that `--database` names
        self.most_idle = max(MOST_IDLE // values["workers"], FEWEST_IDLE)
        self.databases = Databases(base["NAME"])
        self._used = used  # the databases that worlds and snapshots have
        self._chores = Chores()
        self._drops = Chores()  # of their own, because PostgreSQL may take seconds for one
        self._spares = Spares(self.databases, self._chores)
        self._may_create = False

    def missing(self) -> str:
        if self._may_create:
            return ""
        user = self.databases.who_may_not_create()
        self._may_create = user is None
        return "" if self._may_create else NO_CREATEDB.format(user=user)

    def connect(self, settings: dict[str, Any]) -> BaseDatabaseWrapper:
        return DatabaseWrapper(settings, DEFAULT_DB_ALIAS)

    def create(self, world: str, source: Source) -> Generation:
        name, template = self.databases.new(Kind.WORLD), str(source)
        if not self._spares.take(template, name):
            self._copy(name, template)
        self._spares.refill(template)
        return self.open(name)

    def _copy(self, name: str, source: str) -> None:
        try:
            self.databases.create(name, source)
        except DatabaseError as problem:
            if sqlstate(problem) == NOT_THERE:
                raise SourceGoneError from problem
            raise

    def open(self, key: str) -> Generation:
        settings = {**self.base, "NAME": key or self.base["NAME"]}
        return Generation(key, settings, partial(self._remove, key))

    def _remove(self, key: str) -> None:
        if key:
            self._drop_soon(key, GRACE_S)
        else:
            self._chores.add(self._empty_base, LONGEST_WAIT_S)

    def _drop_soon(self, name: str, after_s: float) -> None:
        waited = 0.0

        def drop() -> float | None:
            nonlocal waited
            waited += DROPS_EVERY_S
            # Who still uses it is a request of another process, which then drops it itself, or
            # no server at all: a sweep drops it when they have gone.
            is_over = self.databases.drop(name) or waited > LONGEST_WAIT_S
            return None if is_over else DROPS_EVERY_S

        self._drops.add_to_round(drop, DROPS_EVERY_S, after_s)

    def _empty_base(self) -> float | None:
        """The server's own database stays, but once `main` lies elsewhere it holds no records."""
        if "" not in self._used():
            with closing(self.connect(self.base)) as connection:
                empty_records(connection)
        return None

    # ---- templates -----------------------------------------------------------------------------

    def template(self, fixture: str, admin_hash: str | None) -> Source:
        from etpserver.preparing.logins import KNOWN, create_admin, create_users  # noqa: PLC0415

        def fill() -> None:
            fixtures.load(fixture)
            if admin_hash is None:
                create_users(KNOWN)
            else:
                create_admin(admin_hash)

        return self._template(_of_fixture(fixture, admin_hash), fill, self._schema)

    def keep_as_template(self, fixture: str, admin_hash: str | None) -> None:
        """Copy the server's own database, which was just filled with this.

        A new world need not be filled once more then. Not if others are connected already.
        """
        name = self.databases.new(Kind.BUILDING)
        try:
            self.databases.create(name, self.base["NAME"])
        except DatabaseError as problem:
            if sqlstate(problem) in {IN_USE, NOT_PERMITTED}:  # only its owner may copy it
                return
            raise
        with closing(self.connect({**self.base, "NAME": name})) as connection:
            with connection.cursor() as cursor:
                cursor.execute(f"DROP SCHEMA {CONTROL_SCHEMA} CASCADE")
            _analyze(connection)
        self._keep(name, self.databases.new(Kind.TEMPLATE, _stem(_of_fixture(fixture, admin_hash))))

    def _schema(self) -> str:
        """The template that holds tables and no records."""

        def fill() -> None:
            call_command("migrate", verbosity=0, interactive=False)

        return self._template(f"{migrations_digest()}\0schema", fill, None)

    def _template(
        self, content: str, fill: Callable[[], None], source: Callable[[], str] | None
    ) -> str:
        """The template of that content, filled if need be upon a copy of the source."""
        stem = _stem(content)
        found = self.databases.named(Kind.TEMPLATE, stem)
        if found:
            return found[-1]
        below = source() if source is not None else None
        with self.databases.locked(stem):
            found = self.databases.named(Kind.TEMPLATE, stem)
            if found:
                return found[-1]
            with self._building(below, DEFAULT_DB_ALIAS) as (name, connection):
                with binding(DEFAULT_DB_ALIAS, connection):
                    fill()
                _analyze(connection)
            template = self.databases.new(Kind.TEMPLATE, stem)
            self._keep(name, template)
        self._forget_old_templates()
        return template

    def _forget_old_templates(self) -> None:
        for name in self.databases.named(Kind.TEMPLATE)[:-KEPT_TEMPLATES]:
            self._drop_soon(name, 0)
            self._spares.forget(name)

    @contextmanager
    def _building(
        self, template: str | None, alias: str
    ) -> Iterator[tuple[str, BaseDatabaseWrapper]]:
        """A new database that stays only if the block ends well."""
        name = self.databases.new(Kind.BUILDING)
        if template is None:
            self.databases.create_empty(name)
        else:
            self.databases.create(name, template)
        try:
            with closing(DatabaseWrapper({**self.base, "NAME": name}, alias)) as connection:
                yield name, connection
        except BaseException:
            self._drop_soon(name, 0)
            raise

    def _keep(self, building: str, name: str) -> None:
        """Give a finished database its name; from here on it is only copied."""
        self.databases.seal(building)
        if not self.databases.rename(building, name):
            raise RuntimeError  # nobody else knows it, and its only connection is closed

    # ---- snapshots -----------------------------------------------------------------------------

    def save(self, name: str, connection: BaseDatabaseWrapper) -> Saved:
        with self.filling(name) as filling:
            copy_rows(connection, filling.connection)
        return _finished(filling)

    def saved(self, place: str) -> Source:
        return place

    @contextmanager
    def reading(self, place: str) -> Iterator[BaseDatabaseWrapper]:
        # A copy: as long as somebody is connected to the snapshot, no world can be made of it.
        name = self.databases.new(Kind.READING)
        self._copy(name, place)
        try:
            with closing(DatabaseWrapper({**self.base, "NAME": name}, SNAPSHOT)) as connection:
                yield connection
        finally:
            self._drop_soon(name, 0)

    @contextmanager
    def filling(self, name: str) -> Iterator[Filling]:
        with self._building(self._schema(), SNAPSHOT) as (building, connection):
            filling = Filling(connection)
            yield filling
            _analyze(connection)
            held = rows(connection)
        place = self.databases.new(Kind.SNAPSHOT)
        self._keep(building, place)
        filling.saved = Saved(place, held, self.databases.size(place))

    def forget(self, place: str) -> None:
        self._drop_soon(place, 0)
        self._spares.forget(place)

    def remove_due(self) -> None:
        """What is retired is dropped by chores."""

    # ---- what a crash left behind --------------------------------------------------------------

    def sweep(self, used: set[str], *, at_start: bool) -> int:
        if at_start and "" not in used:
            self._chores.add(self._empty_base, LONGEST_WAIT_S)
        # The age tells, at a start too: servers on other hosts may have made it just now.
        names = [
            name
            for kind, oldest in OLDEST.items()
            for name in self.databases.named(kind)
            if name not in used and self.databases.age_s(name) > oldest
        ]
        return sum(self.databases.drop(name) for name in names)


def _of_fixture(fixture: str, admin_hash: str | None) -> str:
    """What a template holds."""
    return "\0".join((migrations_digest(), fixtures.digest(fixture), admin_hash or ""))


def _stem(content: str) -> str:
    return hashlib.sha256(content.encode()).hexdigest()[:STEM]


def _analyze(connection: BaseDatabaseWrapper) -> None:
    """Let copies know what they hold: PostgreSQL copies these figures along.

    Not of small tables. Of one that was counted PostgreSQL believes that it stays as sparse as it
    was (seen: an export of 5,000 areas took 2.4 s in a world that began with one, else 0.03 s).
    """
    with connection.cursor() as cursor:
        cursor.execute(LARGE_TABLES, [ANALYZED_FROM])
        names = [name for (name,) in cursor.fetchall()]
        if names:
            cursor.execute(f"ANALYZE {', '.join(names)}")


def _finished(filling: Filling) -> Saved:
    if filling.saved is None:
        raise RuntimeError  # the block has ended well
    return filling.saved
