"""Who may do what with terminals."""

import pytest
from django.contrib.auth.models import Permission
from rest_framework.test import APIClient

from etpserver.accounts.models import User
from tests.factories import make_employee
from tests.iclock.factories import make_terminal
from tests.iclock.terminals.records import NO_LOGIN, NO_RIGHT, TERMINALS, stored
from tests.kernel.answers import vendor_error

OPERATIONS = [
    ("get", "", None, "view"),
    ("get", "SN1/", None, "view"),
    ("get", "export/?export_type=csv", None, "view"),
    ("post", "export/?export_type=csv", {}, "view"),
    ("post", "enrolled_employees/", {"sn": "SN1"}, "view"),
    ("post", "", {"sn": "NEW"}, "add"),
    ("put", "SN1/", {"alias": "x"}, "change"),
    ("patch", "SN1/", {"alias": "x"}, "change"),
    ("delete", "SN1/", None, "delete"),
    ("post", "action/", {"object_codes": ["SN1"], "action_type": "delete"}, "delete"),
    ("post", "action/", {"object_codes": ["SN1"], "action_type": "reboot"}, "change"),
    ("post", "action/", {"object_codes": ["SN1"], "action_type": "clear_command"}, "change"),
    *(
        ("post", f"{path}/", {"terminals": "SN1"}, "change")
        for path in ("clear_command", "clear_capture", "clear_all", "upload_all",
                     "upload_transaction", "reboot")
    ),
    ("post", "enroll_remotely/", {"sn": "SN1", "bio_type": "2", "emp_code": "11"}, "change"),
    ("post", "sync_data_to_device/", {"devices_sn": "SN1", "emp_code": True}, "change"),
    ("post", "ip_port_update_to_device/", {"device_sn": "SN1", "port": 80}, "change"),
    ("post", "unlock_terminal/", {"sn": "SN1"}, "change"),
]  # fmt: skip
EACH = pytest.mark.parametrize(
    "asked", OPERATIONS, ids=lambda asked: " ".join((asked[0], asked[1], asked[3]))
)
RIGHTS = ("view", "add", "change", "delete")


@pytest.fixture
def terminal(world, db):
    make_employee(emp_code="11")
    return make_terminal(sn="SN1")


def client_with(*rights):
    user = User.objects.create(username="-".join(rights) or "nobody")
    names = [f"{right}_terminal" for right in rights]
    user.user_permissions.set(Permission.objects.filter(codename__in=names))
    client = APIClient()
    client.force_authenticate(user)
    return client


def call(client, asked):
    method, path, body, _ = asked
    answer = getattr(client, method)(f"{TERMINALS}{path}", body, format="json" if body else None)
    getattr(answer, "getvalue", bytes)()
    return answer


@EACH
def test_the_right_is_enough(terminal, asked):
    assert call(client_with(asked[3]), asked).status_code in {200, 201}


@EACH
def test_the_other_rights_are_not(terminal, asked):
    before = stored()
    others = [other for other in RIGHTS if other != asked[3]]
    answer = call(client_with(*others), asked)
    assert (answer.status_code, answer.json()) == (403, vendor_error(-1, NO_RIGHT))
    assert stored() == before


@EACH
def test_the_refusal_comes_before_everything_else(db, world, asked):
    method, path, body, right = asked
    answer = call(client_with(), (method, path, {"nonsense": []} if body else None, right))
    assert answer.status_code == 403


@EACH
def test_staff_may_nothing(terminal, staff, asked):
    before = stored()
    answer = call(staff, asked)
    assert (answer.status_code, answer.json()) == (403, vendor_error(-1, NO_RIGHT))
    assert stored() == before


@EACH
def test_the_anonymous_may_nothing(terminal, anonymous, asked):
    answer = call(anonymous, asked)
    assert (answer.status_code, answer.json()) == (401, vendor_error(-1, NO_LOGIN))
