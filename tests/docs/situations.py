"""What is refused with which vendor code: rows of the pages of docs/api/, and requests of a test.

The requests name records that the test makes: of a tree `PARENT`, and `CHILD` below it; of people
`WORKS`, and `GONE`, who has resigned; of terminals `SERIAL`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from PIL import Image

from etpserver.api import vendor_codes
from etpserver.api.vendor_codes import MESSAGES
from personnel.tree.models import NodeErrors, TreeNode
from tests.docs.resources import RESOURCES
from tests.docs.tables import table

PARENT, CHILD = "DOC-P", "DOC-C"
WORKS, GONE = "DOC-W", "DOC-G"
SERIAL = "DOC-T"
CARD = "71059"  # of the one who works
DELETE = {"action_type": "delete"}


@dataclass(frozen=True, slots=True)
class Situation:
    """One refusal: when, its status and code, and a request that meets it.

    Keys of a tree's `body`, `{code}`, `{name}` and `{parent}`, stand for the kind's own field
    names. A body with bytes goes as a form, the bytes as a file of that name, or named as the key.
    """

    when: str
    code: int | Callable[[NodeErrors], int]
    method: str = "post"
    path: str = ""
    body: Mapping[str, Any] | None = None
    query: Mapping[str, str] = field(default_factory=dict)
    status: int = 400
    is_strict: bool = False
    file_name: str = ""

    def code_of(self, kind: type[TreeNode]) -> int:
        return self.code if isinstance(self.code, int) else self.code(kind.errors)

    def body_of(self, kind: type[TreeNode]) -> Mapping[str, Any] | None:
        if self.body is None or not issubclass(kind, TreeNode):
            return self.body
        names = {
            "{code}": kind.code_field,
            "{name}": kind.name_field,
            "{parent}": kind.parent_field,
        }
        return {names.get(key, key): value for key, value in self.body.items()}


def small_photo() -> bytes:
    file = BytesIO()
    Image.new("RGB", (79, 80)).save(file, "PNG")
    return file.getvalue()


OF_LISTS = (
    Situation("`export_headers` names an unknown field", vendor_codes.PROGRAM_ERROR, "get",
              "export/", query={"export_type": "csv", "export_headers": "nothing"}),
    Situation("the page or its size is no whole number from 1", vendor_codes.BAD_PAGE, "get",
              query={"page": "0"}),
    Situation("the page is beyond the last one", vendor_codes.PROGRAM_ERROR, "get",
              query={"page": "1000000"}, status=404),
    Situation("the size of a page is over 1000, with `validate=strict`",
              vendor_codes.PAGE_TOO_LARGE, "get", query={"page_size": "1001"}, is_strict=True),
    Situation("a query value is empty, with `validate=strict`", vendor_codes.EMPTY_VALUE, "get",
              query={"page": ""}, is_strict=True),
)  # fmt: skip


def _of_actions(objects: str) -> tuple[Situation, ...]:
    """Refusals of a bulk action, which names its records in `objects`."""
    return (
        Situation("`action_type` is unknown", vendor_codes.UNKNOWN_ACTION, path="action/",
                  body={"action_type": "rename", objects: [PARENT]}),
        Situation(f"`{objects}` is missing or empty", vendor_codes.PROGRAM_ERROR, path="action/",
                  body=DELETE),
        Situation(f"`{objects}` holds more than 500 codes", vendor_codes.TOO_MANY_CODES,
                  path="action/", body={**DELETE, objects: list(range(1, 502))}),
    )  # fmt: skip


OF_ACTIONS = _of_actions("object_codes")
OF_EXPORTS = (
    Situation("`export_type` is missing or unknown", vendor_codes.UNKNOWN_FORMAT, "get", "export/",
              query={"export_type": "pdf"}),
)  # fmt: skip

OF_TREES = (
    Situation("the path names no record", lambda e: e.unknown, "get", "nowhere/", status=404),
    Situation("`object_codes` names an unknown record", lambda e: e.unknown, path="action/",
              body={**DELETE, "object_codes": ["nowhere"]}),
    Situation("the parent is unknown", lambda e: e.unknown,
              body={"{code}": "DOC-N", "{name}": "New", "{parent}": "nowhere"}),
    Situation("the code is missing or blank", lambda e: e.blank,
              body={"{code}": "", "{name}": "New"}),
    Situation("the name is missing or blank", lambda e: e.blank, body={"{code}": "DOC-N"}),
    Situation("the code is malformed", vendor_codes.PROGRAM_ERROR,
              body={"{code}": "a/b", "{name}": "New"}),
    Situation("the code is a path of the resource", vendor_codes.PROGRAM_ERROR,
              body={"{code}": "export", "{name}": "New"}),
    Situation("the code is taken", lambda e: e.taken, body={"{code}": PARENT, "{name}": "New"}),
    Situation("an update sends another code than the stored one", vendor_codes.PROGRAM_ERROR,
              "patch", f"{PARENT}/", body={"{code}": "DOC-N"}),
    Situation("the parent is the record itself or stands below it", vendor_codes.BAD_PARENT,
              "patch", f"{PARENT}/", body={"{parent}": CHILD}),
    Situation("the record is in use, or the one with code `1`", lambda e: e.in_use,
              "delete", f"{PARENT}/"),
)  # fmt: skip


def _of_employee_lists(path: str, also: Mapping[str, Any]) -> tuple[Situation, ...]:
    """Refusals of operations that name several employees in `emp_code`."""
    return (
        Situation("`emp_code` of an operation on several employees is missing or empty",
                  vendor_codes.NO_CODES, path=path, body={**also, "emp_code": []}),
        Situation("it names an unknown employee", vendor_codes.UNKNOWN_EMPLOYEE, path=path,
                  body={**also, "emp_code": ["nowhere"]}),
        Situation("it holds more than 500 codes", vendor_codes.TOO_MANY_CODES, path=path,
                  body={**also, "emp_code": list(range(1, 502))}),
    )  # fmt: skip


NEW = {"emp_code": "DOC-N", "department": "1", "area": ["1"]}
PHOTO = "update_emp_photo/"
OF_EMPLOYEES = (
    Situation("the path names no employee", vendor_codes.UNKNOWN_EMPLOYEE, "get", "nowhere/",
              status=404),
    Situation("`object_codes` names an unknown employee", vendor_codes.UNKNOWN_EMPLOYEE,
              path="action/", body={**DELETE, "object_codes": ["nowhere"]}),
    Situation("`emp_code` of a create is missing or blank", vendor_codes.BLANK_PIN,
              body={**NEW, "emp_code": ""}),
    Situation("it is malformed", vendor_codes.PIN_TAKEN, body={**NEW, "emp_code": "a/b"}),
    Situation("it is a path of the resource", vendor_codes.PIN_TAKEN,
              body={**NEW, "emp_code": "export"}),
    Situation("it is taken", vendor_codes.PIN_TAKEN, body={**NEW, "emp_code": WORKS}),
    Situation("an update sends another `emp_code` than the stored one", vendor_codes.PROGRAM_ERROR,
              "patch", f"{WORKS}/", body={"emp_code": "DOC-N"}),
    Situation("the department is unknown, or a create has none", vendor_codes.UNKNOWN_DEPARTMENT,
              body={**NEW, "department": "nowhere"}),
    Situation("the position is unknown", vendor_codes.PROGRAM_ERROR,
              body={**NEW, "position": "nowhere"}),
    Situation("an area is unknown", vendor_codes.UNKNOWN_AREA, body={**NEW, "area": ["nowhere"]}),
    Situation("`area` is empty, or a create has none", vendor_codes.MISSING_AREA,
              body={**NEW, "area": []}),
    Situation("`card_no` is taken", vendor_codes.CARD_TAKEN, body={**NEW, "card_no": CARD}),
    Situation("a day is no `YYYY-MM-DD`", vendor_codes.TIME_FORMAT,
              body={**NEW, "hire_date": "yesterday"}),
    Situation("`validity_end` is before `validity_start`", vendor_codes.START_AFTER_END,
              body={**NEW, "validity_start": "2025-06-02", "validity_end": "2025-06-01"}),
    Situation("another value is malformed, too long or out of its range",
              vendor_codes.PROGRAM_ERROR, body={**NEW, "first_name": "x" * 26}),
    *_of_employee_lists("adjust_position/", {"position_code": "1"}),
    Situation("`upload_photo` is missing, or neither a JPEG nor a PNG", vendor_codes.NO_PHOTO,
              path=PHOTO, body={"emp_code": WORKS, "upload_photo": b"GIF89a"}),
    Situation("it has less than 80x80 pixels or more than 25 megapixels", vendor_codes.UNFIT_PHOTO,
              path=PHOTO, body={"emp_code": WORKS, "upload_photo": small_photo()}),
    Situation("it has more than 5 MB", vendor_codes.UNFIT_PHOTO, status=413,
              path=PHOTO, body={"emp_code": WORKS, "upload_photo": bytes(5 * 1024**2 + 1)}),
    Situation("somebody resigns who has resigned", vendor_codes.PROGRAM_ERROR,
              path="adjust_resign/", body={"emp_code": [WORKS, GONE], "resign_type": 1}),
    *OF_ACTIONS,
    Situation("`export_type` is unknown", vendor_codes.UNKNOWN_FORMAT, "get", "export/",
              query={"export_type": "pdf"}),
    *OF_LISTS,
)  # fmt: skip

LEAVING = {"employee": WORKS, "resign_date": "2025-06-19", "resign_type": 1}
OF_RESIGNATIONS = (
    Situation("the path names no resignation", vendor_codes.UNKNOWN_EMPLOYEE, "get", f"{WORKS}/",
              status=404),
    Situation("`object_codes` names none", vendor_codes.UNKNOWN_EMPLOYEE,
              path="action/", body={**DELETE, "object_codes": ["nowhere"]}),
    Situation("`employee` is unknown", vendor_codes.UNKNOWN_EMPLOYEE,
              body={**LEAVING, "employee": "nowhere"}),
    Situation("the employee has resigned already", vendor_codes.PROGRAM_ERROR,
              body={**LEAVING, "employee": GONE}),
    Situation("`resign_type` is missing or not 1 to 5", vendor_codes.PROGRAM_ERROR,
              body={**LEAVING, "resign_type": 6}),
    Situation("a day is no `YYYY-MM-DD`", vendor_codes.TIME_FORMAT,
              body={**LEAVING, "resign_date": "yesterday"}),
    Situation("`report_generation_end_date` is before `resign_date`",
              vendor_codes.START_AFTER_END,
              body={**LEAVING, "report_generation_end_date": "2025-06-18"}),
    Situation("an update names another employee than the stored one", vendor_codes.PROGRAM_ERROR,
              "patch", f"{GONE}/", body={"employee": WORKS}),
    *_of_employee_lists("rehire/", {}),
    Situation("it names somebody who has not resigned", vendor_codes.PROGRAM_ERROR, path="rehire/",
              body={"emp_code": [WORKS]}),
    *OF_ACTIONS,
    *OF_EXPORTS,
    *OF_LISTS,
)  # fmt: skip


OF_READS = (*OF_EXPORTS, *OF_LISTS)
OF_TEMPLATES = (
    Situation("the path names no template", vendor_codes.UNKNOWN_TEMPLATE, "get", "nowhere/",
              status=404),
    Situation("the filter `bio_type` is none of the types", vendor_codes.UNKNOWN_BIO_TYPE, "get",
              query={"bio_type": "3"}),
    Situation("another filter is no whole number where one is wanted", vendor_codes.PROGRAM_ERROR,
              "get", query={"bio_no": "first"}),
    *OF_READS,
)  # fmt: skip


def _of_messages(to: str, receiver: str, unknown: int) -> tuple[Situation, ...]:
    """Refusals of messages `to` an employee or a terminal."""
    new = {to: receiver, "start_time": "2026-01-05 12:00:00", "duration": 60, "content": "Hello"}
    return (
        Situation("the path names no message", vendor_codes.PROGRAM_ERROR, "get", "nowhere/",
                  status=404),
        Situation("`object_ids` names an unknown message", vendor_codes.PROGRAM_ERROR,
                  path="action/", body={**DELETE, "object_ids": ["nowhere"]}),
        Situation(f"`{to}` is unknown, or a create has none", unknown,
                  body={**new, to: "nowhere"}),
        Situation("`start_time` is no time", vendor_codes.TIME_FORMAT,
                  body={**new, "start_time": "tomorrow"}),
        Situation("`duration` is no whole number from 1 to 2147483647",
                  vendor_codes.UNFIT_DURATION, body={**new, "duration": 0}),
        Situation("a create lacks `start_time`, `duration` or `content`",
                  vendor_codes.PROGRAM_ERROR, body={to: receiver}),
        Situation("`content` is blank or has more than 1024 characters",
                  vendor_codes.PROGRAM_ERROR, body={**new, "content": ""}),
        *_of_actions("object_ids"),
        *OF_READS,
    )  # fmt: skip


ENROLL = {"devices_sn": [SERIAL], "emp_code": WORKS, "bio_type": "1", "finger": 4}
OF_TERMINALS = (
    Situation("the path names no terminal", vendor_codes.PROGRAM_ERROR, "get", "nowhere/",
              status=404),
    Situation("`object_codes` names an unknown terminal", vendor_codes.PROGRAM_ERROR,
              path="action/", body={**DELETE, "object_codes": ["nowhere"]}),
    Situation("`sn` of a create is missing, blank or malformed", vendor_codes.PROGRAM_ERROR,
              body={"sn": "a/b"}),
    Situation("it is a path of the resource", vendor_codes.PROGRAM_ERROR, body={"sn": "export"}),
    Situation("it is taken", vendor_codes.PROGRAM_ERROR, body={"sn": SERIAL}),
    Situation("an update sends another `sn` than the stored one", vendor_codes.PROGRAM_ERROR,
              "patch", f"{SERIAL}/", body={"sn": "DOC-N"}),
    Situation("the area is unknown", vendor_codes.UNKNOWN_AREA,
              body={"sn": "DOC-N", "area": "nowhere"}),
    Situation("the company is unknown", vendor_codes.PROGRAM_ERROR,
              body={"sn": "DOC-N", "company": "nowhere"}),
    Situation("another value is malformed, too long or out of its range",
              vendor_codes.PROGRAM_ERROR, body={"sn": "DOC-N", "heartbeat": 0}),
    Situation("a list of serials is missing or empty", vendor_codes.NO_SERIALS,
              path="sync_data_to_device/", body={"devices_sn": []}),
    Situation("it names an unknown terminal", vendor_codes.PROGRAM_ERROR,
              path="sync_data_to_device/", body={"devices_sn": ["nowhere"]}),
    Situation("it holds more than 500 serials", vendor_codes.TOO_MANY_CODES,
              path="sync_data_to_device/", body={"devices_sn": list(range(1, 502))}),
    Situation("`sn` of `unlock_terminal` is missing or empty", vendor_codes.NO_SERIAL,
              path="unlock_terminal/", body={}),
    Situation("`bio_type` is missing or none of the types", vendor_codes.UNKNOWN_BIO_TYPE,
              path="enroll_remotely/", body={**ENROLL, "bio_type": "3"}),
    Situation("a fingerprint has no `finger` from 0 to 9", vendor_codes.BAD_FINGER,
              path="enroll_remotely/", body={**ENROLL, "finger": 10}),
    Situation("the employee to enrol is unknown", vendor_codes.UNKNOWN_EMPLOYEE,
              path="enroll_remotely/", body={**ENROLL, "emp_code": "nowhere"}),
    Situation("the employee to enrol has resigned", vendor_codes.UNKNOWN_EMPLOYEE,
              path="enroll_remotely/", body={**ENROLL, "emp_code": GONE}),
    Situation("`port` is missing or no whole number from 1 to 65535", vendor_codes.PROGRAM_ERROR,
              path="ip_port_update_to_device/", body={"device_sn": [SERIAL], "port": 0}),
    Situation("`ip` is neither an address nor a host name", vendor_codes.PROGRAM_ERROR,
              path="ip_port_update_to_device/",
              body={"device_sn": [SERIAL], "ip": "a b", "port": 80}),
    *OF_ACTIONS,
    *OF_READS,
)  # fmt: skip
OF_PUNCHES = (
    Situation("the path names no punch", vendor_codes.PROGRAM_ERROR, "get", "nowhere/",
              status=404),
    Situation("`start_time` or `end_time` is no time", vendor_codes.TIME_FORMAT, "get",
              query={"start_time": "yesterday"}),
    Situation("`start_time` is after `end_time`", vendor_codes.START_AFTER_END, "get",
              query={"start_time": "2025-06-02", "end_time": "2025-06-01"}),
    *OF_READS,
)  # fmt: skip
OF_TRANSACTIONS = (
    *OF_PUNCHES,
    Situation("`upload_file` is missing, is no file, or has another name",
              vendor_codes.PROGRAM_ERROR, path="action/", body={"upload_file": b""}),
    Situation("it is of an unknown terminal", vendor_codes.PROGRAM_ERROR, path="action/",
              body={"upload_file": b""}, file_name="nowhere_attlog.dat"),
    Situation("a line of it is malformed", vendor_codes.PROGRAM_ERROR, path="action/",
              body={"upload_file": b"7\tnoon\r\n8\tnoon\r\n"}, file_name=f"{SERIAL}_attlog.dat"),
)  # fmt: skip
# Of resources that are no trees.
OWN: Mapping[str, tuple[Situation, ...]] = {
    "employees": OF_EMPLOYEES,
    "resigns": OF_RESIGNATIONS,
    "biodatas": OF_TEMPLATES,
    "privatemessages": _of_messages("employee", WORKS, vendor_codes.UNKNOWN_EMPLOYEE),
    "publicmessages": _of_messages("terminal", SERIAL, vendor_codes.PROGRAM_ERROR),
    "terminals": OF_TERMINALS,
    "transactions": OF_TRANSACTIONS,
    "unregister": OF_PUNCHES,
}


def situations_of(prefix: str) -> tuple[Situation, ...]:
    """What a resource refuses."""
    return OWN.get(prefix, (*OF_TREES, *OF_ACTIONS, *OF_EXPORTS, *OF_LISTS))


def codes(prefix: str) -> str:
    """The table of a resource's refusals."""
    kind = RESOURCES[prefix].queryset.model
    rows = [
        (situation.when, str(situation.status), str(number), MESSAGES[number])
        for situation in situations_of(prefix)
        for number in [situation.code_of(kind)]
    ]
    return table(("when", "status", "code", "text"), rows)
