"""Whether a terminal is online: the rule of the documented `state`."""

from datetime import datetime, timedelta

MISSED_HEARTBEATS = 3
SHORTEST_ABSENCE = timedelta(seconds=60)


def is_online(seen: datetime | None, heartbeat: int, now: datetime) -> bool:
    """1 while never seen or seen lately by the world's clock, as the API answers it."""
    if seen is None:
        return True
    missed = min(MISSED_HEARTBEATS * heartbeat, timedelta.max.days * 86_000)
    return now - seen <= max(timedelta(seconds=missed), SHORTEST_ABSENCE)
