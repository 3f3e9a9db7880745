"""What this process notes of its worlds, and whom it tells: its journal and its listeners.

One process keeps the journal in memory and tells its listeners itself. Where several processes
share worlds, both go through a table.
"""

import logging
from collections.abc import Mapping
from typing import Any

import orjson
from django.db import DatabaseError

from etpserver.api import events
from etpserver.api.storage import trouble_of
from etpserver.api.worlds import current_world
from etpserver.emulator.events.hub import Hub
from etpserver.emulator.events.relay import Relay
from etpserver.emulator.journal.entries import Entry
from etpserver.emulator.journal.exchange import Packed
from etpserver.emulator.journal.models import REQUEST, Happening
from etpserver.emulator.journal.presentation import summary
from etpserver.emulator.journal.ring import Ring
from etpserver.emulator.journal.stores import Bounds, Journal
from etpserver.emulator.journal.table import Table
from etpserver.emulator.worlds.registry import Worlds
from etpserver.env import has_other_processes
from etpserver.server.plans import EventSource

logger = logging.getLogger("etpserver.journal")

MEGABYTE = 1024 * 1024


class Recording:
    """The journal and the listeners of a process."""

    def __init__(self, bounds: Bounds, relay: Relay | None, hub: Hub) -> None:
        self.bounds = bounds
        self.hub = hub
        self.relay = relay  # None: this process is the only one
        self.table = Table(bounds) if relay else None
        self.journal: Journal = self.table or Ring(bounds)

    @property
    def keeps_requests(self) -> bool:
        return self.bounds.entries > 0 and self.bounds.size > 0

    def note(self, world: str, packed: Packed) -> None:
        """Keep an exchange, and tell of it."""
        try:
            number = self.journal.add(world, packed)
        except DatabaseError as problem:
            # The answer is the world's: it does not fail with the journal.
            is_known = trouble_of(problem) is not None
            text = "A request in world %s is not in its journal: %s"
            logger.error(text, world, problem, exc_info=not is_known)
            return
        if self.relay is None and self.hub.has_readers(world):
            self.hub.publish(world, REQUEST, summary(Entry(number, packed)))

    def tell(self, kind: str, facts: Mapping[str, Any]) -> None:
        """Tell the listeners of the current world."""
        world = current_world().name
        if self.table is None:
            self.hub.publish(world, kind, facts)
        else:
            self.table.note(world, kind, orjson.dumps(facts))

    def listen(self, world: str) -> EventSource:
        """A new listener's queue."""
        source = self.hub.subscribe(world)
        if self.relay is not None:
            self.relay.start()
        return source


_installed: Recording | None = None


def installed() -> Recording | None:
    """None where nothing serves worlds (tests, manage.py)."""
    return _installed


def install(worlds: Worlds) -> None:
    """Note and tell from here on. Workers may be forked afterwards."""
    global _installed  # noqa: PLW0603  one for the process, as the worlds are
    values = worlds.start_values
    bounds = Bounds(values["journal_entries"], values["journal_mb"] * MEGABYTE)
    hub = Hub()
    relay = Relay(hub, worlds.exists) if has_other_processes(values) else None
    _installed = Recording(bounds, relay, hub)
    events.install(_installed.tell)


def clear(world: str) -> None:
    """Forget the journal of a world, and what an earlier start with more processes left of it."""
    Happening.objects.filter(world=world).delete()
    if _installed is not None:
        _installed.journal.clear(world)


def forget(world: str) -> None:
    """The world is gone: so is its journal, and nobody listens to it any more."""
    clear(world)
    if _installed is not None:
        _installed.hub.end(world)
