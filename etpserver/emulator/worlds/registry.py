"""The worlds of this server: which database each has now, and binding one for a request.

    with worlds.use("main"):
        Employee.objects.count()

Django's `default` connection is a leased one of the world's current generation inside the block,
and `current_world()` answers the world. Nothing below knows that there are several.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from typing import Any
from weakref import WeakValueDictionary

from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from etpserver.api.keys import LONGEST_KEY
from etpserver.api.worlds import (
    MAIN,
    World,
    WorldSettings,
    bind_world,
    current_world,
    unbind_world,
)
from etpserver.emulator.clock.modes import clock_of
from etpserver.emulator.control.moments import is_past
from etpserver.emulator.control.version import Version
from etpserver.emulator.models import WorldKey, WorldRecord
from etpserver.emulator.worlds.binding import binding, bound_to, rebind
from etpserver.emulator.worlds.chance import counted
from etpserver.emulator.worlds.errors import UnknownWorldError
from etpserver.emulator.worlds.generations import Connections, Generation
from etpserver.emulator.worlds.names import is_name
from etpserver.emulator.worlds.stores import Store

KEYS_REMEMBERED = 10_000


@dataclass(frozen=True, slots=True)
class Served:
    """A world as this process knows it, and the version of control state it was read at."""

    world: World
    generation: Generation
    seen: bytes
    expires_at: datetime | None

    @property
    def is_over(self) -> bool:
        return is_past(self.expires_at)


@dataclass(frozen=True, slots=True)
class Keys:
    """Which world gave which key (None: nobody noted it), and the version it was read at."""

    seen: bytes
    worlds: dict[str, str | None]


class Worlds:
    """What this process knows of the worlds; read anew when control state has changed."""

    def __init__(self, store: Store, version: Version, start_values: Mapping[str, Any]) -> None:
        self.store = store
        self.version = version
        self.start_values = start_values
        self.connections = Connections(store.connect, store.most_idle)
        self._served: dict[str, Served] = {}
        self._generations: WeakValueDictionary[str, Generation] = WeakValueDictionary()
        self._keys = Keys(b"", {})
        self._lock = Lock()

    # ---- which world ---------------------------------------------------------------------------

    def served(self, name: str) -> Served:
        """The world now; raises `UnknownWorldError`."""
        known = self._served.get(name)
        version = self.version.read()
        if known is not None and known.seen == version and not known.is_over:
            return known
        with self._lock:
            return self._read(name, version)

    def exists(self, name: str) -> bool:
        try:
            self.served(name)
        except UnknownWorldError:
            return False
        return True

    def _read(self, name: str, version: bytes) -> Served:
        record = WorldRecord.objects.filter(pk=name).first() if is_name(name) else None
        known = self._served.get(name)
        if record is None or is_past(record.expires_at):
            if known is not None:
                del self._served[name]
                self.connections.retire(known.generation)
            raise UnknownWorldError(name)
        generation = self._generation(record.generation)
        if generation.is_retired:  # its record is about to be deleted
            raise UnknownWorldError(name)
        served = Served(self._world(record), generation, version, record.expires_at)
        self._served[name] = served
        if known is not None and known.generation is not generation:
            self.connections.retire(known.generation)
        return served

    def _world(self, record: WorldRecord) -> World:
        name = record.name
        return World(
            name,
            settings=WorldSettings.from_start_values({**self.start_values, **record.settings}),
            seed=record.seed,
            clock=clock_of(record.clock),
            draw=counted(record.seed),
            remember_key=lambda key: self.remember_key(key, name),
        )

    def discard(self, name: str, key: str) -> None:
        """Retire a database that is no world's any more, whoever in this process uses it."""
        with self._lock:
            known = self._served.get(name)
            if known is not None and known.generation.key == key:
                del self._served[name]
            generation = self._generation(key)
        self.connections.retire(generation)

    def _generation(self, key: str) -> Generation:
        """One object for each database, so that all its leases are known."""
        found = self._generations.get(key)
        if found is None:
            found = self._generations[key] = self.store.open(key)
        return found

    # ---- binding -------------------------------------------------------------------------------

    def bind(self, name: str) -> Callable[[], None]:
        """Bind the world on this thread; answers the function that undoes it, to be called once.

        Raises `UnknownWorldError`, or `DatabaseError` where its database cannot be had.
        """
        served, wrapper = self._lease(name)
        before = bound_to(DEFAULT_DB_ALIAS)
        connections[DEFAULT_DB_ALIAS] = wrapper
        token = bind_world(served.world)

        def undo() -> None:
            rebind(DEFAULT_DB_ALIAS, before)
            with suppress(ValueError):  # ended in another context: nothing is left bound there
                unbind_world(token)
            self.connections.release(served.generation, wrapper)

        return undo

    def _lease(self, name: str) -> tuple[Served, BaseDatabaseWrapper]:
        while True:
            served = self.served(name)
            try:
                wrapper = self.connections.lease(served.generation)
            except DatabaseError:
                # Replaced and removed by another process since it was looked up? Then once more.
                if self.version.read() == served.seen:
                    raise
                continue
            if wrapper is not None:
                return served, wrapper
            self._forget(served)  # swapped away since it was looked up

    def _forget(self, served: Served) -> None:
        with self._lock:
            if self._served.get(served.world.name) is served:
                del self._served[served.world.name]

    @contextmanager
    def use(self, name: str) -> Iterator[World]:
        """Bind the world inside the block; for threads and for work outside a request."""
        undo = self.bind(name)
        try:
            yield current_world()
        finally:
            undo()

    @contextmanager
    def using(self, generation: Generation) -> Iterator[None]:
        """Bind a database that is no world's yet inside the block, without a world."""
        with self._lock:
            self._generations.setdefault(generation.key, generation)
        wrapper = self.connections.lease(generation)
        if wrapper is None:
            raise RuntimeError  # only who made it can retire it
        try:
            with binding(DEFAULT_DB_ALIAS, wrapper):
                yield
        finally:
            self.connections.release(generation, wrapper)

    # ---- keys ----------------------------------------------------------------------------------

    def remember_key(self, key: str, world: str) -> None:
        """Note which world gave a key; those of `main` need no note."""
        if world == MAIN:
            return
        _, made = WorldKey.objects.get_or_create(digest=_digest(key), defaults={"world": world})
        if made:
            self.version.change()

    def world_of_key(self, key: str) -> str | None:
        """The world that gave the key; None where nobody noted it."""
        # Keys that were looked up are remembered: what cannot be one must not fill the memory.
        if len(key) > LONGEST_KEY:
            return None
        # One reference for all that follows: what is found now is not noted for a later version.
        known, version = self._keys, self.version.read()
        if known.seen != version or len(known.worlds) > KEYS_REMEMBERED:
            known = self._keys = Keys(version, {})
        if key not in known.worlds:
            rows = WorldKey.objects.filter(pk=_digest(key)).values_list("world", flat=True)
            known.worlds[key] = rows.first()
        return known.worlds[key]

    # ---- from time to time ---------------------------------------------------------------------

    def refresh(self) -> None:
        """Look at every world again: what other processes replaced or dropped is retired."""
        for name in list(self._served):
            self.exists(name)

    def close(self) -> None:
        """Close what is idle: before a fork, and at the end."""
        self.connections.close_idle()


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


_installed: Worlds | None = None


def installed() -> Worlds | None:
    """The worlds of this process; None where Django's own default is `main` (tests, manage.py)."""
    return _installed


def install(worlds: Worlds | None) -> None:
    """Let these be the worlds of this process; None: it serves none any more."""
    global _installed  # noqa: PLW0603  one for the process, as Django's own registries are
    _installed = worlds
