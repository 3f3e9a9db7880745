"""The rules of a world, as each request meets them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from etpserver.api.worlds import World
from etpserver.emulator.control.moments import is_past
from etpserver.emulator.faults.kinds import Do
from etpserver.emulator.faults.matching import Asked, Match
from etpserver.emulator.faults.models import FaultRule
from etpserver.emulator.faults.turns import Turn

MOST_WORLDS = 1000  # whose rules are remembered


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule without its counts, which lie in the control database."""

    id: int
    match: Match
    turn: Turn
    do: Do
    expires_at: datetime | None  # real, naive UTC

    @classmethod
    def read(cls, row: FaultRule) -> Self:
        given = row.definition
        return cls(
            row.pk,
            Match.read(given.get("match", {})),
            Turn.read(given),
            Do.read(given["do"]),
            row.expires_at,
        )

    def is_over(self) -> bool:
        return is_past(self.expires_at)


class KnownRules:
    """What this process knows of the rules.

    A world is bound as another object once anything of control state has changed, so that one
    comparison tells whether the rules are still those (`etpserver.emulator.worlds.registry`).
    """

    def __init__(self) -> None:
        self._known: dict[str, tuple[World, tuple[Rule, ...]]] = {}

    def of(self, world: World) -> tuple[Rule, ...]:
        """In the order in which they were put."""
        known = self._known.get(world.name)
        if known is not None and known[0] is world:
            return known[1]
        if len(self._known) >= MOST_WORLDS:
            self._known = {}
        found = tuple(Rule.read(row) for row in FaultRule.objects.filter(world=world.name))
        self._known[world.name] = (world, found)
        return found


def fitting(rules: Iterable[Rule], asked: Asked) -> list[Rule]:
    """The rules that the request matches."""
    return [rule for rule in rules if not rule.is_over() and rule.match.fits(asked)]
