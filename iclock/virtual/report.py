"""What a simulation has seen: counted while it runs, told when it ends."""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from iclock.virtual.exchange import Reply, Request
from iclock.virtual.outbox import Table
from iclock.virtual.terminal import VirtualTerminal


@dataclass(frozen=True, slots=True)
class Records:
    """What became of the records of one table; `lost` were never acknowledged."""

    made: int
    sent: int
    acknowledged: int
    retried: int
    lost: int


@dataclass(frozen=True, slots=True)
class Latency:
    """Milliseconds from a request to its reply."""

    p50: float
    p90: float
    p99: float
    max: float


@dataclass(slots=True)
class Tally:
    """Counts exchanges as they happen; the observer of a fleet."""

    requests: int = 0
    failed: int = 0
    seconds: list[float] = field(default_factory=list)

    def __call__(
        self, _terminal: VirtualTerminal, _request: Request, reply: Reply | None, seconds: float
    ) -> None:
        self.requests += 1
        if reply is None or reply.status >= 400:
            self.failed += 1
        if reply is not None:
            self.seconds.append(seconds)


@dataclass(frozen=True, slots=True)
class Report:
    """The closing report of a simulation."""

    server: str
    terminals: int
    seconds: float
    requests: int
    failed: int
    records: dict[str, Records]
    commands: dict[str, int]
    refused: dict[str, int]
    latency_ms: Latency | None

    @property
    def lost(self) -> int:
        """How many records were made and never acknowledged, of all tables."""
        return sum(records.lost for records in self.records.values())

    def as_json(self) -> dict[str, Any]:
        """As `simulate --json` prints it: the attributes by name, and how many are lost."""
        return {**asdict(self), "lost": self.lost}


def report_of(
    server: str, terminals: Sequence[VirtualTerminal], tally: Tally, seconds: float
) -> Report:
    """The report of what these terminals have done so far."""
    return Report(
        server=server,
        terminals=len(terminals),
        seconds=round(seconds, 1),
        requests=tally.requests,
        failed=tally.failed,
        records={
            table.name: records
            for table in Table
            if (records := _records(terminals, table)).made or records.sent
        },
        commands=_summed(terminal.work.executed for terminal in terminals),
        refused=_summed(terminal.work.refused for terminal in terminals),
        latency_ms=_latency(tally.seconds),
    )


def _records(terminals: Iterable[VirtualTerminal], table: Table) -> Records:
    boxes = [terminal.outbox for terminal in terminals]
    return Records(
        made=sum(box.queued[table] for box in boxes),
        sent=sum(box.sent[table] for box in boxes),
        acknowledged=sum(box.acknowledged[table] for box in boxes),
        retried=sum(box.retried[table] for box in boxes),
        lost=sum(len(box.queues[table]) for box in boxes),
    )


def _summed(counters: Iterable[Counter[str]]) -> dict[str, int]:
    total: Counter[str] = Counter()
    for counter in counters:
        total.update(counter)
    return {name: count for name, count in sorted(total.items()) if count}


def _latency(seconds: Iterable[float]) -> Latency | None:
    ordered = sorted(seconds)
    if not ordered:
        return None

    def at(share: float) -> float:
        return round(1000 * ordered[max(0, math.ceil(share * len(ordered)) - 1)], 1)

    return Latency(p50=at(0.5), p90=at(0.9), p99=at(0.99), max=at(1.0))
