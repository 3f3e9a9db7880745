"""What a fault does, as rules keep it."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import exp, log
from typing import Any, Literal, Self

from etpserver.emulator.faults.chance import dice

Connection = Literal["reset", "empty", "hang", "truncate", "malformed"]
# Nothing of an answer reaches the client; a part of one does. Each with its documentation.
NO_ANSWER: Mapping[str, str] = {
    "reset": "a TCP reset instead of an answer",
    "empty": "the connection ends without an answer",
    "hang": "no answer, until the client leaves",
}
CUT_SHORT: Mapping[str, str] = {
    "truncate": "the connection ends in the middle of the body",
    "malformed": "half of the body, with a right `Content-Length`",
}
NEEDS_CUTTING = ("reset", "empty", "truncate")  # not on every platform
WITHOUT_BODY = (204, 205, 304)
LONGEST_MS = 600_000
FIXED, LOGNORMAL, UNIFORM = "fixed", "lognormal", "uniform"


@dataclass(frozen=True, slots=True)
class Latency:
    """How long answers are held back, in milliseconds."""

    dist: str = FIXED
    median: float = 0
    sigma: float = 0
    min: float = 0
    max: float = 0

    @classmethod
    def read(cls, given: Any) -> Self:
        return cls(**given) if isinstance(given, Mapping) else cls(median=given)

    def draw(self, seed: int, seen: int) -> float:
        """For the rule's `seen`-th request; never more than `LONGEST_MS`."""
        thrown = dice(seed, seen, "latency")
        if self.dist == UNIFORM:
            return thrown.uniform(self.min, self.max)
        if self.dist == LOGNORMAL and self.median:
            # The exponent is bounded: e to the power of more is no number any more.
            exponent = min(thrown.gauss(log(self.median), self.sigma), log(LONGEST_MS))
            return exp(exponent)
        return self.median


@dataclass(frozen=True, slots=True)
class RateLimit:
    """So many calls of one caller in a window; what is more is refused with `status`."""

    limit: int
    window_s: float
    status: int = 429


@dataclass(frozen=True, slots=True)
class Drops:
    """A body that goes out so many bytes at a time."""

    bytes: int = 16
    pause_ms: float = 100


@dataclass(frozen=True, slots=True)
class Do:
    """Everything that one rule does."""

    status: int | None = None
    vendor_code: int | None = None
    body: Any = None
    retry_after: int | None = None
    latency: Latency | None = None
    connection: Connection | None = None
    dribble: Drops | None = None
    rate_limit: RateLimit | None = None
    when: Literal["before", "after"] = "before"

    @classmethod
    def read(cls, given: Mapping[str, Any]) -> Self:
        """From the checked `do` of a rule."""
        plain = ("status", "vendor_code", "body", "retry_after", "connection", "when")
        return cls(
            **{name: given[name] for name in plain if name in given},
            latency=Latency.read(given["latency_ms"]) if "latency_ms" in given else None,
            dribble=Drops(**given["dribble"]) if "dribble" in given else None,
            rate_limit=RateLimit(**given["rate_limit"]) if "rate_limit" in given else None,
        )

    @property
    def has_answer(self) -> bool:
        """Whether it answers in place of the operation."""
        own = (self.status, self.vendor_code, self.body, self.rate_limit)
        return any(part is not None for part in own)

    @property
    def decides(self) -> bool:
        """Whether it settles what becomes of the request; one fault can."""
        return self.has_answer or self.connection is not None

    @property
    def runs_operation(self) -> bool:
        """Whether the operation runs all the same."""
        is_cut_short = self.connection in CUT_SHORT and not self.has_answer
        return not self.decides or self.when == "after" or is_cut_short

    @property
    def answered_status(self) -> int:
        if self.rate_limit is not None:
            return self.rate_limit.status
        if self.status is None and self.vendor_code is not None:
            return 400
        return self.status or 200

    def words(self) -> list[str]:
        """What it does besides waiting, for the journal and for `X-Etp-Fault-Applied`."""
        found = {
            "status": self.answered_status if self.has_answer else None,
            "vendor_code": self.vendor_code,
            "connection": self.connection,
        }
        words = [f"{name} {value}" for name, value in found.items() if value is not None]
        words += ["dribble"] if self.dribble else []
        return [*words, "after the operation"] if self.when == "after" else words
