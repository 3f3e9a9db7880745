"""Django's `migrate`, which makes the database file's folder first."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.core.management.commands.migrate import Command as DjangoMigrate
from django.db import connections
from django.db.backends.sqlite3.base import DatabaseWrapper

from etpserver.preparing.errors import PreparationError
from etpserver.preparing.folders import ensure_folder


class Command(DjangoMigrate):
    """Makes the folder; all else is Django's."""

    def handle(self, *args: Any, **options: Any) -> None:
        connection = connections[options["database"]]
        if isinstance(connection, DatabaseWrapper) and not connection.is_in_memory_db():
            try:
                ensure_folder(Path(connection.settings_dict["NAME"]).parent)
            except PreparationError as problem:
                raise CommandError(str(problem)) from problem
        super().handle(*args, **options)
