"""Counting what rules see and do: exact, whichever process answers."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import F

from etpserver.emulator.control.moments import real_time
from etpserver.emulator.control.router import CONTROL
from etpserver.emulator.faults.kinds import Do, RateLimit
from etpserver.emulator.faults.models import FaultCaller, FaultRule
from etpserver.emulator.faults.rules import Rule


@dataclass(frozen=True, slots=True)
class Taken:
    """A fault that happens to a request."""

    id: int | str  # of the rule; `header` or `magic` of what the request asks for itself
    do: Do
    seed: int = 0
    seen: int = 1
    wait_s: int | None = None  # until the caller's window is over

    @property
    def latency_ms(self) -> float:
        """How long the answer is held back."""
        return self.do.latency.draw(self.seed, self.seen) if self.do.latency else 0

    @property
    def what(self) -> str:
        """`latency 250 ms, status 503`."""
        waits = [f"latency {self.latency_ms:.0f} ms"] if self.do.latency else []
        return ", ".join([*waits, *self.do.words()])


@transaction.atomic(using=CONTROL)
def take_turns(rules: Iterable[Rule], caller: str, *, is_decided: bool) -> list[Taken]:
    """Count the request for each rule that it matches; answers the faults that happen to it.

    The first that settles what becomes of the request keeps later such rules from acting: they
    count the request as seen only.
    """
    found: list[Taken] = []
    for rule in rules:
        taken = _take(rule, caller, is_decided=is_decided)
        if taken is not None:
            found.append(taken)
            is_decided = is_decided or rule.do.decides
    return found


def _take(rule: Rule, caller: str, *, is_decided: bool) -> Taken | None:
    row = FaultRule.objects.filter(pk=rule.id)
    # The update takes the lock: what is read next is nobody else's.
    row.update(seen=F("seen") + 1)
    counts = row.values_list("seen", "hits").first()
    if counts is None:  # taken away meanwhile
        return None
    seen, hits = counts
    if (rule.do.decides and is_decided) or not rule.turn.comes(seen, hits):
        return None
    wait_s = None
    if rule.do.rate_limit is not None:
        wait_s = _wait_of(rule.id, rule.do.rate_limit, caller)
        if wait_s is None:
            return None
    row.update(hits=F("hits") + 1)
    return Taken(rule.id, rule.do, rule.turn.seed, seen, wait_s)


def _wait_of(rule: int, limit: RateLimit, caller: str) -> int | None:
    """Count a call in its caller's window; the seconds to wait if it is beyond the limit."""
    now = real_time()
    length = timedelta(seconds=limit.window_s)
    FaultCaller.objects.filter(rule=rule, began_at__lte=now - length).delete()
    window, _ = FaultCaller.objects.get_or_create(
        rule_id=rule, caller=caller, defaults={"began_at": now}
    )
    FaultCaller.objects.filter(pk=window.pk).update(calls=F("calls") + 1)
    if window.calls < limit.limit:
        return None
    return max(1, math.ceil((window.began_at + length - now).total_seconds()))
