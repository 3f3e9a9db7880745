"""Where the databases of worlds and snapshots lie, and how they are copied: the interface."""

from pathlib import Path
from typing import Any, Protocol, TypeAlias

from django.db.backends.base.base import BaseDatabaseWrapper

from etpserver.emulator.worlds.generations import Generation

# What a new database is copied from: a file, or the name of a database.
Source: TypeAlias = "Path | str"


class Store(Protocol):
    """Makes, opens, copies and removes databases; knows nothing of worlds but their names.

    A key is never used twice, so nobody can mistake a new database for the one before.
    """

    def connect(self, settings: dict[str, Any]) -> BaseDatabaseWrapper:
        """A wrapper for these settings, not connected yet; connecting to what is gone raises."""

    def create(self, world: str, source: Source) -> Generation:
        """A new database for a world, a copy of the source."""

    def open(self, key: str) -> Generation:
        """The database with this key; "" is the one that `--database` names."""

    def template(self, fixture: str, admin_hash: str | None) -> Source:
        """A prepared database: the fixture, for the current world's day, and the users.

        `admin_hash`: the stored password of its only user; None: the documented users.
        """

    def save(self, name: str, connection: BaseDatabaseWrapper) -> str:
        """Copy what a connection sees into a snapshot; answers its place."""

    def saved(self, place: str) -> Source:
        """The snapshot at a place."""

    def forget(self, place: str) -> None:
        """Remove a snapshot."""

    def remove_due(self) -> None:
        """Remove what was retired long enough ago; called from time to time."""

    def sweep(self, used: set[str], *, at_start: bool) -> int:
        """Remove databases of worlds that nobody uses: what a crash left behind; how many."""
