"""The journal of a server that is one process: in its memory."""

import itertools
from bisect import bisect_right
from collections import OrderedDict, deque
from collections.abc import Sequence
from threading import Lock

from etpserver.emulator.journal.exchange import Entry, Exchange
from etpserver.emulator.journal.stores import Bounds

# Of all worlds together, in sizes of one: beyond it the world that was called longest ago loses
# its oldest entries. Each test may have a world.
WORLDS = 8


class Ring:
    """The newest entries of each world."""

    def __init__(self, bounds: Bounds) -> None:
        self.bounds = bounds
        self._numbers = itertools.count(1)
        self._lock = Lock()
        self._worlds: OrderedDict[str, _Entries] = OrderedDict()
        self._size = 0

    def add(self, world: str, exchange: Exchange) -> Entry:
        with self._lock:
            entry = Entry(next(self._numbers), exchange)
            own = self._worlds.setdefault(world, _Entries())
            self._worlds.move_to_end(world)
            self._size += own.add(entry)
            while len(own.rows) > self.bounds.entries or own.size > self.bounds.size:
                self._size -= own.drop()
            while self._size > WORLDS * self.bounds.size:
                self._drop_of_idle_world()
        return entry

    def _drop_of_idle_world(self) -> None:
        world, entries = next(iter(self._worlds.items()))
        self._size -= entries.drop()
        if not entries.rows:
            del self._worlds[world]

    def read(self, world: str, since: int = 0) -> Sequence[Entry]:
        with self._lock:
            own = self._worlds.get(world)
            rows = list(own.rows) if own else []
        return rows[bisect_right(rows, since, key=lambda entry: entry.id) :]

    def one(self, world: str, number: int) -> Entry | None:
        found = self.read(world, number - 1)[:1]
        return found[0] if found and found[0].id == number else None

    def clear(self, world: str) -> None:
        with self._lock:
            own = self._worlds.pop(world, None)
            self._size -= own.size if own else 0


class _Entries:
    """Those of one world, and their size in bytes."""

    __slots__ = ("rows", "size")

    def __init__(self) -> None:
        self.rows: deque[Entry] = deque()
        self.size = 0

    def add(self, entry: Entry) -> int:
        size = entry.exchange.size
        self.rows.append(entry)
        self.size += size
        return size

    def drop(self) -> int:
        size = self.rows.popleft().exchange.size
        self.size -= size
        return size
