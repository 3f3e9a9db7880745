"""Whether a terminal is online, computed by the database."""

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import F, Func, IntegerField
from django.db.models.sql.compiler import SQLCompiler

from etpserver.api.clock import WIRE_FORMAT, local_now

Sql = tuple[str, tuple[Any, ...]]
OFFLINE, ONLINE = 0, 1
# Guess: the manual only shows terminals that are online, most of which were never seen.
MISSED_HEARTBEATS = 3
SHORTEST_ABSENCE = 60  # seconds


def now_text() -> str:
    """The world's wall clock, as databases store it."""
    return local_now().strftime(WIRE_FORMAT)


class OnlineState(Func):
    """1 while never seen or seen lately by the world's clock, else 0.

    A statement that is compiled once for many runs asks for the time when it runs (`is_kept`);
    any other one when it is compiled.
    """

    output_field = IntegerField()
    sqlite = (
        "CASE WHEN {seen} IS NULL OR CAST(strftime('%%s', %s) AS INTEGER)"
        " - CAST(strftime('%%s', {seen}) AS INTEGER) <= max({missed} * {beat}, {shortest})"
        " THEN 1 ELSE 0 END"
    )
    # Three of the longest heartbeats are more than its integers hold.
    postgresql = (
        "CASE WHEN {seen} IS NULL OR extract(epoch FROM %s::timestamp - {seen})"
        " <= greatest({missed} * {beat}::bigint, {shortest}) THEN 1 ELSE 0 END"
    )

    def __init__(self, prefix: str = "", *, is_kept: bool = False) -> None:
        super().__init__(F(f"{prefix}last_activity"), F(f"{prefix}heartbeat"))
        self.is_kept = is_kept

    def as_sqlite(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_extra: Any
    ) -> Sql:
        return self._filled(compiler, self.sqlite)

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_extra: Any
    ) -> Sql:
        return self._filled(compiler, self.postgresql)

    def _filled(self, compiler: SQLCompiler, template: str) -> Sql:
        seen, beat = (compiler.compile(part)[0] for part in self.source_expressions)
        sql = template.format(
            seen=seen, beat=beat, missed=MISSED_HEARTBEATS, shortest=SHORTEST_ABSENCE
        )
        return sql, (now_text if self.is_kept else now_text(),)
