"""Shape and render: every read of the API goes through `render`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.db import connections
from django.db.models import F, Model, QuerySet

from etpserver.api import statements
from etpserver.api.shapes.expressions import InPage, JsonObject, PageKeys
from etpserver.api.shapes.fields import Column, Field

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.models import Expression

    from etpserver.api.shapes.fields import Schema


class Shape:
    """A wire record: its keys in order, each with a field."""

    def __init__(self, model: type[Model], **fields: Field) -> None:
        self.model = model
        self.fields = {key: field.bind(key) for key, field in fields.items()}
        self._statements: dict[str, tuple[str, tuple[Any, ...]]] = {}

    def expressions(self, prefix: str = "") -> dict[str, Expression | F]:
        """What the database makes of each key; `prefix`: the ORM path to the record, with `__`."""
        return {key: field.expression(prefix) for key, field in self.fields.items()}

    def schema(self) -> Schema:
        """The record as an OpenAPI schema; every key is required, because every key is answered."""
        properties = {key: field.schema() for key, field in self.fields.items()}
        return {"type": "object", "properties": properties, "required": list(properties)}

    def columns(self, *keys: str) -> tuple[Column, ...]:
        """The export columns of the named keys, of all of them if none is named."""
        chosen = keys or tuple(self.fields)
        return tuple(column for key in chosen for column in self.fields[key].columns(key))

    def orderings(self) -> dict[str, tuple[str, bool]]:
        """Sortable key -> ORM path, and whether it may be null."""
        pairs = ((key, field.ordering, field.null) for key, field in self.fields.items())
        return {key: (path, null) for key, path, null in pairs if path is not None}

    def searched(self) -> list[str]:
        """The ORM paths that `search` looks into."""
        return [path for field in self.fields.values() for path in field.searched]

    def statement(self, connection: BaseDatabaseWrapper) -> tuple[str, tuple[Any, ...]]:
        """(pk, JSON text) of a page's rows, compiled once per process and database.

        Compiling costs more than running; nothing in the statement depends on a request. What
        does is a callable among the parameters: it is asked each time the statement runs.
        """
        known = self._statements.get(connection.vendor)
        if known is None:
            known = self._statements[connection.vendor] = self._compile(connection)
        return known

    def is_timeless(self) -> bool:
        """Whether its records depend on nothing but rows."""
        _, parameters = self.statement(connections[self.model._base_manager.db])
        return not any(callable(value) and value is not PageKeys for value in parameters)

    def _compile(self, connection: BaseDatabaseWrapper) -> tuple[str, tuple[Any, ...]]:
        rows = (
            self.model._base_manager.order_by()
            .filter(InPage(F("pk")))
            .values_list("pk", JsonObject(self.expressions()))
        )
        sql, parameters = rows.query.get_compiler(connection=connection).as_sql()
        if connection.vendor == "postgresql":  # as text: psycopg would parse JSON into objects
            sql = f"SELECT q.a, q.b::text FROM ({sql}) q(a,b)"  # noqa: S608  the compiler's own
        return sql, tuple(parameters)


def render(rows: QuerySet[Any], shape: Shape) -> bytes:
    """The rows of a filtered, ordered, perhaps sliced queryset as a JSON array.

    Two statements: the page's keys, then their JSON. A row deleted in between is left out.
    """
    return render_keys(statements.keys(rows), shape, rows.db)


def render_keys(keys: list[Any], shape: Shape, using: str) -> bytes:
    """The same, of a page whose keys are known."""
    if not keys:
        return b"[]"
    found = _records(keys, shape, using)
    # Encoded one by one: a single emoji would widen a joined text fourfold.
    return b"[" + b",".join([found[key].encode() for key in keys if key in found]) + b"]"


def render_one(key: Any, shape: Shape) -> bytes | None:
    """One record as a JSON object; None if it does not exist."""
    found = _records([key], shape, shape.model._base_manager.db)
    return found[key].encode() if key in found else None


def _records(keys: list[Any], shape: Shape, using: str) -> dict[Any, str]:
    connection = connections[using]
    sql, parameters = shape.statement(connection)
    page = json.dumps(keys) if connection.vendor == "sqlite" else keys
    with connection.cursor() as cursor:
        cursor.execute(sql, bound(parameters, page))
        return dict(cursor.fetchall())


def bound(parameters: tuple[Any, ...], page: Any) -> list[Any]:
    """A statement's parameters for one run: the page's keys put in, callables asked."""
    return [
        page if value is PageKeys else value() if callable(value) else value for value in parameters
    ]
