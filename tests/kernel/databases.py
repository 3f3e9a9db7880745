"""Rendering on both databases: the test's own SQLite, and a copy of its rows on PostgreSQL."""

import json
import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

import pytest
from django.db import OperationalError
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model
from django.db.utils import ConnectionHandler

from etpserver.api.shapes import Shape, render
from etpserver.api.shapes.expressions import PageKeys
from etpserver.databases import database_settings

SERVER = "postgres://postgres@127.0.0.1:5432/postgres?connect_timeout=3"


@contextmanager
def postgresql() -> Iterator[BaseDatabaseWrapper]:
    """A connection with an empty schema of its own, dropped at the end."""
    pytest.importorskip(
        "psycopg", reason="PostgreSQL needs psycopg: pip install etpserver[postgres]"
    )
    connection = ConnectionHandler({"default": database_settings(SERVER)})["default"]
    with closing(connection):
        try:
            connection.ensure_connection()
        except OperationalError:
            pytest.skip("no PostgreSQL server answers at postgres://postgres@127.0.0.1:5432")
        schema = f"etp_test_{os.getpid()}"
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE SCHEMA {schema}")
            cursor.execute(f"SET search_path TO {schema}")
        try:
            yield connection
        finally:
            with connection.cursor() as cursor:
                cursor.execute(f"DROP SCHEMA {schema} CASCADE")


def copy(models: tuple[type[Model], ...], connection: BaseDatabaseWrapper) -> None:
    """Make the models' tables there and fill them with the rows that are here."""
    with connection.cursor() as cursor:
        for model in models:
            fields = model._meta.concrete_fields
            columns = ", ".join(f'"{field.column}" {field.db_type(connection)}' for field in fields)
            table = model._meta.db_table
            cursor.execute(f'CREATE TABLE "{table}" ({columns})')
            places = ", ".join("%s" for _ in fields)
            for row in model._base_manager.all():
                values = [getattr(row, field.attname) for field in fields]
                cursor.execute(f'INSERT INTO "{table}" VALUES ({places})', values)  # noqa: S608


class SqliteRendering:
    """Renders where the test's records are."""

    def __call__(self, shape: Shape, *copied: type[Model]) -> list[dict[str, Any]]:
        found = json.loads(render(shape.model._base_manager.order_by("pk"), shape))
        return list(found)


class PostgresqlRendering:
    """Renders a copy of the test's records with the statement for PostgreSQL."""

    def __init__(self, connection: BaseDatabaseWrapper) -> None:
        self.connection = connection

    def __call__(self, shape: Shape, *copied: type[Model]) -> list[dict[str, Any]]:
        copy((shape.model, *copied), self.connection)
        keys = list(shape.model._base_manager.order_by("pk").values_list("pk", flat=True))
        sql, parameters = shape.statement(self.connection)
        with self.connection.cursor() as cursor:
            cursor.execute(sql, [keys if value is PageKeys else value for value in parameters])
            found = dict(cursor.fetchall())
        return [json.loads(found[key]) for key in keys]
