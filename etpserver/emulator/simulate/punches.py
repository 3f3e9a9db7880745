"""Punches at simulated terminals: sent now, kept while plugged out, or waiting for their time."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from django.apps import apps
from django.db.models import Q

from etpserver.api.clock import local_now
from etpserver.api.due import Due
from etpserver.api.worlds import current_world
from etpserver.emulator.simulate.models import PluggedOut, WaitingPunch
from etpserver.emulator.simulate.wire import upload_punches
from iclock.virtual.device_models import DEFAULT
from iclock.virtual.lines import punch_line
from iclock.virtual.records import Punch

MOST_AT_ONCE = 10_000
LINES_OF_ONE_UPLOAD = 500
STORED, UNREGISTERED, REPEATED = "stored", "unregistered", "repeated"
KEPT, SCHEDULED = "kept", "scheduled"


@dataclass(frozen=True, slots=True)
class SimulatedPunch:
    """A person at a terminal, at a moment of its wall clock."""

    sn: str
    emp_code: str
    at: datetime
    state: str = "255"
    verify: int = 1
    work_code: str = ""

    @property
    def line(self) -> str:
        taken = Punch(self.emp_code, self.at, int(self.state), self.verify, self.work_code or "0")
        return punch_line(taken, DEFAULT)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a punch; `id` is that of its record."""

    punch: SimulatedPunch
    what: str
    id: int | None = None


def take(punches: Sequence[SimulatedPunch]) -> list[Outcome]:
    """Let people punch; each outcome in the order of the punches."""
    now, world = local_now(), current_world().name
    out = plugged_out()
    outcomes: dict[int, Outcome] = {}
    waiting, sending = [], []
    for number, punch in enumerate(punches):
        if punch.at > now or punch.sn in out:
            waiting.append(waiting_punch(world, punch))
            outcomes[number] = Outcome(punch, SCHEDULED if punch.at > now else KEPT)
        else:
            sending.append((number, punch))
    WaitingPunch.objects.bulk_create(waiting)
    sent = deliver([punch for _, punch in sending])
    outcomes.update(zip((number for number, _ in sending), sent, strict=True))
    return [outcomes[number] for number in range(len(punches))]


def deliver(punches: Sequence[SimulatedPunch]) -> list[Outcome]:
    """Send punches, each terminal's together, and look what became of them."""
    before = _records(punches)
    for sn, group in groupby(sorted(punches, key=lambda punch: punch.sn), lambda punch: punch.sn):
        lines = [punch.line for punch in group]
        for start in range(0, len(lines), LINES_OF_ONE_UPLOAD):
            upload_punches(sn, lines[start : start + LINES_OF_ONE_UPLOAD])
    after = _records(punches)
    seen = set(before)
    found = []
    for punch in punches:
        key = (punch.sn, punch.emp_code, punch.at)
        what, record = after.get(key, (UNREGISTERED, None))
        found.append(Outcome(punch, REPEATED if key in seen else what, record))
        seen.add(key)
    return found


def send_waiting(sns: Iterable[str] | None = None) -> int:
    """Send what has waited for its time or its terminal, if both have come; how many."""
    rows = WaitingPunch.objects.filter(world=current_world().name, at__lte=local_now())
    if sns is not None:
        rows = rows.filter(sn__in=list(sns))
    ready = list(rows.exclude(sn__in=plugged_out()))
    deliver([_punch_of(row) for row in ready])
    WaitingPunch.objects.filter(pk__in=[row.pk for row in ready]).delete()
    return len(ready)


def due_punches(start: datetime, end: datetime) -> Iterable[Due]:
    """Scheduled punches of the bound world whose time comes between two moments."""
    zone = ZoneInfo(current_world().settings.time_zone)
    rows = WaitingPunch.objects.filter(
        world=current_world().name,
        at__gt=start.astimezone(zone).replace(tzinfo=None),
        at__lte=end.astimezone(zone).replace(tzinfo=None),
    )
    for row in rows.exclude(sn__in=plugged_out()):
        text = f"{row.emp_code} punches at {row.sn}."
        yield Due(row.at.replace(tzinfo=zone), "punch", text, _settle)


def _settle() -> bool:
    return bool(send_waiting())


def plugged_out() -> set[str]:
    """The serials of the terminals that keep everything to themselves."""
    rows = PluggedOut.objects.filter(world=current_world().name)
    return set(rows.values_list("sn", flat=True))


def waiting_punch(world: str, punch: SimulatedPunch) -> WaitingPunch:
    return WaitingPunch(
        world=world,
        sn=punch.sn,
        emp_code=punch.emp_code,
        at=punch.at,
        state=punch.state,
        verify=punch.verify,
        work_code=punch.work_code,
    )


def _punch_of(row: WaitingPunch) -> SimulatedPunch:
    return SimulatedPunch(row.sn, row.emp_code, row.at, row.state, row.verify, row.work_code)


Key = tuple[str, str, datetime]


def _records(punches: Sequence[SimulatedPunch]) -> dict[Key, tuple[str, int]]:
    """The stored punches among these: which kind of record each is, and its id."""
    if not punches:
        return {}
    times = sorted({punch.at for punch in punches})
    wanted = {(punch.sn, punch.emp_code, punch.at) for punch in punches}
    found: dict[Key, tuple[str, int]] = {}
    of_known = apps.get_model("iclock", "Transaction"), "emp_code", STORED
    of_unknown = apps.get_model("iclock", "UnregisteredPunch"), "crc", UNREGISTERED
    for model, code, what in (of_known, of_unknown):
        rows = model._default_manager.filter(
            Q(punch_time__gte=times[0]) & Q(punch_time__lte=times[-1]),
            terminal_sn__in={punch.sn for punch in punches},
        )
        for pk, sn, emp_code, at in rows.values_list("pk", "terminal_sn", code, "punch_time"):
            if (sn, emp_code, at) in wanted:
                found[(sn, emp_code, at)] = (what, pk)
    return found


def described(outcome: Outcome) -> dict[str, Any]:
    """An outcome as answers show it; times with the world's offset."""
    punch = outcome.punch
    zone = ZoneInfo(current_world().settings.time_zone)
    return {
        "terminal": punch.sn,
        "emp_code": punch.emp_code,
        "at": punch.at.replace(tzinfo=zone).isoformat(),
        "state": punch.state,
        "what": outcome.what,
        "id": outcome.id,
    }
