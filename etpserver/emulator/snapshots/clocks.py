"""A snapshot's clock: it stands while the snapshot lies there, and goes on when it is restored.

In the control database and in archives it has the form of the body of `PUT /_etp/clock`:

    {"mode": "offset", "now": "2026-01-05T08:00:00+05:30"}
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from etpserver.emulator.clock.bodies import kept_clock
from etpserver.emulator.clock.modes import REAL, SCALED, clock_of


def stopped(kept: Mapping[str, Any]) -> dict[str, Any]:
    """A world's clock at this moment."""
    mode = kept.get("mode", REAL)
    if mode == REAL:
        return {"mode": REAL}
    scale = {"scale": kept["scale"]} if mode == SCALED else {}
    return {"mode": mode, "now": clock_of(kept).read().isoformat(), **scale}


def going_on(written: Mapping[str, Any]) -> dict[str, Any]:
    """The clock of a world that is restored now."""
    if "now" not in written:
        return kept_clock(written or {"mode": REAL})
    return kept_clock({**written, "now": datetime.fromisoformat(written["now"])})


def as_written(checked: Mapping[str, Any]) -> dict[str, Any]:
    """A checked body of `PUT /_etp/clock`, its time as text."""
    if isinstance(checked.get("now"), datetime):
        return {**checked, "now": checked["now"].isoformat()}
    return dict(checked)
