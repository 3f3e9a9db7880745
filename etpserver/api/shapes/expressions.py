"""Database expressions whose value is JSON text, for SQLite and PostgreSQL.

Measured: on SQLite the JSON subtype is lost through FROM, UNION or a sorter (nested JSON would
come out as a string), so `json()` is applied again there; booleans are 1 and 0; `json_object`
takes 63 pairs. On PostgreSQL `row_to_json` keeps the order of the keys, `jsonb` does not.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, Expression, F, Func, Subquery, TextField
from django.db.models.sql.compiler import SQLCompiler

Sql = tuple[str, tuple[Any, ...]]
PAIRS_OF_ONE_CALL = 60  # SQLite functions take 127 arguments
POSTGRESQL_NAME_BYTES = 63


class PageKeys:
    """Stands among the compiled parameters for the keys of the page."""


def literal(text: str) -> str:
    """Text declared in code (never a request's) as an SQL literal, percent signs doubled."""
    return "'" + text.replace("'", "''").replace("%", "%%") + "'"


def identifier(text: str) -> str:
    """A name declared in code as an SQL identifier, percent signs doubled."""
    return '"' + text.replace('"', '""').replace("%", "%%") + '"'


class PerDatabase:
    """One template per database, `sqlite` and `postgresql`; goes before a Django expression."""

    sqlite: str
    postgresql: str
    as_sql: Callable[..., Any]

    def as_sqlite(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra: Any
    ) -> Sql:
        """Called by Django's compiler."""
        return _sql(self.as_sql(compiler, connection, template=self.sqlite, **extra))

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra: Any
    ) -> Sql:
        """Called by Django's compiler."""
        return _sql(self.as_sql(compiler, connection, template=self.postgresql, **extra))


class JsonFunc(PerDatabase, Func):
    """A function with one template per database; its value is never a Django field's."""

    output_field = TextField()
    sqlite = "%(expressions)s"
    postgresql = "%(expressions)s"


class JsonBoolean(JsonFunc):
    """`true`, `false` or `null`; SQLite stores 1 and 0."""

    sqlite = "json(CASE %(expressions)s WHEN 1 THEN 'true' WHEN 0 THEN 'false' ELSE 'null' END)"


class UuidText(JsonFunc):
    """A UUID with its dashes; SQLite stores it without."""

    _parts = ((1, 8), (9, 4), (13, 4), (17, 4), (21, 12))
    sqlite = "||'-'||".join(f"substr(%(expressions)s,{at},{n})" for at, n in _parts)
    postgresql = "(%(expressions)s)::text"


class JsonDateTime(JsonFunc):
    """A stored moment without its fractions."""

    sqlite = "substr(%(expressions)s,1,19)"
    postgresql = "to_char(%(expressions)s,'YYYY-MM-DD HH24:MI:SS')"


class JsonFloat(JsonFunc):
    """A floating-point number with all its digits; JSON has no infinities."""

    # SQLite itself prints 15 digits: 17 where 15 do not read back as the same number.
    sqlite = (
        "json(CASE WHEN %(expressions)s IS NULL OR abs(%(expressions)s) > 1.7976931348623157e308"
        " THEN 'null'"
        " WHEN CAST(printf('%%%%!.15g',%(expressions)s) AS REAL) = %(expressions)s"
        " THEN printf('%%%%!.15g',%(expressions)s) ELSE printf('%%%%!.17g',%(expressions)s) END)"
    )
    # A whole number keeps its ".0".
    postgresql = (
        "CASE WHEN abs(%(expressions)s) = 'Infinity' OR %(expressions)s = 'NaN' THEN NULL"
        " WHEN %(expressions)s = trunc(%(expressions)s) AND abs(%(expressions)s) < 1e15"
        " THEN (%(expressions)s::text||'.0')::json ELSE to_json(%(expressions)s) END"
    )


class JsonValue(JsonFunc):
    """Stored JSON, as it is."""

    sqlite = "json(%(expressions)s)"
    postgresql = "(%(expressions)s)::json"


class JsonLiteral(JsonFunc):
    """JSON text declared in code."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text

    def as_sqlite(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra: Any
    ) -> Sql:
        return f"json({literal(self.text)})", ()

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra: Any
    ) -> Sql:
        return f"{literal(self.text)}::json", ()


class JsonObject(JsonFunc):
    """An object with its keys in order; null where `presence` (the related key) is null."""

    def __init__(
        self, pairs: Mapping[str, Expression | F], presence: Expression | F | None = None
    ) -> None:
        self.has_presence = presence is not None
        first = [presence] if presence is not None else []
        super().__init__(*first, *pairs.values())
        self.keys = list(pairs)

    def as_sqlite(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra: Any
    ) -> Sql:
        return self._compile(compiler, _sqlite_object)

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra: Any
    ) -> Sql:
        return self._compile(compiler, _postgresql_object)

    def _compile(self, compiler: SQLCompiler, build: Callable[[list[tuple[str, str]]], str]) -> Sql:
        compiled = [compiler.compile(part) for part in self.source_expressions]
        parameters = tuple(value for _, values in compiled for value in values)
        sqls = [sql for sql, _ in compiled]
        presence = sqls.pop(0) if self.has_presence else None
        built = build(list(zip(self.keys, sqls, strict=True)))
        if presence is None:
            return built, parameters
        return f"CASE WHEN {presence} IS NOT NULL THEN {built} END", parameters


class AggregatedRows(PerDatabase, Subquery):
    """The one column `j` of an ordered subquery, gathered into a single value."""

    output_field = TextField()


class JsonRows(AggregatedRows):
    """A JSON array of JSON values."""

    sqlite = "json((SELECT json_group_array(json(j)) FROM (%(subquery)s)))"
    postgresql = "(SELECT coalesce(json_agg(j),'[]'::json) FROM (%(subquery)s) t)"


class JsonTexts(AggregatedRows):
    """A JSON array of texts."""

    sqlite = "json((SELECT json_group_array(j) FROM (%(subquery)s)))"
    postgresql = "(SELECT coalesce(json_agg(j),'[]'::json) FROM (%(subquery)s) t)"


class JoinedTexts(AggregatedRows):
    """Texts joined by ";"."""

    sqlite = "(SELECT group_concat(j,';') FROM (%(subquery)s))"
    postgresql = "(SELECT string_agg(j,';') FROM (%(subquery)s) t)"


class InPage(Func):
    """Whether a key is among the page's, which go in as one parameter whatever their number."""

    output_field = BooleanField()

    def as_sqlite(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra: Any
    ) -> Sql:
        return self._compile(compiler, "{} IN (SELECT value FROM json_each(%s))")

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra: Any
    ) -> Sql:
        """Called by Django's compiler."""
        return self._compile(compiler, "{} = ANY(%s)")

    def _compile(self, compiler: SQLCompiler, template: str) -> Sql:
        sql, parameters = compiler.compile(self.source_expressions[0])
        return template.replace("{}", sql), (*parameters, PageKeys)


def _sqlite_object(pairs: list[tuple[str, str]]) -> str:
    if len(pairs) <= PAIRS_OF_ONE_CALL:
        return f"json_object({','.join(f'{literal(key)},{sql}' for key, sql in pairs)})"
    joined = "||','||".join(
        f"json_quote({literal(key)})||':'||json_quote({sql})" for key, sql in pairs
    )
    return f"json('{{'||{joined}||'}}')"


def _postgresql_object(pairs: list[tuple[str, str]]) -> str:
    for key, _ in pairs:
        if len(key.encode()) > POSTGRESQL_NAME_BYTES:
            raise ValueError(f"PostgreSQL would cut the key {key!r} at 63 bytes.")
    columns = ",".join(f"{sql} AS {identifier(key)}" for key, sql in pairs)
    return f"(SELECT row_to_json(r) FROM (SELECT {columns}) r)"  # noqa: S608  parts are declared


def _sql(compiled: tuple[str, Any]) -> Sql:
    return compiled[0], tuple(compiled[1])
