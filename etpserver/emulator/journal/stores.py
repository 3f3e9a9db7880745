"""Where a journal is kept: the interface, and what bounds it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from etpserver.emulator.journal.entries import Entry
from etpserver.emulator.journal.exchange import Packed


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much is kept of each world; what is older goes."""

    entries: int
    size: int  # bytes


class Journal(Protocol):
    """The exchanges of every world. What `add` has returned from, every later `read` shows."""

    def add(self, world: str, packed: Packed) -> int:
        """Keep an exchange; answers its id."""

    def read(self, world: str, since: int = 0) -> Sequence[Entry]:
        """The entries with greater ids than `since`, the newest last."""

    def one(self, world: str, number: int) -> Entry | None: ...

    def clear(self, world: str) -> None: ...
