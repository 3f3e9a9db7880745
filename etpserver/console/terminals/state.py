"""What becomes of terminals: online by the rule of the documented `state`, unplugged, waiting."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db.models import Count

from etpserver.api.clock import local_now
from etpserver.api.worlds import current_world
from etpserver.console.tables import rows
from etpserver.emulator.simulate.absence import longest_silence


def is_online(seen: datetime | None, heartbeat: int, now: datetime) -> bool:
    """Whether the API answers `state` 1: never seen, or seen lately by the world's clock."""
    return seen is None or now - seen <= longest_silence(heartbeat)


@dataclass(frozen=True, slots=True)
class Device:
    """A terminal as pages show it."""

    record: Any
    is_online: bool
    is_plugged_out: bool
    waiting: int  # commands
    kept: int  # punches that it keeps while it is plugged out

    @property
    def is_here(self) -> bool:
        """Seen lately; the documented `state` calls those online too that were never seen."""
        return self.is_online and not self.is_plugged_out and self.record.last_activity is not None

    @property
    def badge(self) -> tuple[str, str]:
        """Tone and word."""
        if self.is_plugged_out:
            return "warn", "unplugged"
        if self.record.last_activity is None:
            return "", "never seen"
        return ("ok", "online") if self.is_online else ("bad", "offline")

    @property
    def counts(self) -> list[tuple[str, int]]:
        """What it says it holds; what it does not have is left out."""
        record = self.record
        found = (
            ("people", record.user_count),
            ("fingers", record.fp_count if record.fp_func_on else None),
            ("faces", record.face_count if record.face_func_on else None),
            ("palms", record.palm_count if record.palm_func_on else None),
            ("punches", record.transaction_count),
        )
        return [(name, count) for name, count in found if count is not None]

    @property
    def sensors(self) -> list[tuple[str, str, int]]:
        """The ways to punch at it: icon, word, `verify_type`."""
        record = self.record
        found = (
            (record.fp_func_on, "finger", "Finger", 1),
            (True, "card", "Card", 4),
            (record.face_func_on, "face", "Face", 15),
            (record.palm_func_on, "palm", "Palm", 25),
        )
        return [(icon, word, verify) for has, icon, word, verify in found if has]


def devices(sn: str | None = None) -> list[Device]:
    """All terminals, or the one with this serial: four queries."""
    found = rows("iclock.Terminal").select_related("area").order_by("pk")
    if sn is not None:
        found = found.filter(sn=sn)
    out = set(_beside("PluggedOut").values_list("sn", flat=True))
    kept = dict(_beside("WaitingPunch").values_list("sn").annotate(Count("pk")))
    pending = rows("iclock.Command").filter(state="pending")
    waiting = dict(pending.values_list("terminal").annotate(Count("pk")).order_by())
    now = local_now()
    return [
        Device(
            record,
            is_online(record.last_activity, record.heartbeat, now),
            record.sn in out,
            waiting.get(record.pk, 0),
            kept.get(record.sn, 0),
        )
        for record in found
    ]


def _beside(model: str) -> Any:
    manager = apps.get_model("emulator", model)._default_manager
    return manager.filter(world=current_world().name).order_by()
