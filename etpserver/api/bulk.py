"""Storing many new records of a model at once, by `executemany`.

Measured: `bulk_create` took three fifths of an import, most of it in making each value an
expression and each batch of 20 employees a statement.
"""

from collections.abc import Iterable, Sequence
from operator import attrgetter
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import (
    BooleanField,
    CharField,
    Field,
    ForeignKey,
    IntegerField,
    JSONField,
    Model,
)

# Whose values databases take as they are.
PLAIN = (BooleanField, CharField, IntegerField)


def insert_all(records: Sequence[Model]) -> None:
    """Insert new records that have their keys; every value is of its field's own type."""
    if not records:
        return
    fields = records[0]._meta.concrete_fields
    values_of = attrgetter(*(field.attname for field in fields))
    columns = zip(*map(values_of, records), strict=True)
    fitted = [_fitted(field, column) for field, column in zip(fields, columns, strict=True)]
    _insert(type(records[0]), fields, zip(*fitted, strict=True))


def insert_rows(model: type[Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert rows of these attributes; the database makes their keys."""
    _insert(model, [model._meta.get_field(name) for name in names], rows)


def _insert(model: type[Model], fields: Sequence[Any], rows: Iterable[Sequence[Any]]) -> None:
    quote = connection.ops.quote_name
    columns = ", ".join(quote(field.column) for field in fields)
    marks = ", ".join("%s" for _ in fields)
    table = quote(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {table} ({columns}) VALUES ({marks})",  # noqa: S608  names of our own
            list(rows),
        )


def _fitted(field: "Field[Any, Any]", column: Sequence[Any]) -> Sequence[Any]:
    """A column's values, fit for the database."""
    kind = field.target_field if isinstance(field, ForeignKey) else field
    database = connections[DEFAULT_DB_ALIAS]  # asked for once, not at each value
    if isinstance(kind, PLAIN):
        return column
    if isinstance(kind, JSONField):  # lists cannot be looked up
        return [field.get_db_prep_save(value, database) for value in column]
    # Days and the like repeat.
    known = {value: field.get_db_prep_save(value, database) for value in set(column)}
    return [known[value] for value in column]
