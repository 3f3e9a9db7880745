"""Emptying the database that `main` lay in before it was reset."""

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from etpserver.emulator.worlds.binding import binding

# What migrations made: without it the database could not be brought up to date.
KEPT = frozenset({"django_migrations", "django_content_type", "auth_permission"})
OLD = "old"  # Django's name of the connection for a moment


def empty_records(connection: BaseDatabaseWrapper) -> None:
    """Remove the records from every table; fails rather than wait for who reads them."""
    tables = sorted(set(connection.introspection.table_names()) - KEPT)
    with binding(OLD, connection), transaction.atomic(using=OLD), connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '1s'")
        cursor.execute(f"TRUNCATE {', '.join(map(connection.ops.quote_name, tables))}")
