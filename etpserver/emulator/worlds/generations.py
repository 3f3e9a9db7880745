"""Generations: one state of a world's database each, and the connections that use it.

A reset does not change a database: it puts another one in its place. Requests lease a connection
of the generation that is current when they begin and finish on it; when the last lease of a
retired generation ends, its database is removed.
"""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

MOST_IDLE = 32  # connections kept open; measured: 102 file descriptors


@dataclass(eq=False, slots=True, weakref_slot=True)
class Generation:
    """A database of a world: its key in the store, and how Django connects to it."""

    key: str
    settings: dict[str, Any]
    remove: Callable[[], None]  # called once, when it is retired and nobody uses it
    idle: list[BaseDatabaseWrapper] = field(default_factory=list)
    leases: int = 0
    is_retired: bool = False


class Connections:
    """Leases connections per generation; the longest unused ones beyond a limit are closed."""

    def __init__(
        self, connect: Callable[[dict[str, Any]], BaseDatabaseWrapper], most_idle: int = MOST_IDLE
    ) -> None:
        self._connect = connect
        self._most_idle = most_idle
        self._lock = Lock()
        self._idle: OrderedDict[int, tuple[BaseDatabaseWrapper, Generation]] = OrderedDict()

    def lease(self, generation: Generation) -> BaseDatabaseWrapper | None:
        """A connection for one user at a time; None when the generation is retired.

        Raises `DatabaseError` where it cannot be connected to; nothing is leased then.
        """
        with self._lock:
            if generation.is_retired:
                return None  # swapped away meanwhile: the caller looks again
            generation.leases += 1
            wrapper = generation.idle.pop() if generation.idle else None
            if wrapper is not None:
                del self._idle[id(wrapper)]
        if wrapper is None:
            try:
                wrapper = self._connected(generation)
            except BaseException:
                self._end_lease(generation, [])
                raise
        wrapper.queries_log.clear()
        wrapper.health_check_done = False  # type: ignore[attr-defined]  # not in the stubs
        return wrapper

    def release(self, generation: Generation, wrapper: BaseDatabaseWrapper) -> None:
        """Give a leased connection back."""
        # Django's own request_finished only sees the connection below this one.
        wrapper.close_if_unusable_or_obsolete()
        closing: list[BaseDatabaseWrapper] = []
        with self._lock:
            if generation.is_retired or wrapper.in_atomic_block:
                closing.append(wrapper)
            elif wrapper.connection is not None:
                generation.idle.append(wrapper)
                self._idle[id(wrapper)] = (wrapper, generation)
                closing += self._beyond_the_limit()
        self._end_lease(generation, closing)

    def _connected(self, generation: Generation) -> BaseDatabaseWrapper:
        wrapper = self._connect(generation.settings)
        wrapper.inc_thread_sharing()  # one user at a time, but not always the same thread
        # Now, not at the first query: once connected, nobody can remove what is used.
        wrapper.ensure_connection()
        return wrapper

    def _end_lease(self, generation: Generation, closing: list[BaseDatabaseWrapper]) -> None:
        _close(closing)
        with self._lock:
            generation.leases -= 1
            is_gone = generation.is_retired and not generation.leases
        if is_gone:
            generation.remove()

    def retire(self, generation: Generation) -> None:
        """Lease it to nobody any more; remove it when the last lease ends."""
        with self._lock:
            if generation.is_retired:
                return
            generation.is_retired = True
            closing, generation.idle = generation.idle, []
            for wrapper in closing:
                del self._idle[id(wrapper)]
            is_gone = not generation.leases
        _close(closing)
        if is_gone:
            generation.remove()

    def when_unused(self, generation: Generation, then: Callable[[], None]) -> None:
        """If nobody uses it: close its connections and call `then` before anybody leases one."""
        with self._lock:
            if generation.leases:
                return
            closing, generation.idle = generation.idle, []
            for wrapper in closing:
                del self._idle[id(wrapper)]
            _close(closing)
            then()

    def close_idle(self) -> None:
        """Close what nobody uses (before a fork, at the end)."""
        with self._lock:
            closing = [wrapper for wrapper, _ in self._idle.values()]
            for _, generation in self._idle.values():
                generation.idle.clear()
            self._idle.clear()
        _close(closing)

    def _beyond_the_limit(self) -> list[BaseDatabaseWrapper]:
        found = []
        while len(self._idle) > self._most_idle:
            _, (wrapper, generation) = self._idle.popitem(last=False)
            generation.idle.remove(wrapper)
            found.append(wrapper)
        return found


def _close(wrappers: list[BaseDatabaseWrapper]) -> None:
    for wrapper in wrappers:
        wrapper.close()
