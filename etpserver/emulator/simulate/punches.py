"""Punches at simulated terminals: sent now, kept while plugged out, or waiting for their time.

What a fault keeps from being acknowledged is kept too; the terminal sends it again when it polls,
when it comes online, and half a minute later by the world's clock.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from django.apps import apps
from django.db.models import Q

from etpserver.api.clock import local_now
from etpserver.api.due import Due
from etpserver.api.worlds import current_world
from etpserver.emulator.simulate.models import PluggedOut, WaitingPunch
from etpserver.emulator.simulate.wire import FaultyUploadError, upload_punches
from iclock.virtual.device_models import DEFAULT
from iclock.virtual.lines import punch_line
from iclock.virtual.records import Punch

MOST_AT_ONCE = 10_000
LINES_OF_ONE_UPLOAD = 500
STORED, UNREGISTERED, REPEATED = "stored", "unregistered", "repeated"
KEPT, SCHEDULED = "kept", "scheduled"
# Push protocol: after a failure a terminal waits `ErrorDelay` seconds; 30 is what ours are told.
SENDS_AGAIN_AFTER = timedelta(seconds=30)


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
    """Send punches and look what became of them; their terminals keep what was not taken."""
    world = current_world().name
    outcomes = _sent(punches)
    kept = (outcome.punch for outcome in outcomes if outcome.what == KEPT)
    WaitingPunch.objects.bulk_create([waiting_punch(world, punch) for punch in kept])
    return outcomes


def _sent(punches: Sequence[SimulatedPunch]) -> list[Outcome]:
    """Send punches, each terminal's together; each outcome in the order of the punches."""
    before = _records(punches)
    lost = _upload(punches)
    after = _records(punches)
    seen = set(before)
    found = []
    for number, punch in enumerate(punches):
        key = (punch.sn, punch.emp_code, punch.at)
        what, record = after.get(key, (UNREGISTERED, None))
        if number in lost:
            what, record = KEPT, None
        elif key in seen:
            what = REPEATED
        found.append(Outcome(punch, what, record))
        seen.add(key)
    return found


def _upload(punches: Sequence[SimulatedPunch]) -> set[int]:
    """Send them; the places of those whose terminal was not told that they have arrived."""
    lost: set[int] = set()
    places = sorted(range(len(punches)), key=lambda place: punches[place].sn)
    for sn, group in groupby(places, lambda place: punches[place].sn):
        of_terminal = list(group)
        for start in range(0, len(of_terminal), LINES_OF_ONE_UPLOAD):
            part = of_terminal[start : start + LINES_OF_ONE_UPLOAD]
            try:
                upload_punches(sn, [punches[place].line for place in part])
            except FaultyUploadError:
                lost.update(part)
    return lost


def send_waiting(sns: Iterable[str] | None = None) -> int:
    """Send what has waited for its time or its terminal, if both have come; how many arrived."""
    rows = WaitingPunch.objects.filter(world=current_world().name, at__lte=local_now())
    if sns is not None:
        rows = rows.filter(sn__in=list(sns))
    ready = list(rows.exclude(sn__in=plugged_out()))
    outcomes = _sent([_punch_of(row) for row in ready])
    told = [row.pk for row, one in zip(ready, outcomes, strict=True) if one.what != KEPT]
    WaitingPunch.objects.filter(pk__in=told).delete()
    return len(told)


def due_punches(start: datetime, end: datetime) -> Iterable[Due]:
    """Of the bound world, between two moments: scheduled punches, and what is sent again."""
    zone = ZoneInfo(current_world().settings.time_zone)
    rows = WaitingPunch.objects.filter(world=current_world().name).exclude(sn__in=plugged_out())
    first, last = (moment.astimezone(zone).replace(tzinfo=None) for moment in (start, end))
    for row in rows.filter(at__gt=first, at__lte=last):
        text = f"{row.emp_code} punches at {row.sn}."
        yield Due(row.at.replace(tzinfo=zone), "punch", text, _settle)
    if start + SENDS_AGAIN_AFTER <= end:
        kept = rows.filter(at__lte=first).order_by("sn").values_list("sn", flat=True)
        for sn in dict.fromkeys(kept):
            yield Due(start + SENDS_AGAIN_AFTER, "upload", f"{sn} sends again.", _settle)


def _settle() -> bool:
    return bool(send_waiting())


def plugged_out() -> set[str]:
    """The serials of the terminals that keep everything to themselves."""
    rows = PluggedOut.objects.filter(world=current_world().name)
    return set(rows.values_list("sn", flat=True))


def waiting_punch(world: str, punch: SimulatedPunch) -> WaitingPunch:
    """The row, not stored yet, of a punch that its terminal keeps."""
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
