"""One fitting request for each operation that is built, over the fixture `manual`."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from etpserver.api.schema.contract import Operation, operations
from etpserver.api.schema.routing import PLACEHOLDER
from etpserver.api.schema.words import kind_of
from tests import factories

# A record of the fixture that its resource's read and update examples can be sent to.
RECORDS = {"areas": "2", "departments": "2", "locations": "3", "positions": "4"}
# Something nobody needs, to be deleted.
MAKERS: dict[str, Callable[[], Any]] = {
    "areas": factories.make_area,
    "departments": factories.make_department,
    "locations": factories.make_location,
    "positions": factories.make_position,
}
IMPORTS = {
    "areas": "area_code,area_name\r\nnew,New\r\n",
    "departments": "dept_code,dept_name\r\nnew,New\r\n",
    "locations": "location_code,location_name\r\nnew,New\r\n",
    "positions": "position_code,position_name\r\nnew,New\r\n",
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
    build = OWN.get(operation.id) or BY_KIND[kind_of(operation) or ""]
    return build(operation)


def _plain(operation: Operation) -> Call:
    path = PLACEHOLDER.sub(RECORDS.get(operation.resource, "1"), operation.path)
    return Call(operation.method, path, operation.request_example)


def _create(operation: Operation) -> Call:
    return Call("POST", operation.path, operation.request_example, status=201)


def _delete(operation: Operation) -> Call:
    record = MAKERS[operation.resource]()
    return Call("DELETE", PLACEHOLDER.sub(str(record.pk), operation.path))


def _action(operation: Operation) -> Call:
    # The example's records are used by others, which is an error of its own.
    record = MAKERS[operation.resource]()
    return Call("POST", operation.path, {**operation.request_example, "object_codes": [record.pk]})


def _export(operation: Operation) -> Call:
    return Call(operation.method, f"{operation.path}?export_type=csv")


def _import(operation: Operation) -> Call:
    file = SimpleUploadedFile("rows.csv", IMPORTS[operation.resource].encode())
    body = {"import_type": "0", "import_file": file}
    return Call("POST", operation.path, body, body_kind="multipart")


def _login(operation: Operation) -> Call:
    return Call("POST", operation.path, {"username": "admin", "password": "admin"})


def _staff_login(operation: Operation) -> Call:
    return Call("POST", operation.path, {"username": "9363", "password": "123456"})


def _refresh(operation: Operation) -> Call:
    pair = _login(operations()["auth_jwt_api_token"]).send(APIClient()).json()
    return Call("POST", operation.path, {"refresh": pair["refresh"]})


BY_KIND: dict[str, Callable[[Operation], Call]] = {
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
}
