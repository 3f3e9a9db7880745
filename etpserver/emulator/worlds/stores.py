"""Where the databases of worlds and snapshots lie, and how they are copied: the interface."""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, TypeAlias

from django.db.backends.base.base import BaseDatabaseWrapper

from etpserver.emulator.worlds.generations import Generation

# Django's name of a connection to a snapshot's own database, while it is read or filled.
SNAPSHOT = "snapshot"

# What a new database is copied from: a file, or the name of a database.
Source: TypeAlias = "Path | str"


@dataclass(frozen=True, slots=True)
class Saved:
    """A snapshot's database, as it is kept."""

    place: str
    rows: int  # records
    size: int  # bytes


@dataclass(slots=True)
class Filling:
    """A snapshot's database while it is being filled; `saved` is there when that went well."""

    connection: BaseDatabaseWrapper
    saved: Saved | None = None


class Store(Protocol):
    """Makes, opens, copies and removes databases; knows nothing of worlds but their names.

    A key is never used twice, so nobody can mistake a new database for the one before.
    """

    most_idle: int  # connections that a process keeps open without using them

    def missing(self) -> str:
        """Why only `main` can be served and nothing made beside it; empty where all works."""

    def connect(self, settings: dict[str, Any]) -> BaseDatabaseWrapper:
        """A wrapper for these settings, not connected yet; connecting to what is gone raises."""

    def create(self, world: str, source: Source) -> Generation:
        """A new database for a world, a copy of the source; raises `SourceGoneError`."""

    def open(self, key: str) -> Generation:
        """The database with this key; "" is the one that `--database` names."""

    def template(self, fixture: str, admin_hash: str | None) -> Source:
        """A prepared database: the fixture, for the current world's day, and the users.

        `admin_hash`: the stored password of its only user; None: the documented users.
        """

    def save(self, name: str, connection: BaseDatabaseWrapper) -> Saved:
        """Copy what a connection sees into a snapshot, without what logins gave out."""

    def saved(self, place: str) -> Source:
        """The snapshot at a place."""

    def reading(self, place: str) -> AbstractContextManager[BaseDatabaseWrapper]:
        """A connection to the snapshot at a place, for the length of the block.

        Raises `SourceGoneError`.
        """

    def filling(self, name: str) -> AbstractContextManager[Filling]:
        """A migrated, empty database, which is a snapshot when the block ends well."""

    def forget(self, place: str) -> None:
        """Remove a snapshot."""

    def remove_due(self) -> None:
        """Remove what was retired long enough ago; called from time to time."""

    def sweep(self, used: set[str], *, at_start: bool) -> int:
        """Remove databases that nobody uses: what a crash left behind; how many."""
