"""What a database holds, told without loading Django's migrations (a no-op `migrate` is slow)."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import django
from django.apps import apps
from django.db.backends.base.base import BaseDatabaseWrapper

from etpserver import __version__

Migration = tuple[str, str]
APPLIED = "SELECT app, name FROM django_migrations"
APPLIED_TABLE = "django_migrations"


@dataclass(frozen=True, slots=True)
class Schema:
    """A database's tables against this version's migrations."""

    tables: frozenset[str]
    applied: frozenset[Migration]

    @property
    def is_empty(self) -> bool:
        return not self.tables

    @property
    def is_foreign(self) -> bool:
        """Whether the tables are another application's."""
        return not self.is_empty and ("accounts", "0001_initial") not in self.applied

    @property
    def pending(self) -> list[Migration]:
        return sorted(known_migrations() - self.applied)

    @property
    def unknown(self) -> list[Migration]:
        """Migrations that only a newer version has."""
        return sorted(self.applied - known_migrations())


def read_schema(connection: BaseDatabaseWrapper) -> Schema:
    """What the database behind a connection holds."""
    tables = frozenset(connection.introspection.table_names())
    if APPLIED_TABLE not in tables:
        return Schema(tables, frozenset())
    return Schema(tables, applied_migrations(connection))


def applied_migrations(connection: BaseDatabaseWrapper) -> frozenset[Migration]:
    """What its table of migrations says; raises `DatabaseError` where there is none."""
    with connection.cursor() as cursor:
        cursor.execute(APPLIED)
        return frozenset((app, name) for app, name in cursor.fetchall())


@cache
def known_migrations() -> frozenset[Migration]:
    """Every migration of the installed apps."""
    return frozenset((label, file.stem) for label, file in _migration_files())


@cache
def migrations_digest() -> str:
    """Changes whenever a migrated database would look different."""
    digest = hashlib.sha256(f"{__version__} {django.__version__}".encode())
    for label, file in _migration_files():
        digest.update(f"\0{label}/{file.stem}\0".encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _migration_files() -> Iterator[tuple[str, Path]]:
    for app in apps.get_app_configs():
        for file in sorted(Path(app.path, "migrations").glob("[!_]*.py")):
            yield app.label, file
