"""Copying the rows of one database into another of the same tables.

A database that somebody is connected to cannot be a template, and a world always has connections.
"""

from django.apps import apps
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from etpserver.api import row_counts
from etpserver.emulator.worlds.keys import given_out_models
from etpserver.emulator.worlds.sequences import count_on, last_ids

MIGRATIONS = "django_migrations"
COLUMNS = (
    "SELECT column_name FROM information_schema.columns WHERE table_schema = current_schema()"
    " AND table_name = %s AND is_generated = 'NEVER' ORDER BY ordinal_position"
)


def copy_rows(source: BaseDatabaseWrapper, target: BaseDatabaseWrapper) -> None:
    """Fill the target with the source's rows of one moment, but not with what logins gave out."""
    tables = sorted(set(target.introspection.table_names()) - {MIGRATIONS})
    # The target's own triggers count what is copied.
    left_out = {row_counts.TABLE, *(model._meta.db_table for model in given_out_models())}
    source.ensure_connection()
    target.ensure_connection()
    with source.connection.transaction(), target.connection.transaction():
        with source.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        with target.cursor() as cursor:
            names = ", ".join(map(target.ops.quote_name, tables))
            cursor.execute(f"TRUNCATE {names}")
        for table in tables:
            if table not in left_out:
                _copy_table(source, target, table)
        counted = _counted(tables)
        count_on(target, counted, last_ids(source, counted))


def _copy_table(source: BaseDatabaseWrapper, target: BaseDatabaseWrapper, table: str) -> None:
    # By name: tables that were migrated step by step have their columns in another order.
    with source.cursor() as cursor:
        cursor.execute(COLUMNS, [table])
        columns = ", ".join(source.ops.quote_name(name) for (name,) in cursor.fetchall())
    rows = f"{source.ops.quote_name(table)} ({columns})"
    with (
        source.connection.cursor().copy(f"COPY {rows} TO STDOUT (FORMAT BINARY)") as reading,
        target.connection.cursor().copy(f"COPY {rows} FROM STDIN (FORMAT BINARY)") as writing,
    ):
        for part in reading:
            writing.write(part)


def _counted(tables: list[str]) -> list[type[models.Model]]:
    """The models that count their ids, a table once."""
    found = {
        model._meta.db_table: model
        for model in apps.get_models(include_auto_created=True)
        if isinstance(model._meta.pk, models.AutoField) and model._meta.db_table in tables
    }
    return list(found.values())
