"""`INSERT .. ON CONFLICT DO NOTHING` of many punches at once, by statements made once per process.

Measured: on SQLite one statement that reads the rows from JSON takes 0.7 to 0.85 of the time of
`executemany`, and lets other threads of the process in once, not at each row. On PostgreSQL an
array per column is four times as fast as `bulk_create`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import orjson
from django.db import connection
from django.db.models import Field, Model, UniqueConstraint

from personnel.companies.models import Company
from personnel.employees.models import Employee

AnyField = Field[Any, Any]
Row = Sequence[Any]


def insert(model: type[Model], names: tuple[str, ...], rows: Sequence[Row], same: Row) -> int:
    """How many of the rows were not there yet.

    `names` are the attributes that each row has, their values fit for the database; `same` what
    `shared` made of the others.
    """
    if not rows:
        return 0
    statement = _statement(model, names, connection.vendor)
    with connection.cursor() as cursor:
        cursor.execute(statement.sql, [*same, *_many(zip(*rows, strict=True), rows)])
        inserted: int = cursor.rowcount
    return inserted


def shared(model: type[Model], names: tuple[str, ...], values: dict[str, Any]) -> list[Any]:
    """The values of all other attributes than `names`, or their defaults, fit for the database."""
    fields = _statement(model, names, connection.vendor).same
    return [
        field.get_db_prep_save(
            values[field.attname] if field.attname in values else field.get_default(), connection
        )
        for field in fields
    ]


def ids_of_employees(pins: Iterable[str]) -> dict[str, str]:
    """The ids of employees by PIN."""
    wanted = list(pins)
    with connection.cursor() as cursor:
        cursor.execute(_question(connection.vendor), _many([wanted], wanted))
        return dict(cursor.fetchall())


def _many(columns: Iterable[Sequence[Any]], rows: Sequence[Any]) -> list[Any]:
    """Rows as parameters: an array per column, on SQLite one JSON text."""
    if connection.vendor == "postgresql":
        return [list(column) for column in columns]
    return [orjson.dumps(rows).decode()]


@dataclass(frozen=True, slots=True)
class _Statement:
    sql: str
    same: Sequence[AnyField]


@cache
def _statement(model: type[Model], names: tuple[str, ...], vendor: str) -> _Statement:
    quote = connection.ops.quote_name
    fields = {f.attname: f for f in model._meta.concrete_fields if not f.primary_key}
    varying = [fields[name] for name in names]
    same = [field for name, field in fields.items() if name not in names]
    (once,) = (c for c in model._meta.constraints if isinstance(c, UniqueConstraint))
    column_of = {field.name: quote(str(field.column)) for field in fields.values()}
    columns = ", ".join(column_of[field.name] for field in (*same, *varying))
    key = ", ".join(column_of[name] for name in once.fields)
    rows = _of_arrays(same, varying) if vendor == "postgresql" else _of_json(same, varying)
    # Without WHERE SQLite takes ON for that of a join.
    sql = (
        f"INSERT INTO {quote(model._meta.db_table)} ({columns}) SELECT {rows} WHERE true"
        f" ON CONFLICT ({key}) DO NOTHING"
    )
    return _Statement(sql, same)


def _of_arrays(same: Sequence[AnyField], varying: Sequence[AnyField]) -> str:
    values = ", ".join(f"%s::{field.db_type(connection)}" for field in same)
    arrays = ", ".join(f"%s::{field.db_type(connection)}[]" for field in varying)
    return f"{values}, v.* FROM unnest({arrays}) v"


def _of_json(same: Sequence[AnyField], varying: Sequence[AnyField]) -> str:
    values = ["%s" for _ in same]
    values += [f"json_extract(value, '$[{place}]')" for place, _ in enumerate(varying)]
    return f"{', '.join(values)} FROM json_each(%s)"


@cache
def _question(vendor: str) -> str:
    codes = "= ANY(%s)" if vendor == "postgresql" else "IN (SELECT value FROM json_each(%s))"
    # Codes are unique in a company, of which there may be others: by the code alone every
    # employee is looked at, since the index begins with the company.
    return (
        f"SELECT emp_code, id FROM {Employee._meta.db_table}"  # noqa: S608  names of our own
        f" WHERE company_id IN (SELECT id FROM {Company._meta.db_table}) AND emp_code {codes}"
    )
