"""What a client was told: which rows there must be, must not be, or may be after a lost answer."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field

Key = tuple[str, str]  # kind of record, code
Value = Hashable  # None: there is no such row
ABSENT: frozenset[Value] = frozenset({None})


class DroppedError(Exception):
    """No answer came: what was asked may have been done, wholly or not at all."""


@dataclass
class Doubt:
    """A write without an answer."""

    before: dict[Key, frozenset[Value]]
    after: dict[Key, Value]


@dataclass
class Ledger:
    """The rows of one client; nobody else writes to them."""

    rows: dict[Key, frozenset[Value]] = field(default_factory=dict)
    doubts: list[Doubt] = field(default_factory=list)
    acknowledged: int = 0

    def known(self, key: Key) -> frozenset[Value]:
        return self.rows.get(key, ABSENT)

    def there(self, kind: str) -> list[str]:
        """The codes of the rows that are there for certain."""
        return [code for (one, code), may in self.rows.items() if one == kind and None not in may]

    def write(self, after: Mapping[Key, Value], send: Callable[[], bool]) -> bool:
        """Send a write and note what it has done; `send` answers whether it was acknowledged."""
        before = {key: self.known(key) for key in after}
        try:
            is_done = send()
        except DroppedError:
            self.doubts.append(Doubt(before, dict(after)))
            self.rows |= {key: may | {after[key]} for key, may in before.items()}
            raise
        if is_done:
            self.acknowledged += 1
            self.rows |= {key: frozenset({value}) for key, value in after.items()}
        return is_done

    def faults(
        self, found: Iterable[tuple[Key, Value]], is_own: Callable[[Key], bool]
    ) -> list[str]:
        """What is wrong with the rows of a server; `is_own` says which are this client's."""
        own = [(key, value) for key, value in found if is_own(key)]
        told = dict(own)
        wrong = [f"{key} is there {n} times" for key, n in _counted(own).items() if n > 1]
        wrong += [f"{key} was never made" for key in told if key not in self.rows]
        for key, may in self.rows.items():
            if told.get(key) not in may:
                wrong.append(f"{key} is {told.get(key)!r}, must be {_listed(may)}")
        for doubt in self.doubts:
            done = [told.get(key) == value for key, value in doubt.after.items()]
            undone = [told.get(key) in may for key, may in doubt.before.items()]
            if not (all(done) or all(undone)):
                wrong.append(f"{sum(done)} of {len(done)} rows of one write: {sorted(doubt.after)}")
        return wrong

    def settle(self, found: Iterable[tuple[Key, Value]]) -> None:
        """From here on the rows are as they were found."""
        told = dict(found)
        self.rows = {key: frozenset({told.get(key)}) for key in self.rows}
        self.doubts.clear()


def _counted(rows: Iterable[tuple[Key, Value]]) -> Counter[Key]:
    return Counter(key for key, _ in rows)


def _listed(may: Iterable[Value]) -> str:
    return " or ".join(sorted(map(repr, may)))
