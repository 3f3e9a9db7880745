"""Putting worlds below a serving process."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import DEFAULT_DB_ALIAS, connections

from etpserver.emulator.control.version import DatabaseVersion, FileVersion, Version
from etpserver.emulator.worlds import lifecycle, registry
from etpserver.emulator.worlds.registry import Worlds
from etpserver.emulator.worlds.sqlite_store import SqliteStore
from etpserver.emulator.worlds.stores import Store
from etpserver.env import has_other_processes
from etpserver.secrets_file import data_folder

UNBOUND = "etpserver.emulator.worlds.unbound"
VERSION_FILE = "control.version"
GRACE_S = 2.0


class Forgetful(dict[Any, Any]):
    """For Django's cache of content types, which knows only the alias of a database.

    Worlds of different origins may have different ids for them.
    """

    def setdefault(self, _key: Any, default: Any = None) -> Any:
        return default


def install() -> Worlds:
    """Serve worlds from here on: the usual default database refuses, each request binds its own.

    Nothing is connected to yet: workers may be forked from here.
    """
    worlds = make(settings.ETP)
    connections.settings[DEFAULT_DB_ALIAS] = {
        **connections.settings[DEFAULT_DB_ALIAS],
        "ENGINE": UNBOUND,
        "NAME": "",
        "OPTIONS": {},
    }
    if DEFAULT_DB_ALIAS in connections:
        connections[DEFAULT_DB_ALIAS].close()
    del connections[DEFAULT_DB_ALIAS]
    ContentType.objects._cache = Forgetful()  # type: ignore[attr-defined]  # Django's own
    registry.install(worlds)
    return worlds


def make(values: Mapping[str, Any]) -> Worlds:
    """The worlds of the server with these start values."""
    folder = data_folder(values)
    version: Version = DatabaseVersion() if values["shared"] else FileVersion(folder / VERSION_FILE)
    return Worlds(_store(dict(connections.settings[DEFAULT_DB_ALIAS]), values), version, values)


def _store(base: dict[str, Any], values: Mapping[str, Any]) -> Store:
    if base["ENGINE"].endswith("postgresql"):
        from etpserver.emulator.worlds.postgres_store import PostgresStore  # noqa: PLC0415

        return PostgresStore(base, values, lifecycle.places_in_use)
    grace_s = GRACE_S if has_other_processes(values) else 0
    return SqliteStore(base, data_folder(values), grace_s=grace_s)
