"""What a world's clock is told, and what it then answers.

The state of a clock as it is kept and as `PUT /_etp/clock` takes it, times in ISO 8601:

    {"mode": "real"}
    {"mode": "frozen", "now": "2026-01-05T08:00:00+05:30"}
    {"mode": "offset", "now": .., "since": ..}              runs on from `now`
    {"mode": "scaled", "now": .., "since": .., "scale": 60}  a minute of ours is an hour there

`since` is the real moment at which the world's clock stood at `now`.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from etpserver.api.clock import Clock, real_now

REAL, FROZEN, OFFSET, SCALED = "real", "frozen", "offset", "scaled"
MODES = (REAL, FROZEN, OFFSET, SCALED)
# A fast clock stops here: what counts from it needs years of its own, and 9999 is the last.
LAST = datetime(9900, 1, 1, tzinfo=UTC)


def clock_of(state: Mapping[str, Any]) -> Clock:
    """The clock for a kept state; an empty one is the real clock."""
    mode = state.get("mode", REAL)
    if mode == REAL:
        return Clock()
    start = datetime.fromisoformat(state["now"]).astimezone(UTC)
    if mode == FROZEN:
        clock = Clock()
        clock.freeze(start)
        return clock
    since = datetime.fromisoformat(state["since"])
    scale = float(state.get("scale", 1))
    longest = LAST - start

    def read() -> datetime:
        passed: timedelta = real_now() - since
        return start + min(passed * scale, longest)

    return Clock(read)


def advanced(state: Mapping[str, Any], moment: datetime, since: datetime) -> dict[str, Any]:
    """The state of a clock that stood at `moment` at the real moment `since`.

    A clock that stands still stays so; the real one runs on, no longer real.
    """
    mode = state.get("mode", REAL)
    kept = {"mode": OFFSET if mode == REAL else mode, "now": moment.isoformat()}
    if mode == FROZEN:
        return kept
    return {**kept, "since": since.isoformat(), "scale": state.get("scale", 1)}
