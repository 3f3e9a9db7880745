"""Django's name for an engine's module is `base`.

Without it, a thread started inside a request would silently work on the database of the settings
instead of the world's (seen).
"""

from typing import Any

from django.db.backends.sqlite3.base import DatabaseWrapper as SqliteWrapper


class UnboundError(RuntimeError):
    """Somebody asked a database while no world was bound."""


class DatabaseWrapper(SqliteWrapper):
    """Refuses; everything that asks no database works."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        raise UnboundError("No world is bound here: use etpserver.emulator.worlds.registry.")
