"""What bulk work is reported as."""

import sqlite3
import statistics
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Figure:
    """`values` in `unit`; `wanted` is how large they may be, or None where only shown."""

    title: str
    unit: str
    values: list[float]
    wanted: float | None = None
    is_least: bool = False  # `wanted` is the least, not the most

    @property
    def median(self) -> float:
        return statistics.median(self.values)

    @property
    def key(self) -> str:
        return f"{self.title} | {self.unit}"


def checkpoint(file: Path) -> None:
    """Write the log of a database into its file."""
    with closing(sqlite3.connect(file)) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
