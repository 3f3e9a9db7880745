"""A simulated terminal: a virtual one that knows what the server knows of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import Model

from etpserver.api.worlds import current_world
from etpserver.emulator.simulate.absence import let_read_offline
from etpserver.emulator.simulate.models import PluggedOut
from etpserver.emulator.simulate.punches import send_waiting
from etpserver.emulator.simulate.wire import OK, THIS_SERVER, send
from iclock.virtual.behaviour import Behaviour, Enrolment
from iclock.virtual.chance import generator
from iclock.virtual.device import Surroundings
from iclock.virtual.device_models import DEFAULT, model_named
from iclock.virtual.exchange import Request
from iclock.virtual.inprocess import Exchange, run_until_idle
from iclock.virtual.records import Template, User
from iclock.virtual.terminal import VirtualTerminal

MOST_REQUESTS = 2000
RESIGNED = 100  # of `status`
# API type -> wire type, where they differ (finger veins).
WIRE_TYPES = {5: 7}


@dataclass(frozen=True, slots=True)
class Run:
    """What a terminal did: how many requests, and the results of its commands."""

    requests: int
    commands: list[dict[str, Any]]


def find_terminal(sn: str) -> Any:
    """The server's record of a terminal; None for one that it does not know."""
    return _model("iclock", "Terminal").filter(sn=sn).first()


def poll(record: Any, enrolment: Enrolment = Enrolment.SUCCESS) -> Run:
    """Let the terminal fetch its commands and carry them out."""
    return _run(record, _device(record, enrolment))


def enroll(record: Any, emp_code: str, bio_type: int, finger: int) -> Run:
    """Let somebody be enrolled at the terminal; raises iclock.virtual's `RefusedError`."""
    device = _device(record, Enrolment.SUCCESS)
    device.enroll(emp_code, WIRE_TYPES.get(bio_type, bio_type), finger)
    return _run(record, device)


def plug_out(record: Any) -> None:
    """Let it keep what it records; it reads offline at once."""
    PluggedOut.objects.get_or_create(world=current_world().name, sn=record.sn)
    let_read_offline([record.sn])


def plug_in(record: Any) -> tuple[int, Run]:
    """Let it call again and send what it kept; how many punches those were."""
    PluggedOut.objects.filter(world=current_world().name, sn=record.sn).delete()
    run = poll(record)
    return send_waiting([record.sn]), run


def is_plugged_out(sn: str) -> bool:
    """Whether it keeps what it records to itself."""
    return PluggedOut.objects.filter(world=current_world().name, sn=sn).exists()


def _device(record: Any, enrolment: Enrolment) -> VirtualTerminal:
    world = current_world()
    terminal = VirtualTerminal(
        record.sn,
        model_named(record.terminal_name) if record.terminal_name else DEFAULT,
        Surroundings(
            lambda: world.clock.read().timestamp(), generator("simulated", world.seed, record.sn)
        ),
        server=THIS_SERVER,
        behaviour=Behaviour(enrolment=enrolment),
    )
    for user in _users(record):
        terminal.memory.users[user.pin] = user
    for template in _templates(list(terminal.memory.users)):
        terminal.memory.templates[template.key] = template
    return terminal


def _run(record: Any, device: VirtualTerminal) -> Run:
    """Carry the talk; what the terminal has counted of its log stays what the server knows."""
    counted = record.transaction_count
    exchanges = run_until_idle(device, send, MOST_REQUESTS)
    _model("iclock", "Terminal").filter(pk=record.pk).update(transaction_count=counted)
    return Run(len(exchanges), [result for exchange in exchanges for result in _results(exchange)])


def _results(exchange: Exchange) -> Iterator[dict[str, Any]]:
    """The results that a request told and the server took."""
    request: Request = exchange.request
    is_taken = exchange.reply is not None and exchange.reply.body.startswith(OK)
    if not request.path.endswith("/devicecmd") or not is_taken:
        return
    for line in request.body.decode("utf-8", "replace").splitlines():
        fields = dict(part.partition("=")[::2] for part in line.split("&"))
        if fields.get("ID", "").isdigit() and "Return" in fields:
            yield {
                "id": int(fields["ID"]),
                "command": fields.get("CMD", ""),
                "return": int(fields["Return"]),
            }


def _users(record: Any) -> Iterator[User]:
    """Whoever works in the terminal's area."""
    ties = _model("personnel", "EmployeeArea").filter(area=record.area_id).values("employee")
    people = _model("personnel", "Employee").filter(pk__in=ties).exclude(status=RESIGNED)
    for person in people:
        name = " ".join(part for part in (person.first_name, person.last_name) if part)
        yield User(
            person.emp_code,
            name=name,
            privilege=str(person.dev_privilege),
            password=person.device_password or "",
            card=person.card_no or "",
            verify=str(person.verify_mode or 0),
        )


def _templates(pins: list[str]) -> Iterator[Template]:
    rows = _model("iclock", "BioData").filter(employee__emp_code__in=pins)
    for row in rows.select_related("employee"):
        major, _, minor = row.major_ver.partition(".")
        kind = WIRE_TYPES.get(row.bio_type, row.bio_type)
        yield Template(
            row.employee.emp_code,
            kind,
            row.bio_no,
            row.bio_index,
            major,
            row.bio_tmp,
            minor or "0",
        )


def _model(app: str, name: str) -> Any:
    model: type[Model] = apps.get_model(app, name)
    return model._default_manager
