"""The catalogue says what is really queued."""

from collections.abc import Callable
from typing import Any

import pytest

from etpserver.api.schema.contract import operations
from iclock.commands.catalogue import ARRIVED, CATALOGUE, CHANGED, LEFT, Queues
from iclock.models import Command, Terminal
from iclock.terminals.actions import ACTIONS
from tests.factories import make_area, make_employee, make_resignation
from tests.iclock.factories import MODERN, lines, make_photo, make_template, make_terminal
from tests.kernel.uploads import upload
from tests.personnel.employees.photo_pictures import picture

EMPLOYEES, RESIGNS = "/personnel/api/employees/", "/personnel/api/resigns/"
TERMINALS, BIODATAS = "/iclock/api/terminals/", "/iclock/api/biodatas/"
PRIVATE, PUBLIC = "/iclock/api/privatemessages/", "/iclock/api/publicmessages/"
MESSAGE = {"start_time": "2026-01-05 12:00:00", "duration": 5, "content": "Hello"}


class Company:
    """Somebody at the gate, with a template and a photo; a yard; a terminal in each."""

    def __init__(self, api: Any) -> None:
        self.api = api
        self.gate, self.yard = make_area(area_code="gate"), make_area(area_code="yard")
        self.at_gate = make_terminal(self.gate, sn="GATE", **MODERN)
        self.at_yard = make_terminal(self.yard, sn="YARD", **MODERN)
        self.person = make_employee(emp_code="11", areas=(self.gate,))
        self.template = make_template(self.person, sn="GATE")
        make_photo(self.person)

    def call(self, verb: str, path: str, sent: Any = None, **how: Any) -> Any:
        answer = getattr(self.api, verb)(path, sent, **{"format": "json", **how})
        assert answer.status_code in {200, 201}, answer.content
        return answer.json()

    def resigned(self) -> int:
        return make_resignation(self.person).pk

    def message(self, url: str, **over: Any) -> str:
        """A message that is there already; its queue is emptied."""
        self.call("post", url, {**MESSAGE, **over})
        Command.objects.all().delete()
        return str(self.call("get", url)["data"][0]["id"])


Doing = Callable[[Company], Any]
IMPORT = {"import_type": 1}


def _import(path: str, text: str) -> Doing:
    return lambda c: c.call(
        "post", path, {**IMPORT, "import_file": upload(text.encode(), "f.csv")}, format="multipart"
    )


def _move(verb: str) -> Doing:
    return lambda c: c.call(verb, f"{EMPLOYEES}11/", {"area": ["yard"]})


def _rename(verb: str) -> Doing:
    return lambda c: c.call(verb, f"{EMPLOYEES}11/", {"first_name": "Asha"})


def _message_change(verb: str, url: str, **owner: Any) -> Doing:
    def run(c: Company) -> None:
        c.call(verb, f"{url}{c.message(url, **owner)}/", {**MESSAGE, **owner})

    return run


def _message_delete(url: str, **owner: Any) -> Doing:
    return lambda c: c.call("delete", f"{url}{c.message(url, **owner)}/")


def _message_action(url: str, **owner: Any) -> Doing:
    def run(c: Company) -> None:
        sent = {"object_codes": [c.message(url, **owner)], "action_type": "delete"}
        c.call("post", f"{url}action/", sent)

    return run


def _act(name: str) -> Doing:
    sent = {"object_codes": ["GATE"], "action_type": name}
    return lambda c: c.call("post", f"{TERMINALS}action/", sent)


def _tell(path: str, sent: dict[str, Any]) -> Doing:
    return lambda c: c.call("post", f"{TERMINALS}{path}/", {"sn": ["GATE"], **sent})


ALL_FLAGS = dict.fromkeys(
    ("emp_code", "finger_print", "face", "finger_vein", "palm", "vl_face"), True
)
LEAVING = {"employee": "11", "resign_date": "2026-01-05", "resign_type": 1}
MOVE: Doing = lambda c: c.call(  # noqa: E731
    "post", f"{EMPLOYEES}adjust_area/", {"emp_code": ["11"], "area_code": ["yard"]}
)
DOINGS: dict[tuple[str, str], Doing] = {
    ("employees_create", ""): lambda c: c.call(
        "post", EMPLOYEES, {"emp_code": "12", "department": 1, "area": ["gate"]}
    ),
    **{
        (f"employees_{name}", case): doing
        for name, verb in (("update", "put"), ("partial_update", "patch"))
        for case, doing in ((CHANGED, _rename(verb)), (ARRIVED, _move(verb)), (LEFT, _move(verb)))
    },
    ("employees_delete", ""): lambda c: c.call("delete", f"{EMPLOYEES}11/"),
    ("employees_action", "delete"): lambda c: c.call(
        "post", f"{EMPLOYEES}action/", {"object_codes": ["11"], "action_type": "delete"}
    ),
    ("employees_adjust_area", ARRIVED): MOVE,
    ("employees_adjust_area", LEFT): MOVE,
    ("employees_adjust_resign", ""): lambda c: c.call(
        "post", f"{EMPLOYEES}adjust_resign/", {**LEAVING, "emp_code": ["11"]}
    ),
    ("employees_del_bio_template", "for each kind whose flag is true"): lambda c: c.call(
        "post", f"{EMPLOYEES}del_bio_template/", {"emp_code": ["11"], "finger_print": True}
    ),
    ("employees_import", "for each person that is new or changed"): _import(
        f"{EMPLOYEES}import_emp/", "emp_code,dept_code,area_code\r\n12,1,gate\r\n"
    ),
    ("employees_update_emp_photo", ""): lambda c: c.call(
        "post",
        f"{EMPLOYEES}update_emp_photo/",
        {"emp_code": "11", "upload_photo": upload(picture(), "p.jpg")},
        format="multipart",
    ),
    ("resigns_create", ""): lambda c: c.call("post", RESIGNS, LEAVING),
    ("resigns_import", ""): _import(
        f"{RESIGNS}import_resign/", "emp_code,resign_date,resign_type\r\n11,2026-01-05,1\r\n"
    ),
    ("resigns_rehire", ""): lambda c: (
        c.resigned(),
        c.call("post", f"{RESIGNS}rehire/", {"emp_code": ["11"]}),
    ),
    ("resigns_delete", ""): lambda c: (c.resigned(), c.call("delete", f"{RESIGNS}11/")),
    ("resigns_action", "delete"): lambda c: c.call(
        "post", f"{RESIGNS}action/", {"object_codes": [c.resigned()], "action_type": "delete"}
    ),
    ("biodatas_delete", "at the terminal it came from"): lambda c: c.call(
        "delete", f"{BIODATAS}{c.template.pk}/"
    ),
    **{
        (f"{kind}_messages_{name}", case): doing
        for kind, url, owner in (
            ("private", PRIVATE, {"employee": "11"}),
            ("public", PUBLIC, {"terminal": "GATE"}),
        )
        for name, case, doing in (
            ("create", "", lambda c, url=url, owner=owner: c.call("post", url, MESSAGE | owner)),
            ("update", "", _message_change("put", url, **owner)),
            ("partial_update", "", _message_change("patch", url, **owner)),
            ("delete", "", _message_delete(url, **owner)),
            ("action", "delete", _message_action(url, **owner)),
        )
    },
    **{("terminals_action", action.name): _act(action.name) for action in ACTIONS},
    ("terminals_enroll_remotely", "a finger"): _tell(
        "enroll_remotely", {"bio_type": "1", "emp_code": "11", "finger": 4}
    ),
    ("terminals_enroll_remotely", "a face, palm or finger vein"): _tell(
        "enroll_remotely", {"bio_type": "2", "emp_code": "11"}
    ),
    ("terminals_sync_data_to_device", "every flag true"): _tell("sync_data_to_device", ALL_FLAGS),
    ("terminals_ip_port_update_to_device", "an IP address"): _tell(
        "ip_port_update_to_device", {"ip": "10.0.0.1", "port": 80}
    ),
    ("terminals_ip_port_update_to_device", "a host name"): _tell(
        "ip_port_update_to_device", {"ip": "etp.example", "port": 80}
    ),
    ("terminals_unlock", ""): lambda c: c.call(
        "post", f"{TERMINALS}unlock_terminal/", {"sn": "GATE"}
    ),
}


@pytest.mark.parametrize(
    "entry", CATALOGUE, ids=lambda entry: f"{entry.operation} {entry.case}".strip()
)
def test_is_what_is_queued(api, entry: Queues):
    company = Company(api)
    DOINGS[entry.operation, entry.case](company)
    terminal = company.at_yard if entry.case == ARRIVED else company.at_gate
    queued = lines(terminal)
    assert [_begins(*pair) for pair in zip(queued, entry.commands, strict=True)] == [
        True for _ in queued
    ], queued
    assert set(Command.objects.values_list("origin", flat=True)) <= {entry.operation}
    others = Terminal.objects.exclude(pk=terminal.pk)
    if entry.case not in {ARRIVED, LEFT}:
        assert not Command.objects.filter(terminal__in=others).exists()


def test_names_documented_operations_once():
    pairs = [(entry.operation, entry.case) for entry in CATALOGUE]
    assert len(pairs) == len(set(pairs))
    assert set(pairs) == DOINGS.keys()
    assert {operation for operation, _ in pairs} <= operations().keys()


def _begins(content: str, words: str) -> bool:
    return content == words or content.startswith((f"{words} ", f"{words}="))
