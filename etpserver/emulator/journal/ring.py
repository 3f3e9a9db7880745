"""The journal of a server that is one process: in its memory."""

import itertools
from bisect import bisect_right
from collections import OrderedDict, deque
from collections.abc import Sequence
from threading import Lock

from etpserver.emulator.journal.entries import Entry
from etpserver.emulator.journal.exchange import Packed
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
        self._worlds: OrderedDict[str, _Rows] = OrderedDict()
        self._size = 0

    def add(self, world: str, packed: Packed) -> int:
        size = packed.size
        with self._lock:
            number = next(self._numbers)
            own = self._worlds.get(world)
            if own is None:
                own = self._worlds[world] = _Rows()
            self._worlds.move_to_end(world)
            own.add(number, size, packed)
            self._size += size
            while len(own.rows) > self.bounds.entries or own.size > self.bounds.size:
                self._size -= own.drop()
            while self._size > WORLDS * self.bounds.size:
                self._drop_of_idle_world()
        return number

    def _drop_of_idle_world(self) -> None:
        world, own = next(iter(self._worlds.items()))
        self._size -= own.drop()
        if not own.rows:
            del self._worlds[world]

    def read(self, world: str, since: int = 0) -> Sequence[Entry]:
        with self._lock:
            own = self._worlds.get(world)
            rows = list(own.rows) if own else []
        newer = rows[bisect_right(rows, since, key=lambda row: row[0]) :]
        return [Entry(number, packed) for number, _, packed in newer]

    def one(self, world: str, number: int) -> Entry | None:
        found = self.read(world, number - 1)[:1]
        return found[0] if found and found[0].id == number else None

    def clear(self, world: str) -> None:
        with self._lock:
            own = self._worlds.pop(world, None)
            self._size -= own.size if own else 0


class _Rows:
    """Id, size and content of the entries of one world, and their size in bytes."""

    __slots__ = ("rows", "size")

    def __init__(self) -> None:
        self.rows: deque[tuple[int, int, Packed]] = deque()
        self.size = 0

    def add(self, number: int, size: int, packed: Packed) -> None:
        self.rows.append((number, size, packed))
        self.size += size

    def drop(self) -> int:
        _, size, _ = self.rows.popleft()
        self.size -= size
        return size
