"""Who listens in this process, and telling them.

source = hub.subscribe("main")      one reader's queue, bounded
hub.publish("main", "punch", {...})     from any thread; never waits
"""

from collections.abc import Mapping
from threading import Lock
from typing import Any

import orjson

from etpserver.server.plans import EventSource, event

MOST_LISTENERS = 200  # of one process; each holds a connection


class TooManyListenersError(Exception):
    """One more would be too many."""

    def __init__(self) -> None:
        super().__init__(f"{MOST_LISTENERS} readers listen already; end one of them.")


class Hub:
    """The readers of each world."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._sources: dict[str, list[EventSource]] = {}

    def subscribe(self, world: str) -> EventSource:
        """The queue of a new reader; it is forgotten once its answer is over."""
        source = EventSource()
        with self._lock:
            if sum(len(sources) for sources in self._sources.values()) >= MOST_LISTENERS:
                raise TooManyListenersError
            # Replaced, never changed: `publish` goes through it without the lock.
            self._sources[world] = [*self._sources.get(world, []), source]
        source.on_close(lambda: self._forget(world, source))
        return source

    def publish(self, world: str, kind: str, facts: Mapping[str, Any]) -> None:
        sources = self._sources.get(world)
        if not sources:
            return
        written = event(orjson.dumps(facts).decode(), name=kind)
        for source in sources:
            source.put(written)

    def has_readers(self, world: str) -> bool:
        return world in self._sources

    def worlds(self) -> list[str]:
        """The worlds that somebody listens to."""
        return list(self._sources)

    def end(self, world: str) -> None:
        """The world is gone: its readers get what is queued, then the end."""
        for source in self._sources.get(world, []):
            source.end()

    def _forget(self, world: str, source: EventSource) -> None:
        with self._lock:
            left = [own for own in self._sources.get(world, []) if own is not source]
            if left:
                self._sources[world] = left
            else:
                self._sources.pop(world, None)
