"""A table's rows as text that is the same on every database.

Both databases write most of a row themselves, as the JSON array of its values in the order of the
model's fields; what they write differently (floats, stored JSON) is read and written here.

    [7,"10001",null,"2026-01-05 09:00:00",1]
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import orjson
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from etpserver.emulator.fixtures.kinds import Column, stored_type

# An expression for the text or number that the JSON holds, made of a quoted column.
Written = Callable[[str], str]


def canonical_rows(connection: BaseDatabaseWrapper, model: type[models.Model]) -> Iterator[bytes]:
    """The rows in the order of their keys, some at a time: a line each, then what is written here.

    JSON escapes the line feeds of a value, so a line ends where it ends.
    """
    columns = list(model._meta.concrete_fields)
    here = [column for column in columns if stored_type(column) in WRITTEN_HERE]
    writers = [WRITTEN_HERE[stored_type(column)] for column in here]
    quoted = connection.ops.quote_name
    selected = [
        _array(connection, [column for column in columns if column not in here]),
        *(quoted(str(column.column)) for column in here),
    ]
    sql = (
        f"SELECT {', '.join(selected)} FROM {quoted(model._meta.db_table)}"  # noqa: S608  our own
        f" ORDER BY {key_order(connection, model)}"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql)
        while rows := cursor.fetchmany(ROWS_AT_ONCE):
            arrays, *others = zip(*rows, strict=True)
            yield _lines(arrays)
            for write, values in zip(writers, others, strict=True):
                yield _lines("null" if value is None else write(value) for value in values)


def _lines(texts: Iterable[str]) -> bytes:
    return "\n".join((*texts, "")).encode()


def key_order(connection: BaseDatabaseWrapper, model: type[models.Model]) -> str:
    """What to order by so that both databases give the rows in one order."""
    column = connection.ops.quote_name(str(model._meta.pk.column))
    is_text = connection.vendor == "postgresql" and stored_type(model._meta.pk) in TEXT
    return f'{column} COLLATE "C"' if is_text else column


def _array(connection: BaseDatabaseWrapper, columns: list[Column]) -> str:
    quoted = [connection.ops.quote_name(str(column.column)) for column in columns]
    types = [stored_type(column) for column in columns]
    if connection.vendor == "sqlite":
        return f"json_array({', '.join(map(_on_sqlite, types, quoted))})"
    parts = (f"COALESCE({part}, 'null')" for part in map(_on_postgresql, types, quoted))
    return "'[' || " + " || ',' || ".join(parts) + " || ']'"


def _on_sqlite(kind: str, column: str) -> str:
    return ON_SQLITE[kind](column) if kind in ON_SQLITE else column


def _on_postgresql(kind: str, column: str) -> str:
    return ON_POSTGRESQL[kind](column) if kind in ON_POSTGRESQL else f"{column}::text"


def _quoted(text: str) -> str:
    """A JSON string of text that needs no escapes."""
    return f"""'"' || {text} || '"'"""


def _sorted_json(text: str) -> str:
    return orjson.dumps(orjson.loads(text), option=orjson.OPT_SORT_KEYS).decode()


ROWS_AT_ONCE = 2000
TEXT = frozenset({"CharField", "TextField"})
WRITTEN_HERE: dict[str, Callable[[Any], str]] = {
    "FloatField": lambda value: repr(value + 0.0),  # SQLite knows no -0.0
    "JSONField": _sorted_json,
}
ON_SQLITE: dict[str, Written] = {
    # BLOBs have no JSON.
    "BinaryField": lambda column: f"CASE WHEN {column} IS NOT NULL THEN hex({column}) END",
}
ON_POSTGRESQL: dict[str, Written] = {
    **dict.fromkeys(TEXT, lambda column: f"to_json({column}::text)::text"),
    "BinaryField": lambda column: _quoted(f"upper(encode({column}, 'hex'))"),
    "BooleanField": lambda column: f"{column}::int::text",
    "DateField": lambda column: _quoted(f"to_char({column}, 'YYYY-MM-DD')"),
    "DateTimeField": lambda column: _quoted(
        f"replace(to_char({column}, 'YYYY-MM-DD HH24:MI:SS.US'), '.000000', '')"
    ),
    "UUIDField": lambda column: _quoted(f"replace({column}::text, '-', '')"),
}
