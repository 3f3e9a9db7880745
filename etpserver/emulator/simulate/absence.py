"""Terminals that read offline although no time has passed."""

from datetime import timedelta
from typing import Any

from django.apps import apps
from django.db.models import QuerySet

from etpserver.api.clock import local_now

SHORTEST_ABSENCE = timedelta(seconds=60)
LONGEST_BEAT = 3600


def let_read_offline(serials: list[str] | None = None) -> None:
    """Let the bound world's terminals (all, or these) have been silent for too long, just now."""
    terminals: QuerySet[Any] = apps.get_model("iclock", "Terminal")._default_manager.all()
    if serials is not None:
        terminals = terminals.filter(sn__in=serials)
    now = local_now()
    for beat in set(terminals.order_by().values_list("heartbeat", flat=True)):
        missed = max(3 * timedelta(seconds=min(beat, LONGEST_BEAT)), SHORTEST_ABSENCE)
        seen = now - missed - timedelta(seconds=1)
        terminals.filter(heartbeat=beat).update(last_activity=seen)
