"""Commands that expire as time passes."""

from collections.abc import Iterator
from datetime import datetime

from etpserver.api.clock import from_local, to_local
from etpserver.api.due import Due
from iclock.commands.lateness import LIMITS
from iclock.commands.models import Command
from iclock.commands.queue import expire


def commands_due(start: datetime, end: datetime) -> Iterator[Due]:
    """Those that are given up between two moments, unless their terminals call."""
    for limit in LIMITS:
        wait, since = limit.given_up_after, limit.since
        times = {f"{since}__gt": to_local(start) - wait, f"{since}__lte": to_local(end) - wait}
        rows = Command.objects.filter(limit.kind, **times).order_by(since, "id")
        for key, serial, moment in rows.values_list("id", "terminal__sn", since):
            text = f"Command {key} for {serial}: {limit.reason}."
            yield Due(from_local(moment + wait), "command_expired", text, _expire)


def _expire() -> bool:
    expire()
    return False  # nothing else depends on it
