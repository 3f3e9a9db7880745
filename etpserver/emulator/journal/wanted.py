"""Which entries a call is about, and how those that it is not about differ."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, NamedTuple, Self

from django.utils.datastructures import CaseInsensitiveMapping

from etpserver.emulator import json_paths
from etpserver.emulator.faults.asking import content_of
from etpserver.emulator.faults.matching import (
    NOTHING,
    Asked,
    Content,
    Match,
    Texts,
    fits_any,
    fits_body,
    texts_of,
)
from etpserver.emulator.journal.entries import Entry
from etpserver.emulator.journal.presentation import headers_of, parameters

COMPARED = 100  # of those with the fewest differences, so many are compared letter by letter
SHOWN = 300  # characters of a value


class Difference(NamedTuple):
    """What was wanted of a field and what was there."""

    field: str
    wanted: Any
    got: Any

    @property
    def likeness(self) -> float:
        return SequenceMatcher(None, str(self.wanted)[:SHOWN], str(self.got)[:SHOWN]).ratio()


@dataclass(frozen=True, slots=True)
class Wanted:
    """A `match` of the journal: that of a fault, and the answer's status."""

    given: Mapping[str, Any]
    match: Match
    status: Texts

    @classmethod
    def read(cls, given: Mapping[str, Any]) -> Self:
        """From a checked body."""
        return cls(given, Match.read(given), texts_of(given.get("status", ())))

    def fits(self, entry: Entry) -> bool:
        # Without a wish no entry need be unpacked: a list of the newest is asked for often.
        return not self.given or (self._fits_status(entry) and self.match.fits(asked_of(entry)))

    def _fits_status(self, entry: Entry) -> bool:
        return not self.status or fits_any(str(entry.exchange.status or ""), self.status)

    def differences(self, entry: Entry) -> list[Difference]:
        return list(self._differences(entry))

    def _differences(self, entry: Entry) -> Iterator[Difference]:
        asked, exchange = asked_of(entry), entry.exchange
        for field in ("operation", "method", "path"):
            if self._differs(asked, field):
                yield Difference(field, _one(self.given[field]), getattr(exchange, field))
        for field in ("query", "header"):
            for name, value in self.given.get(field, {}).items():
                if not Match.read({field: {name: value}}).fits(asked):
                    yield Difference(f"{field}.{name}", value, _value(asked, field, name))
        if self._differs(asked, "body"):
            yield from _of_bodies(self.match.body, asked.content)
        if not self._fits_status(entry):
            yield Difference("status", self.given["status"], exchange.status)

    def _differs(self, asked: Asked, field: str) -> bool:
        return field in self.given and not Match.read({field: self.given[field]}).fits(asked)


class Closest(NamedTuple):
    """The entry that is most like what was wanted."""

    entry: Entry
    differences: list[Difference]


def closest(wanted: Wanted, entries: Sequence[Entry]) -> Closest | None:
    """The entry with the fewest differences, of several the one whose texts are most alike."""
    rated = [Closest(entry, wanted.differences(entry)) for entry in entries]
    if not rated:
        return None
    fewest = min(len(one.differences) for one in rated)
    near = [one for one in rated if len(one.differences) == fewest][-COMPARED:]
    return max(near, key=lambda one: (sum(d.likeness for d in one.differences), one.entry.id))


def asked_of(entry: Entry) -> Asked:
    """The request as matches look at it."""
    exchange = entry.exchange
    headers: CaseInsensitiveMapping[str] = CaseInsensitiveMapping(
        headers_of(exchange.request_headers)
    )
    return Asked(
        exchange.method,
        exchange.path,
        parameters(exchange.query),
        headers,
        lambda: content_of(entry.request_body.content, headers.get("Content-Type", "")),
    )


def _value(asked: Asked, field: str, name: str) -> Any:
    return _one(asked.parameter(name)) if field == "query" else asked.headers.get(name)


def _one(values: Any) -> Any:
    """The one value of a list that has no more; of an empty one None."""
    if isinstance(values, str):
        return values
    return values[0] if len(values) == 1 else list(values) or None


def _of_bodies(wanted: Any, content: Content) -> Iterator[Difference]:
    """Which keys of the wanted object differ; else that the body as a whole does."""
    got = content.form if content.form is not None else content.json
    if json_paths.is_path(wanted):
        found = json_paths.values_at(wanted["path"], content.json)
        yield Difference(f"body {wanted['path']}", wanted.get("equals"), _one(found))
    elif isinstance(wanted, Mapping) and isinstance(got, Mapping):
        for name, value in wanted.items():
            if not fits_body(content, {name: value}):
                yield Difference(f"body.{name}", value, got.get(name))
    else:
        is_text = isinstance(wanted, str) or got is NOTHING
        yield Difference("body", wanted, content.text[:SHOWN] if is_text else got)
