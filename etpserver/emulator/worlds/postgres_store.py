"""PostgreSQL: `main` is served, and nothing can be made beside it."""

from contextlib import AbstractContextManager
from typing import Any, NoReturn

from django.db import DEFAULT_DB_ALIAS
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.postgresql.base import DatabaseWrapper

from etpserver.emulator.worlds.errors import UnsupportedError
from etpserver.emulator.worlds.generations import Generation
from etpserver.emulator.worlds.stores import Filling, Saved, Source

MISSING = (
    "On PostgreSQL only main is served so far: no reset, no further worlds, no snapshots."
    " Use SQLite for them."
)


class PostgresStore:
    """The database that `--database` names, and no other."""

    most_idle = 20

    def __init__(self, base: dict[str, Any]) -> None:
        self.base = base

    def missing(self) -> str:
        return MISSING

    def connect(self, settings: dict[str, Any]) -> BaseDatabaseWrapper:
        return DatabaseWrapper(settings, DEFAULT_DB_ALIAS)

    def open(self, key: str) -> Generation:
        if key:
            _refuse()
        return Generation(key, self.base, lambda: None)

    def create(self, world: str, source: Source) -> Generation:
        _refuse()

    def template(self, fixture: str, admin_hash: str | None) -> Source:
        _refuse()

    def save(self, name: str, connection: BaseDatabaseWrapper) -> Saved:
        _refuse()

    def saved(self, place: str) -> Source:
        _refuse()

    def reading(self, place: str) -> AbstractContextManager[BaseDatabaseWrapper]:
        _refuse()

    def filling(self, name: str) -> AbstractContextManager[Filling]:
        _refuse()

    def forget(self, place: str) -> None:
        _refuse()

    def remove_due(self) -> None:
        """There is never anything."""

    def sweep(self, used: set[str], *, at_start: bool) -> int:
        return 0


def _refuse() -> NoReturn:
    raise UnsupportedError(MISSING)
