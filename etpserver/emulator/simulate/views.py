"""The calls that drive the device side."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any, ClassVar, TypeVar
from zoneinfo import ZoneInfo

from django.apps import apps
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from etpserver.api.clock import local_now
from etpserver.api.control.fields import OneOfField
from etpserver.api.control.problems import BadCallError, ConflictError, NotThereError
from etpserver.api.control.views import Call, ControlBody, ControlView
from etpserver.api.worlds import current_world
from etpserver.emulator.clock.bodies import MomentField
from etpserver.emulator.simulate import days as whole_days
from etpserver.emulator.simulate import devices, punches
from etpserver.emulator.simulate.days import UPLOADS, Pattern, Person
from etpserver.emulator.simulate.punches import SimulatedPunch
from etpserver.emulator.simulate.wire import RefusedUploadError
from etpserver.emulator.worlds.views import problems, the_worlds
from iclock.virtual.behaviour import Enrolment
from iclock.virtual.chance import generator
from iclock.virtual.refusals import RefusedError

Done = TypeVar("Done")

PIN = r"^[A-Za-z0-9._-]{1,20}\Z"
MOST_DAYS = 366
BIO_TYPES = (1, 2, 5, 8, 9)


class PunchBody(ControlBody):
    """One punch."""

    terminal = serializers.CharField(max_length=50)
    emp_code = serializers.RegexField(PIN)
    at = MomentField(required=False)
    state = serializers.RegexField(r"^\d{1,9}\Z", required=False)
    verify = serializers.IntegerField(required=False, min_value=0, max_value=999)
    work_code = serializers.CharField(required=False, max_length=20, allow_blank=True)


class PunchesBody(PunchBody):
    """One punch, or several under `punches`."""

    terminal = serializers.CharField(max_length=50, required=False)
    emp_code = serializers.RegexField(PIN, required=False)
    punches = serializers.ListField(
        child=PunchBody(), required=False, min_length=1, max_length=punches.MOST_AT_ONCE
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        one = set(attrs) - {"punches"}
        if "punches" in attrs and one:
            raise serializers.ValidationError({"punches": "Send one punch, or several, not both."})
        missing = {"terminal", "emp_code"} - one
        if "punches" not in attrs and missing:
            raise serializers.ValidationError(dict.fromkeys(sorted(missing), "is needed"))
        return attrs


class Share(serializers.FloatField):
    """A part of all, from 0 to 1."""

    def __init__(self) -> None:
        super().__init__(required=False, min_value=0, max_value=1)


class DaysBody(ControlBody):
    """How some days go."""

    days = serializers.IntegerField(required=False, min_value=1, max_value=MOST_DAYS)
    terminals = serializers.ListField(child=serializers.CharField(), required=False, min_length=1)
    employees = serializers.ListField(child=serializers.CharField(), required=False, min_length=1)
    lateness, absence, missed, duplicates = Share(), Share(), Share(), Share()
    unknown = serializers.IntegerField(required=False, min_value=0, max_value=1000)
    upload = OneOfField(UPLOADS, required=False)
    seed = serializers.IntegerField(required=False)

    def get_fields(self) -> dict[str, Any]:
        # `from` is a word of Python.
        return {**super().get_fields(), "from": serializers.DateField(required=False)}


class EnrollBody(ControlBody):
    """Who is enrolled, and by what."""

    emp_code = serializers.RegexField(PIN)
    bio_type = OneOfField(BIO_TYPES, required=False)
    finger = serializers.IntegerField(required=False, min_value=0, max_value=9)


class PollBody(ControlBody):
    """How an enrolment ends that the terminal is told to do."""

    enrolment = OneOfField([kind.value for kind in Enrolment], required=False)


PUNCH: dict[str, Any] = {
    "terminal": "NDB7251200011",
    "emp_code": "1001",
    "at": "2026-01-05T09:01:00+05:30",
    "state": "0",
    "what": "stored",
    "id": 26_433,
}
RUN: dict[str, Any] = {
    "terminal": "NDB7251200011",
    "requests": 5,
    "commands": [{"id": 7, "command": "DATA", "return": 0}],
}
UNKNOWN = {404: "There is no such terminal."}


class SimulatePunchesView(ControlView):
    """`/_etp/simulate/punches`."""

    calls: ClassVar = {
        "post": Call(
            "Let people punch: now, or once the world's clock gets there.",
            body=PunchesBody,
            example={"terminal": "NDB7251200011", "emp_code": "1001", "state": "0"},
            answer={"world": "main", "punches": [PUNCH]},
            statuses=UNKNOWN,
        )
    }

    def post(self, request: Request, **_named: str) -> Response:
        with problems(), the_worlds().use(self.world):
            given = self.body(request)
            taken = [_punch(one) for one in given.get("punches", [given])]
            for sn in {punch.sn for punch in taken}:
                _known(sn)
            outcomes = _sent(lambda: punches.take(taken))
            return self.answer({"punches": [punches.described(one) for one in outcomes]})


class SimulateDaysView(ControlView):
    """`/_etp/simulate/days`."""

    calls: ClassVar = {
        "post": Call(
            "Let the people of the terminals' areas work some days.",
            body=DaysBody,
            example={"days": 5, "from": "2026-01-05", "lateness": 0.2, "upload": "late"},
            answer={
                "world": "main",
                "from": "2026-01-05",
                "days": 5,
                "people": 250,
                "punches": 2_310,
                "stored": 2_310,
                "repeated": 0,
                "unregistered": 0,
                "kept": 0,
            },
        )
    }

    def post(self, request: Request, **_named: str) -> Response:
        with problems(), the_worlds().use(self.world):
            given = self.body(request)
            pattern = _pattern(given)
            people = _people(given.get("terminals"), given.get("employees"))
            if not people:
                raise BadCallError("Nobody works where a terminal stands; name others.")
            dice = generator("days", current_world().seed, given.get("seed", 0), pattern.first)
            planned = whole_days.plan(pattern, people, dice)
            outcomes = _sent(lambda: whole_days.upload(pattern, planned, dice))
            counts = [outcome.what for outcome in outcomes]
            return self.answer(
                {
                    "from": pattern.first.isoformat(),
                    "days": pattern.days,
                    "people": len(people),
                    "punches": len(outcomes),
                    **{
                        what: counts.count(what)
                        for what in (
                            punches.STORED,
                            punches.REPEATED,
                            punches.UNREGISTERED,
                            punches.KEPT,
                        )
                    },
                }
            )


class TerminalView(ControlView):
    """What all calls about one terminal share."""

    def run(self, request: Request, sn: str) -> dict[str, Any]:
        raise NotImplementedError

    def post(self, request: Request, sn: str, **_named: str) -> Response:
        with problems(), the_worlds().use(self.world):
            return self.answer({"terminal": sn, **self.run(request, sn)})


class PollView(TerminalView):
    """`/_etp/simulate/terminals/{sn}/poll`."""

    calls: ClassVar = {
        "post": Call(
            "Let a terminal fetch its commands, carry them out and send what it kept.",
            body=PollBody,
            example={"enrolment": "cancel"},
            answer={"world": "main", "punches": 3, **RUN},
            statuses={**UNKNOWN, 409: "The terminal is plugged out."},
        )
    }

    def run(self, request: Request, sn: str) -> dict[str, Any]:
        given = self.body(request)
        record = _plugged_in(sn)
        done = devices.poll(record, Enrolment(given.get("enrolment", "success")))
        sent = _sent(lambda: punches.send_waiting([sn]))
        return {"punches": sent, **_shown(done)}


class EnrollView(TerminalView):
    """`/_etp/simulate/terminals/{sn}/enroll`."""

    calls: ClassVar = {
        "post": Call(
            "Let somebody enrol a finger, face, palm or vein at a terminal.",
            body=EnrollBody,
            example={"emp_code": "1001", "bio_type": 1, "finger": 6},
            answer={"world": "main", **RUN},
            statuses={**UNKNOWN, 409: "The terminal is plugged out, or has no sensor for it."},
        )
    }

    def run(self, request: Request, sn: str) -> dict[str, Any]:
        given = self.body(request)
        record = _plugged_in(sn)
        kind = given.get("bio_type", 1)
        try:
            done = devices.enroll(record, given["emp_code"], kind, given.get("finger", 0))
        except RefusedError as problem:
            raise ConflictError(f"{sn} cannot enrol that: {problem}.") from problem
        return _shown(done)


class OfflineView(TerminalView):
    """`/_etp/simulate/terminals/{sn}/offline`."""

    calls: ClassVar = {
        "post": Call(
            "Let a terminal keep what it records to itself; it reads offline at once.",
            answer={"world": "main", "terminal": "NDB7251200011", "online": False},
            statuses=UNKNOWN,
        )
    }

    def run(self, request: Request, sn: str) -> dict[str, Any]:
        devices.plug_out(_known(sn))
        return {"online": False}


class OnlineView(TerminalView):
    """`/_etp/simulate/terminals/{sn}/online`."""

    calls: ClassVar = {
        "post": Call(
            "Let a terminal call again and send what it kept.",
            answer={"world": "main", "online": True, "punches": 3, **RUN},
            statuses=UNKNOWN,
        )
    }

    def run(self, request: Request, sn: str) -> dict[str, Any]:
        record = _known(sn)
        sent, done = _sent(lambda: devices.plug_in(record))
        return {"online": True, "punches": sent, **_shown(done)}


def _known(sn: str) -> Any:
    record = devices.find_terminal(sn)
    if record is None:
        raise NotThereError(f"There is no terminal {sn[:50]}.")
    return record


def _plugged_in(sn: str) -> Any:
    record = _known(sn)
    if devices.is_plugged_out(sn):
        raise ConflictError(f"{sn} is plugged out: let it come online first.")
    return record


def _shown(run: devices.Run) -> dict[str, Any]:
    return {"requests": run.requests, "commands": run.commands}


def _sent(work: Callable[[], Done]) -> Done:
    """What the work answers; 409 where the server refuses an upload."""
    try:
        return work()
    except RefusedUploadError as problem:
        raise ConflictError(f"The server did not take it: {problem}") from problem


def _punch(given: dict[str, Any]) -> SimulatedPunch:
    more = {name: given[name] for name in ("state", "verify", "work_code") if name in given}
    return SimulatedPunch(
        given["terminal"], given["emp_code"], _local(given.get("at")) or local_now(), **more
    )


def _local(moment: datetime | None) -> datetime | None:
    """A moment on the world's wall clock, in whole seconds."""
    if moment is None:
        return None
    zone = ZoneInfo(current_world().settings.time_zone)
    return moment.astimezone(zone).replace(tzinfo=None, microsecond=0)


def _pattern(given: dict[str, Any]) -> Pattern:
    count = given.get("days", 1)
    yesterday = local_now().date() - timedelta(days=1)
    first: date = given.get("from", yesterday - timedelta(days=count - 1))
    if first + timedelta(days=count) > local_now().date():
        raise BadCallError("The days must be over by the world's clock: advance it, or go back.")
    words = ("lateness", "absence", "missed", "duplicates", "unknown", "upload")
    return Pattern(first, count, **{name: given[name] for name in words if name in given})


def _people(serials: list[str] | None, codes: list[str] | None) -> list[Person]:
    """Who works where one of the terminals stands, each at the first of them."""
    terminals = apps.get_model("iclock", "Terminal")._default_manager.order_by("pk")
    if serials is not None:
        for sn in serials:
            _known(sn)
        terminals = terminals.filter(sn__in=serials)
    at: dict[int, str] = {}
    for sn, area in terminals.values_list("sn", "area_id"):
        at.setdefault(area, sn)
    ties = apps.get_model("personnel", "EmployeeArea")._default_manager.filter(area__in=list(at))
    ties = ties.exclude(employee__status=devices.RESIGNED).order_by("employee", "area")
    if codes is not None:
        ties = ties.filter(employee__emp_code__in=codes)
    found: dict[str, str] = {}
    for code, area in ties.values_list("employee__emp_code", "area_id"):
        found.setdefault(code, at[area])
    if codes is not None and (missing := [code for code in codes if code not in found]):
        raise BadCallError(f"They work at none of the terminals: {', '.join(missing[:20])}.")
    return [Person(code, sn) for code, sn in found.items()]
