"""What came of it: progress while it runs, a table at the end."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field


@dataclass
class Result:
    """Cases by operation and status, of one part or of all; what failed, in words."""

    statuses: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    failures: list[str] = field(default_factory=list)
    failed: Counter[str] = field(default_factory=Counter)
    told: list[str] = field(default_factory=list)  # what the tool said of failures

    @property
    def cases(self) -> int:
        return sum(sum(counted.values()) for counted in self.statuses.values())

    def add(self, other: "Result") -> None:
        for operation, counted in other.statuses.items():
            self.statuses[operation] += counted
        self.failures += other.failures
        self.failed += other.failed
        self.told += other.told

    def fail(self, operation: str, text: str) -> None:
        self.failed[operation] += 1
        self.failures.append(f"{operation}: {text}")


def table(result: Result) -> str:
    """Operations, their cases, the statuses of the answers, the failures."""
    rows = [("operation", "cases", "failures", "statuses")]
    for operation in sorted(result.statuses, key=lambda text: text.split(" ")[::-1]):
        counted = result.statuses[operation]
        told = "  ".join(f"{status}: {number}" for status, number in sorted(counted.items()))
        rows.append((operation, str(sum(counted.values())), str(result.failed[operation]), told))
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    return "\n".join(
        f"{row[0]:<{widths[0]}}  {row[1]:>{widths[1]}}  {row[2]:>{widths[2]}}  {row[3]}"
        for row in rows
    )


def by_status(result: Result) -> str:
    total: Counter[str] = Counter()
    for counted in result.statuses.values():
        total += counted
    return ", ".join(f"{status}: {number:,}" for status, number in sorted(total.items()))
