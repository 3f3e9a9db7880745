"""What waits to be uploaded: kept, oldest first, until the server has said OK."""

from collections import Counter, deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import Enum, auto
from itertools import islice


class Table(Enum):
    """The queues, in the order in which they are flushed."""

    OPERLOG = auto()
    BIODATA = auto()
    BIOPHOTO = auto()
    ATTLOG = auto()
    ATTPHOTO = auto()
    ERRORLOG = auto()

    @property
    def posted_to(self) -> str:
        """The table that the POST names: comparison photos are lines of the operation log."""
        return "OPERLOG" if self is Table.BIOPHOTO else self.name


@dataclass(slots=True, eq=False)
class Record:
    """A line to upload, or the file name of a punch photo with its image."""

    text: str
    flag: str | None = None  # the TransFlag that lets it pass
    is_asked: bool = False  # by a command, which no TransFlag stops
    image: bytes = b""
    attempts: int = 0


@dataclass(frozen=True, slots=True)
class Batch:
    """The records of one POST."""

    table: Table
    records: tuple[Record, ...]


@dataclass(slots=True)
class Outbox:
    """Queues of records, and how many of each table were queued, sent, sent again, acknowledged."""

    queues: dict[Table, deque[Record]] = field(
        default_factory=lambda: {table: deque() for table in Table}
    )
    queued: Counter[Table] = field(default_factory=Counter)
    sent: Counter[Table] = field(default_factory=Counter)
    retried: Counter[Table] = field(default_factory=Counter)
    acknowledged: Counter[Table] = field(default_factory=Counter)

    def __len__(self) -> int:
        return sum(len(queue) for queue in self.queues.values())

    def add(self, table: Table, record: Record) -> None:
        """Put a record behind the others of its table."""
        self.queues[table].append(record)
        self.queued[table] += 1

    def replace(self, table: Table, records: Iterable[Record]) -> None:
        """Upload these instead of what waits, which is among them."""
        self.keep(table, lambda _: False)
        for record in records:
            self.add(table, record)

    def keep(self, table: Table, is_wanted: Callable[[Record], bool]) -> None:
        """Forget what is not wanted, as if it had never been queued."""
        queue = self.queues[table]
        kept = [record for record in queue if is_wanted(record)]
        self.queued[table] -= len(queue) - len(kept)
        self.queues[table] = deque(kept)

    def batch(self, size_of: Callable[[Record], int], limit: int) -> Batch | None:
        """The oldest records of the first table that has some: up to `limit` bytes, but one."""
        for table, queue in self.queues.items():
            if not queue:
                continue
            most = 1 if table is Table.ATTPHOTO else len(queue)  # one photo per POST
            chosen: list[Record] = []
            size = 0
            for record in islice(queue, most):
                size += size_of(record) + 1
                if chosen and size > limit:
                    break
                chosen.append(record)
            return Batch(table, tuple(chosen))
        return None

    def note_sent(self, batch: Batch) -> None:
        """Count what is on its way, whether for the first time or again."""
        for record in batch.records:
            counted = self.retried if record.attempts else self.sent
            counted[batch.table] += 1
            record.attempts += 1

    def acknowledge(self, batch: Batch) -> None:
        """The server has these: forget them."""
        done = set(batch.records)
        queue = self.queues[batch.table]
        while queue and queue[0] in done:
            queue.popleft()
            self.acknowledged[batch.table] += 1
