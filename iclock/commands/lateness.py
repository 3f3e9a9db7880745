"""Which commands are given up, when, and why."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from iclock.commands.enrolments import NEVER_CAME
from iclock.commands.models import PENDING, SENT, Command
from iclock.commands.redelivery import runs_once

UNANSWERED = timedelta(minutes=10)
UNFETCHED = timedelta(days=7)
TICK = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Limit:
    """Commands of a kind are given up when they wait for longer than this, since that time."""

    kind: Q
    since: str
    longest: timedelta
    reason: str

    def overdue(self, rows: QuerySet[Command], now: datetime) -> QuerySet[Command]:
        """Those whose time is over at a moment of the world's wall clock."""
        return rows.filter(self.kind, **{f"{self.since}__lt": now - self.longest})

    @property
    def given_up_after(self) -> timedelta:
        """How long after the time they wait since."""
        # Wall clocks count whole seconds: longer than 10 minutes is 10 minutes and a second.
        return self.longest + TICK


LIMITS = (
    Limit(Q(state=PENDING), "created_at", UNFETCHED, "not fetched for 7 days"),
    Limit(
        Q(state=SENT, answered_at=None) & runs_once(),
        "sent_at",
        UNANSWERED,
        "not answered for 10 minutes",
    ),
    Limit(Q(state=SENT, answered_at__isnull=False), "answered_at", UNANSWERED, NEVER_CAME),
    # Guess: what may run twice is handed out again for as long as it would have waited unfetched.
    Limit(Q(state=SENT) & ~runs_once(), "created_at", UNFETCHED, "not answered for 7 days"),
)
