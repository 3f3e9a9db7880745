"""The last id that a table has given out: where it goes on counting."""

from collections.abc import Iterable, Mapping

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper


def last_ids(
    connection: BaseDatabaseWrapper, counted: Iterable[type[models.Model]]
) -> dict[str, int]:
    """Table -> the last id it gave, 0 for none; of models that count their ids."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SELECT name, seq FROM sqlite_sequence")
            given = dict(cursor.fetchall())
        return {model._meta.db_table: given.get(model._meta.db_table, 0) for model in counted}
    found = {}
    with connection.cursor() as cursor:
        for model in counted:
            sequence = _sequence(connection, model)
            cursor.execute(f"SELECT last_value, is_called FROM {sequence}")  # noqa: S608  ours
            last, is_called = cursor.fetchone()
            found[model._meta.db_table] = last if is_called else last - 1
    return found


def count_on(
    connection: BaseDatabaseWrapper,
    counted: Iterable[type[models.Model]],
    last: Mapping[str, int],
) -> None:
    """Let each table go on after its last id; after the highest there is where that is higher."""
    with connection.cursor() as cursor:
        for model in counted:
            table, key = model._meta.db_table, model._meta.pk.column
            quoted = connection.ops.quote_name
            cursor.execute(
                f"SELECT COALESCE(MAX({quoted(str(key))}), 0) FROM {quoted(table)}"  # noqa: S608
            )
            (highest,) = cursor.fetchone()
            given = max(highest, last.get(table, 0))
            if connection.vendor == "sqlite":
                cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
                cursor.execute(
                    "INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, given]
                )
            else:
                cursor.execute(
                    "SELECT setval(%s, %s, %s)",
                    [_sequence(connection, model), max(given, 1), given > 0],
                )


def _sequence(connection: BaseDatabaseWrapper, model: type[models.Model]) -> str:
    table, key = connection.ops.quote_name(model._meta.db_table), model._meta.pk.column
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [table, key])
        (found,) = cursor.fetchone()
    return str(found)
