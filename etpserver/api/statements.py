"""Questions that nearly every read asks, compiled once per process and database.

Measured: Django takes several times as long to compile `COUNT(*)`, a page's keys or a key by its
code as a database to answer it. Only what depends on nothing of a request but values is kept: a
queryset that filters is compiled as ever, since NULL, lists and empty results change its SQL.
"""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import EmptyResultSet, FullResultSet
from django.db import connections
from django.db.models import AutoField, QuerySet
from django.db.models.sql import Query

from etpserver.api import row_counts

FAR = 1000  # rows before a page; fewer are skipped faster than looked at

_known: dict[tuple[Any, ...], str | None] = {}


def count(rows: QuerySet[Any]) -> int:
    """As `rows.count()`."""
    if rows.query.is_sliced or not _is_of_all(rows.query, but_filtered=True):
        return rows.count()
    if rows.query.where:
        return _count_of_filtered(rows)
    if row_counts.is_kept(rows.model):
        return int(_run(rows, row_counts.COUNT, (rows.model._meta.db_table,))[0][0])
    table = connections[rows.db].ops.quote_name(rows.model._meta.db_table)
    found: int = _run(rows, f"SELECT COUNT(*) FROM {table}", ())[0][0]  # noqa: S608
    return found


def page_keys(rows: QuerySet[Any], first: int, end: int, count: int) -> list[Any]:
    """The keys of `rows[first:end]`, of `count` rows in all.

    A database skips what stands before a page row by row. So a page past the middle is read from
    the other end; and where ids have no gaps, places tell them.
    """
    ordering = _ordering(rows)
    if first < FAR or not ordering or ordering[-1] not in _names_of_key(rows):
        return keys(rows[first:end])
    if len(ordering) == 1 and (bounds := _bounds_without_gaps(rows, count)) is not None:
        least, most = bounds
        if ordering[0].startswith("-"):
            return list(range(most - first, most - end, -1))
        return list(range(least + first, least + end))
    if first <= count - end:
        return keys(rows[first:end])
    return keys(rows.reverse()[count - end : count - first])[::-1]


def keys(rows: QuerySet[Any]) -> list[Any]:
    """The keys of the rows, in their order."""
    query = rows.query
    names = query.order_by
    last, is_by_names = query.high_mark, all(isinstance(name, str) for name in names)
    if last is None or not is_by_names or not _is_of_all(query):
        return list(rows.values_list("pk", flat=True))
    order = (names, query.standard_ordering, query.default_ordering)
    known = (rows.model, "keys", order, connections[rows.db].vendor)
    if known not in _known:
        unsliced = rows.all()
        unsliced.query.clear_limits()
        _known[known] = _compiled(unsliced, ())
    sql = _known[known]
    if sql is None:
        return list(rows.values_list("pk", flat=True))
    bounds = (last - query.low_mark, query.low_mark)
    return [_key(rows, row[0]) for row in _run(rows, f"{sql} LIMIT %s OFFSET %s", bounds)]


def key_by(rows: QuerySet[Any], path: str, value: Any) -> Any:
    """The key of the first row that has this value there; None if none has it."""
    ordered = rows if rows.ordered else rows.order_by("pk")
    return _key_of_one("key_by", ordered, path, value)


def has(rows: QuerySet[Any], path: str, value: Any) -> bool:
    """Whether any row has this value there."""
    return _key_of_one("has", rows.order_by(), path, value) is not None


def _key_of_one(question: str, rows: QuerySet[Any], path: str, value: Any) -> Any:
    known = (rows.model, question, path, connections[rows.db].vendor)
    is_of_all = _is_of_all(rows.query)
    if known not in _known and is_of_all:
        _known[known] = _compiled(rows.filter(**{path: value})[:1], (value,))
    sql = _known.get(known)
    if sql is None or not is_of_all:
        return next(iter(rows.filter(**{path: value}).values_list("pk", flat=True)[:1]), None)
    found = _run(rows, sql, (value,))
    return _key(rows, found[0][0]) if found else None


def _count_of_filtered(rows: QuerySet[Any]) -> int:
    """By the tables and conditions alone; what `count()` does besides takes longer than both."""
    query = rows.query
    compiler = query.get_compiler(using=rows.db)
    query.get_initial_alias()
    try:
        condition, values = compiler.compile(query.where)
    except EmptyResultSet:
        return 0
    except FullResultSet:
        return rows.count()
    tables, joined = compiler.get_from_clause()
    sql = f"SELECT COUNT(*) FROM {' '.join(tables)} WHERE {condition}"  # noqa: S608  compiled
    found: int = _run(rows, sql, (*joined, *values))[0][0]
    return found


def _ordering(rows: QuerySet[Any]) -> Sequence[Any]:
    """What the rows are sorted by, in this direction; empty if nothing says so."""
    query = rows.query
    if not query.standard_ordering or query.extra_order_by:
        return ()
    own = query.get_meta().ordering if query.default_ordering else ()
    return query.order_by or own or ()


def _names_of_key(rows: QuerySet[Any]) -> set[str]:
    """As the last of what rows are sorted by: no two of them are equal, from either end."""
    name = rows.model._meta.pk.name
    return {"pk", "-pk", name, f"-{name}"}


def _bounds_without_gaps(rows: QuerySet[Any], count: int) -> tuple[int, int] | None:
    """The least and the greatest id, if every number between them is the id of one of the rows."""
    meta = rows.model._meta
    if not isinstance(meta.pk, AutoField) or not _is_of_all(rows.query):
        return None
    quote = connections[rows.db].ops.quote_name
    key, table = quote(str(meta.pk.column)), quote(meta.db_table)
    # In one SELECT without these, SQLite would read all of them.
    sql = f"SELECT (SELECT MIN({key}) FROM {table}), (SELECT MAX({key}) FROM {table})"  # noqa: S608
    ((least, most),) = _run(rows, sql, ())
    return (least, most) if most is not None and most - least + 1 == count else None


def _is_of_all(query: Query, *, but_filtered: bool = False) -> bool:
    """Whether it asks for every row of its table, or for each once that its conditions leave."""
    return not (
        (query.where and not but_filtered)
        or query.annotations
        or query.distinct
        or query.combinator
        or query.extra
        or query.extra_order_by
        or query.is_empty()
    )


def _compiled(rows: QuerySet[Any], parameters: tuple[Any, ...]) -> str | None:
    """The statement that answers the keys; None if it takes other parameters than these."""
    chosen = rows.values_list("pk", flat=True)
    sql, taken = chosen.query.get_compiler(using=rows.db).as_sql()
    return sql if tuple(taken) == parameters else None


def _run(rows: QuerySet[Any], sql: str, parameters: tuple[Any, ...]) -> list[tuple[Any, ...]]:
    with connections[rows.db].cursor() as cursor:
        cursor.execute(sql, parameters)
        return list(cursor.fetchall())


def _key(rows: QuerySet[Any], value: Any) -> Any:
    return rows.model._meta.pk.to_python(value)
