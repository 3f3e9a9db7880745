"""Moments of the control database: naive UTC of the operating system's clock, whatever worlds say.

Worlds and rules end by it, as their clients wait by it.
"""

from datetime import UTC, datetime

from etpserver.api.clock import real_now


def real_time() -> datetime:
    """Now, as the control database keeps it."""
    return real_now().replace(tzinfo=None)


def is_past(moment: datetime | None) -> bool:
    """Whether it has come; None never does."""
    return moment is not None and moment <= real_time()


def iso(moment: datetime) -> str:
    """A kept moment as answers show it: ISO 8601 with its offset."""
    return moment.replace(tzinfo=UTC).isoformat()
