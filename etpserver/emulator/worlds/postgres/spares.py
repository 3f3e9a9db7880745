"""Copies made ahead: a reset takes one and renames it instead of waiting for a copy."""

from collections import OrderedDict
from functools import partial
from threading import Lock

from django.db import DatabaseError

from etpserver.emulator.worlds.postgres.chores import Chores
from etpserver.emulator.worlds.postgres.databases import NOT_THERE, Databases, Kind, sqlstate

WANTED = 2  # of each source
MOST_SOURCES = 3  # that have spares, of those this process used last


class Spares:
    """The spares of a server; its processes share them, whoever made them."""

    def __init__(self, databases: Databases, chores: Chores) -> None:
        self._databases = databases
        self._chores = chores
        self._sources: OrderedDict[str, None] = OrderedDict()
        self._lock = Lock()

    def take(self, source: str, name: str) -> bool:
        """Give a spare of the source this name; False if there is none."""
        spares = self._databases.named(Kind.SPARE, self._databases.stem_of(source))
        return any(self._databases.rename(spare, name) for spare in spares)

    def refill(self, source: str) -> None:
        """See to it that there will be spares of the source; those used long ago lose theirs."""
        with self._lock:
            self._sources[source] = None
            self._sources.move_to_end(source)
            dropped = []
            while len(self._sources) > MOST_SOURCES:
                dropped.append(self._sources.popitem(last=False)[0])
        for old in dropped:
            self._chores.add(partial(self._drop, old))
        self._chores.add(partial(self._make, source))

    def forget(self, source: str) -> None:
        """Drop the spares of what is gone."""
        with self._lock:
            self._sources.pop(source, None)
        self._chores.add(partial(self._drop, source))

    def _make(self, source: str) -> float | None:
        stem = self._databases.stem_of(source)
        # Counted and made by one process at a time, so that no two make the same ones.
        with self._databases.locked(f"spares {stem}"):
            there = len(self._databases.named(Kind.SPARE, stem))
            if there >= WANTED:
                return None
            try:
                self._databases.create(self._databases.new(Kind.SPARE, stem), source)
            except DatabaseError as problem:
                if sqlstate(problem) == NOT_THERE:  # the source was dropped meanwhile
                    return None
                raise
        return 0.0

    def _drop(self, source: str) -> None:
        stem = self._databases.stem_of(source)
        with self._databases.locked(f"spares {stem}"):  # not while another process makes one
            for spare in self._databases.named(Kind.SPARE, stem):
                self._databases.drop(spare)
