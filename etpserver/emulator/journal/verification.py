"""Whether the calls were made that a test expects, and if not, which came closest."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from etpserver.emulator.journal.entries import Entry
from etpserver.emulator.journal.presentation import summary
from etpserver.emulator.journal.wanted import Wanted, closest

SHOWN = 20  # ids of calls that were too many
AT_LEAST_ONE = {"at_least": 1}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found; `reason` says in words why it is not what was expected."""

    found: int
    reason: str = ""
    more: Mapping[str, Any] | None = None


def count_verdict(wanted: Wanted, count: Mapping[str, int], entries: Sequence[Entry]) -> Verdict:
    """Whether as many entries fit as `exactly`, `at_least` and `at_most` say."""
    fitting: list[Entry] = []
    others: list[Entry] = []
    for entry in entries:
        (fitting if wanted.fits(entry) else others).append(entry)
    found = len(fitting)
    low = count.get("exactly", count.get("at_least", 0))
    high = count.get("exactly", count.get("at_most", found))
    if low <= found <= high:
        return Verdict(found)
    expected = " and ".join(f"{_words(name)} {number}" for name, number in count.items())
    calls = "call" if expected.endswith(" 1") else "calls"
    reason = f"Expected {expected} such {calls}, found {found}."
    if found > high:
        return Verdict(found, reason, {"calls": [entry.id for entry in fitting[:SHOWN]]})
    return Verdict(found, reason, _closest(wanted, others))


def order_verdict(order: Sequence[Wanted], entries: Sequence[Entry]) -> Verdict:
    """Whether calls came in this order; others may lie between them."""
    place = 0
    for number, wanted in enumerate(order):
        after = entries[place - 1].id if place else None
        rest = range(place, len(entries))
        found = next((i for i in rest if wanted.fits(entries[i])), None)
        if found is None:
            since = f" after call {after}" if after is not None else ""
            reason = f"Call {number + 1} of {len(order)} in the order was not made{since}."
            return Verdict(number, reason, _closest(wanted, entries[place:]))
        place = found + 1
    return Verdict(len(order))


def _closest(wanted: Wanted, entries: Sequence[Entry]) -> Mapping[str, Any]:
    near = closest(wanted, entries)
    if near is None:
        return {"closest": None}
    differences = [difference._asdict() for difference in near.differences]
    return {"closest": {**summary(near.entry), "differences": differences}}


def _words(name: str) -> str:
    return name.replace("_", " ")
