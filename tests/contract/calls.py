"""One fitting request for each operation, over the fixture `manual`."""

from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from rest_framework.test import APIClient

from etpserver.api.schema.contract import Operation, operations
from etpserver.api.schema.routing import PLACEHOLDER
from etpserver.api.schema.words import kind_of
from tests import factories
from tests.iclock.factories import make_terminal
from tests.iclock.messages.records import make_private, make_public

# A record of the fixture that its resource's read and update examples can be sent to.
RECORDS = {
    "areas": "2",
    "biodatas": "8",
    "departments": "2",
    "employees": "5677",
    "locations": "3",
    "positions": "4",
    "privatemessages": "43",
    "publicmessages": "1",
    "resigns": "12",
    "terminals": "BYEL2012600012",
    "transactions": "83",
    "unregister": "1",
}
WORKS, HAS_RESIGNED = "9363", "14"  # codes of employees of the fixture
HAS_PEOPLE = "CLH8224760441"  # the serial of the one terminal where people are enrolled
SPARE = "spare"
# Something nobody needs, to be deleted.
MAKERS: dict[str, Callable[[], Any]] = {
    "areas": factories.make_area,
    "biodatas": lambda: factories.make_template(factories.make_employee(emp_code=SPARE)),
    "departments": factories.make_department,
    "employees": lambda: factories.make_employee(emp_code=SPARE),
    "locations": factories.make_location,
    "positions": factories.make_position,
    "privatemessages": make_private,
    "publicmessages": make_public,
    "resigns": lambda: factories.make_resignation(factories.make_employee(emp_code=SPARE)),
    "terminals": make_terminal,
}
IMPORTS = {
    "areas": "area_code,area_name\r\nnew,New\r\n",
    "departments": "dept_code,dept_name\r\nnew,New\r\n",
    "employees": "emp_code,dept_code,area_code\r\nnew,1,1\r\n",
    "locations": "location_code,location_name\r\nnew,New\r\n",
    "positions": "position_code,position_name\r\nnew,New\r\n",
    "resigns": f"emp_code,resign_date,resign_type\r\n{WORKS},2025-06-30,3\r\n",
}


@dataclass(frozen=True)
class Call:
    """A request, and the status it deserves."""

    method: str
    path: str
    body: Any = None
    body_kind: str = "json"
    status: int = 200

    def send(self, client: APIClient) -> Any:
        if self.body is None:
            return client.generic(self.method, self.path)
        options: Any = {"format": self.body_kind}
        return getattr(client, self.method.lower())(self.path, self.body, **options)


def call_of(operation: Operation) -> Call:
    """The operation's request: one of its own, or its kind's."""
    build = OWN.get(operation.id) or BY_KIND.get(kind_of(operation), _plain)
    return build(operation)


def _plain(operation: Operation) -> Call:
    path = PLACEHOLDER.sub(RECORDS.get(operation.resource, "1"), operation.path)
    return Call(operation.method, path, operation.request_example)


def _create(operation: Operation) -> Call:
    return Call("POST", operation.path, operation.request_example, status=201)


def _create_with(**over: Any) -> Callable[[Operation], Call]:
    # The example's record is in the fixture already.
    return lambda operation: Call(
        "POST", operation.path, {**operation.request_example, **over}, status=201
    )


def _about(*emp_codes: str) -> Callable[[Operation], Call]:
    # The example's employees are on the other side of leaving.
    return lambda operation: Call(
        "POST", operation.path, {**operation.request_example, "emp_code": list(emp_codes)}
    )


def _read(code: str) -> Callable[[Operation], Call]:
    return lambda operation: Call("GET", PLACEHOLDER.sub(code, operation.path))


def _post(**body: Any) -> Callable[[Operation], Call]:
    # The manual prints no request.
    return lambda operation: Call("POST", operation.path, body)


def _photo(operation: Operation) -> Call:
    file = BytesIO()
    Image.new("RGB", (120, 160), "teal").save(file, "JPEG")
    photo = SimpleUploadedFile("photo.jpg", file.getvalue(), "image/jpeg")
    body = {"emp_code": [WORKS, HAS_RESIGNED], "upload_photo": photo}
    return Call("POST", operation.path, body, body_kind="multipart")


def _delete(operation: Operation) -> Call:
    record = MAKERS[operation.resource]()
    return Call("DELETE", PLACEHOLDER.sub(str(record.pk), operation.path))


def _action(operation: Operation) -> Call:
    # The example's records are used by others, which is an error of its own.
    record = MAKERS[operation.resource]()
    (objects,) = operation.request_example.keys() - {"action_type"}
    return Call("POST", operation.path, {**operation.request_example, objects: [record.pk]})


def _export(operation: Operation) -> Call:
    return Call(operation.method, f"{operation.path}?export_type=csv")


def _import(operation: Operation) -> Call:
    file = SimpleUploadedFile("rows.csv", IMPORTS[operation.resource].encode())
    body = {"import_type": "0", "import_file": file}
    return Call("POST", operation.path, body, body_kind="multipart")


def _attendance_log(operation: Operation) -> Call:
    line = f"{WORKS}\t2025-06-19 04:55:31\t1\t0\t1\t0\r\n"
    file = SimpleUploadedFile("CK5L201260350_attlog07.dat", line.encode())
    return Call("POST", operation.path, {"upload_file": file}, body_kind="multipart")


def _login(operation: Operation) -> Call:
    return Call("POST", operation.path, {"username": "admin", "password": "admin"})


def _staff_login(operation: Operation) -> Call:
    return Call("POST", operation.path, {"username": "9363", "password": "123456"})


def _refresh(operation: Operation) -> Call:
    pair = _login(operations()["auth_jwt_api_token"]).send(APIClient()).json()
    return Call("POST", operation.path, {"refresh": pair["refresh"]})


BY_KIND: dict[str | None, Callable[[Operation], Call]] = {
    "list": _plain,
    "create": _create,
    "read": _plain,
    "update": _plain,
    "partial_update": _plain,
    "delete": _delete,
    "action": _action,
    "export": _export,
    "import": _import,
}
OWN: dict[str, Callable[[Operation], Call]] = {
    "auth_api_token": _login,
    "auth_jwt_api_token": _login,
    "auth_jwt_api_token_refresh": _refresh,
    "auth_staff_api_token": _staff_login,
    "auth_staff_jwt_api_token": _staff_login,
    "employees_create": _create_with(emp_code="new"),
    "employees_read": _read("11"),  # whose record the example shows
    "employees_adjust_resign": _about(WORKS),
    "employees_update_emp_photo": _photo,
    "resigns_create": _create_with(employee=WORKS),
    "resigns_disable_att": _about(HAS_RESIGNED),
    "resigns_rehire": _about(HAS_RESIGNED),
    "terminals_create": _create_with(sn="new"),
    "terminals_read": _read("BYEL201260001"),
    "terminals_enrolled_employees": _post(sn=[HAS_PEOPLE]),
    "terminals_ip_port_update_to_device": _post(device_sn=[HAS_PEOPLE], ip="192.0.2.1", port=8088),
    "transactions_action": _attendance_log,
}
