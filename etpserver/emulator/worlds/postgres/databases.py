"""The databases that a server makes beside its own: named, made, renamed, dropped.

A name tells whose database it is, what it is for and when it was made:
`etp_<server's database, hashed>_<kind>_<stem, if it has one><time, 8 hex digits><8 of chance>`.

All is done from the connection to the control database, outside of transactions.
"""

import hashlib
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import Any

from django.db import DatabaseError, connections
from django.db.backends.utils import CursorWrapper

from etpserver.api.clock import real_now
from etpserver.emulator.control.router import CONTROL

STEM = 20  # hex digits that spares share with what they are copies of
END = 16  # hex digits of time and chance
NOT_THERE = "3D000"  # SQLSTATE: no database of that name
IN_USE = "55006"
NOT_PERMITTED = "42501"


class Kind(StrEnum):
    """What a database is for."""

    WORLD = "w"
    SNAPSHOT = "s"
    TEMPLATE = "t"
    SPARE = "p"
    BUILDING = "b"  # not finished yet
    READING = "r"  # a copy of a snapshot that is being read


class Databases:
    """Those of one server, which is known by the name of the database it was given."""

    def __init__(self, base: str) -> None:
        self.prefix = f"etp_{hashlib.sha256(base.encode()).hexdigest()[:8]}_"

    # ---- names ---------------------------------------------------------------------------------

    def new(self, kind: Kind, stem: str = "") -> str:
        """A name that was never used."""
        made = int(real_now().timestamp())
        return f"{self.prefix}{kind}_{stem}{made:08x}{secrets.token_hex(4)}"

    def named(self, kind: Kind, stem: str = "") -> list[str]:
        """The databases of a kind, the oldest first."""
        start = f"{self.prefix}{kind}_{stem}"
        with _cursor() as cursor:
            cursor.execute(
                "SELECT datname FROM pg_database WHERE left(datname, %s) = %s",
                [len(start), start],
            )
            return sorted((name for (name,) in cursor.fetchall()), key=_made)

    @staticmethod
    def stem_of(name: str) -> str:
        """What the names of spares begin with that are copies of this database."""
        return hashlib.sha256(name.encode()).hexdigest()[:STEM]

    @staticmethod
    def age_s(name: str) -> float:
        return real_now().timestamp() - _made(name)

    # ---- making and dropping -------------------------------------------------------------------

    def create(self, name: str, template: str) -> None:
        """Copy a database that nobody is connected to."""
        with _cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {_quoted(name)} TEMPLATE {_quoted(template)}")

    def create_empty(self, name: str) -> None:
        """A database without tables, of the locale that the server's own has."""
        with _cursor() as cursor:
            cursor.execute(
                "SELECT datcollate, datctype FROM pg_database WHERE datname = current_database()"
            )
            cursor.execute(
                f"CREATE DATABASE {_quoted(name)} TEMPLATE template0 ENCODING 'UTF8'"
                " LC_COLLATE '{}' LC_CTYPE '{}'".format(*cursor.fetchone())
            )

    def rename(self, name: str, new: str) -> bool:
        """Whether it worked: not if somebody is connected to it, or was faster."""
        try:
            with _cursor() as cursor:
                cursor.execute(f"ALTER DATABASE {_quoted(name)} RENAME TO {_quoted(new)}")
        except DatabaseError as problem:
            if sqlstate(problem) in {NOT_THERE, IN_USE}:
                return False
            raise
        return True

    def seal(self, name: str) -> None:
        """Let nobody connect to it any more: it is there to be copied."""
        with _cursor() as cursor:
            cursor.execute(f"ALTER DATABASE {_quoted(name)} ALLOW_CONNECTIONS false")

    def drop(self, name: str) -> bool:
        """Drop it; False if somebody is connected."""
        if self.is_used(name):  # asked first, because PostgreSQL waits 5 s before it refuses
            return False
        try:
            with _cursor() as cursor:
                cursor.execute(f"DROP DATABASE IF EXISTS {_quoted(name)}")
        except DatabaseError as problem:
            if sqlstate(problem) == IN_USE:
                return False
            raise
        return True

    def is_used(self, name: str) -> bool:
        """Whether anybody is connected to it."""
        with _cursor() as cursor:
            cursor.execute(
                "SELECT EXISTS (SELECT 1 FROM pg_stat_activity"
                " WHERE datname = %s AND backend_type IS DISTINCT FROM 'autovacuum worker')",
                [name],
            )
            return bool(cursor.fetchone()[0])

    def size(self, name: str) -> int:
        """Bytes."""
        with _cursor() as cursor:
            cursor.execute("SELECT pg_database_size(%s)", [name])
            return int(cursor.fetchone()[0])

    # ---- who may, and who goes first -----------------------------------------------------------

    def who_may_not_create(self) -> str | None:
        """The user, quoted for SQL, who lacks the right to make databases; None: it has it."""
        with _cursor() as cursor:
            cursor.execute(
                "SELECT quote_ident(rolname), rolcreatedb OR rolsuper FROM pg_roles"
                " WHERE rolname = current_user"
            )
            user, may = cursor.fetchone()
            return None if may else str(user)

    @contextmanager
    def locked(self, subject: str) -> Iterator[None]:
        """Let no other process of any host do what this block does."""
        with _cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [_number(subject)])
        try:
            yield
        finally:
            with _cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [_number(subject)])


def sqlstate(problem: DatabaseError) -> str | None:
    """PostgreSQL's five characters for what went wrong."""
    return getattr(problem.__cause__, "sqlstate", None)


def _cursor() -> CursorWrapper:
    return connections[CONTROL].cursor()


def _quoted(name: str) -> str:
    return connections[CONTROL].ops.quote_name(name)


def _number(subject: str) -> int:
    """The number of an advisory lock."""
    return int.from_bytes(hashlib.sha256(subject.encode()).digest()[:8], signed=True)


def _made(name: str) -> int:
    """When it was made: seconds since 1970, which is what its name ends with, before chance."""
    end: Any = name[-END : -END // 2]
    try:
        return int(end, 16)
    except ValueError:
        return 0
