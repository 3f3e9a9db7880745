"""How long terminals may be silent, and letting them read offline although no time has passed."""

from datetime import timedelta
from typing import Any

from django.apps import apps
from django.db.models import QuerySet

from etpserver.api.clock import local_now

MISSED_HEARTBEATS = 3
SHORTEST_ABSENCE = timedelta(seconds=60)


def longest_silence(heartbeat: int) -> timedelta:
    """Beyond it the API's `state` is offline; `heartbeat` in seconds."""
    return max(MISSED_HEARTBEATS * timedelta(seconds=heartbeat), SHORTEST_ABSENCE)


def let_read_offline(serials: list[str] | None = None) -> None:
    """Let the bound world's terminals (all, or these) have been silent for too long, just now."""
    terminals: QuerySet[Any] = apps.get_model("iclock", "Terminal")._default_manager.all()
    if serials is not None:
        terminals = terminals.filter(sn__in=serials)
    now = local_now()
    for beat in set(terminals.order_by().values_list("heartbeat", flat=True)):
        seen = now - longest_silence(beat) - timedelta(seconds=1)
        terminals.filter(heartbeat=beat).update(last_activity=seen)
