"""When it is a rule's turn."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from etpserver.emulator.faults.chance import dice


@dataclass(frozen=True, slots=True)
class Turn:
    """Of the requests that match: which ones a rule acts on."""

    after: int = 0  # this many are let through first
    every: int = 1  # of the others, each so-many-th
    times: int | None = None  # and so many in all
    probability: float | None = None
    seed: int = 0

    @classmethod
    def read(cls, given: Mapping[str, Any]) -> Self:
        """From a checked rule."""
        return cls(**{name: given[name] for name in cls.__slots__ if name in given})

    def comes(self, seen: int, hits: int) -> bool:
        """Whether the `seen`-th matching request is one, after the rule has acted `hits` times."""
        number = seen - self.after
        if number <= 0 or number % self.every or self.is_spent(hits):
            return False
        if self.probability is None:
            return True
        return dice(self.seed, seen, "probability").random() < self.probability

    def is_spent(self, hits: int) -> bool:
        return self.times is not None and hits >= self.times
