"""Events between processes: each writes what happens, and reads what happened anywhere.

Both go through the table of the journal. Requests are there anyway; punches and commands are
written as short facts. A process that nobody listens to does not look.
"""

import logging
from collections.abc import Callable, Mapping
from threading import Event, Lock, Thread
from typing import Any

import orjson
from django.db import DatabaseError, connections

from etpserver.emulator.control.router import CONTROL
from etpserver.emulator.events.hub import Hub
from etpserver.emulator.journal.entries import Entry
from etpserver.emulator.journal.exchange import Packed
from etpserver.emulator.journal.models import REQUEST, Happening
from etpserver.emulator.journal.presentation import summary

logger = logging.getLogger("etpserver.events")

PERIOD_S = 0.25
AT_ONCE = 500  # rows of one look
# PostgreSQL gives out numbers before their rows can be seen: one may appear below a greater one.
LATE = 100


class Relay:
    """Tells the hub of its process what the table says, while the hub has readers."""

    def __init__(self, hub: Hub, is_there: Callable[[str], bool]) -> None:
        self.hub = hub
        self.is_there = is_there  # whether there still is a world of this name
        self._lock = Lock()
        self._pause = Event()
        self._is_running = False
        self._seen: set[int] = set()
        self._last = 0

    def start(self) -> None:
        """Look from here on; call it when a reader has subscribed."""
        with self._lock:
            if self._is_running:
                return
            newest = Happening.objects.order_by("-pk").values_list("pk", flat=True)[:LATE]
            self._seen = set(newest)
            self._last = max(self._seen, default=0)
            self._is_running = True
            Thread(target=self._run, name="events", daemon=True).start()

    def _run(self) -> None:
        try:
            while self._has_readers():
                try:
                    self._look()
                except DatabaseError as problem:
                    logger.warning("Events of other processes are late: %s", problem)
                self._pause.wait(PERIOD_S)
        finally:
            connections[CONTROL].close()  # this thread's own

    def _has_readers(self) -> bool:
        with self._lock:
            self._is_running = bool(self.hub.worlds())
            return self._is_running

    def _look(self) -> None:
        for world in self.hub.worlds():
            if not self.is_there(world):
                self.hub.end(world)
        numbers = Happening.objects.filter(pk__gt=self._last - LATE).order_by("pk")
        found = list(numbers.values_list("pk", flat=True)[: LATE + AT_ONCE])
        self._tell([number for number in found if number not in self._seen])
        self._last = max([self._last, *found])
        self._seen = {number for number in self._seen.union(found) if number > self._last - LATE}

    def _tell(self, numbers: list[int]) -> None:
        rows = Happening.objects.filter(pk__in=numbers, world__in=self.hub.worlds()).order_by("pk")
        for number, world, kind, facts in rows.values_list("pk", "world", "kind", "facts"):
            self.hub.publish(world, kind, _facts(number, kind, facts))


def _facts(number: int, kind: str, facts: str) -> Mapping[str, Any]:
    if kind == REQUEST:
        return summary(Entry(number, Packed(facts.encode(), b"", b"")))
    found: Mapping[str, Any] = orjson.loads(facts)
    return found
