"""Who may do what: every operation for the admin, a viewer and the anonymous."""

import pytest

from tests.contract.calls import call_of
from tests.contract.operations import ALL, readable

OK, CREATED, UNAUTHENTICATED, FORBIDDEN = 200, 201, 401, 403

READING = {"admin": OK, "viewer": OK, "anonymous": UNAUTHENTICATED}
CREATING = {"admin": CREATED, "viewer": FORBIDDEN, "anonymous": UNAUTHENTICATED}
CHANGING = {"admin": OK, "viewer": FORBIDDEN, "anonymous": UNAUTHENTICATED}
LOGGING_IN = {"admin": OK, "viewer": OK, "anonymous": OK}

OF_A_KIND = {
    "list": READING,
    "create": CREATING,
    "read": READING,
    "update": CHANGING,
    "partial_update": CHANGING,
    "delete": CHANGING,
    "action": CHANGING,
    "export": READING,
    "import": CHANGING,
}
WRITABLE = OF_A_KIND.keys() - {"import"}
IMPORTED = ("areas", "departments", "employees", "locations", "positions", "resigns")

TABLE = {
    "auth_api_token": LOGGING_IN,
    "auth_jwt_api_token": LOGGING_IN,
    "auth_jwt_api_token_refresh": LOGGING_IN,
    "auth_staff_api_token": LOGGING_IN,
    "auth_staff_jwt_api_token": LOGGING_IN,
    **{
        f"{resource}_{kind}": OF_A_KIND[kind]
        for kinds, resources in (
            (WRITABLE | {"import"}, IMPORTED),
            (WRITABLE, ("private_messages", "public_messages", "terminals")),
            ({"list", "read", "export", "delete"}, ("biodatas",)),
            ({"list", "read", "export"}, ("transactions", "unregister")),
        )
        for resource in resources
        for kind in kinds
    },
    "employees_adjust_area": CHANGING,
    "employees_adjust_depart": CHANGING,
    "employees_adjust_emp_type": CHANGING,
    "employees_adjust_position": CHANGING,
    "employees_adjust_resign": CHANGING,
    "employees_del_bio_template": CHANGING,
    "employees_update_emp_photo": CHANGING,
    "resigns_disable_att": CHANGING,
    "resigns_rehire": CHANGING,
    "terminals_enroll_remotely": CHANGING,
    "terminals_enrolled_employees": READING,
    "terminals_ip_port_update_to_device": CHANGING,
    "terminals_sync_data_to_device": CHANGING,
    "terminals_unlock": CHANGING,
    "transactions_action": CHANGING,
}


def test_the_table_names_every_operation():
    assert set(TABLE) == {operation.id for operation in ALL}


@pytest.mark.parametrize(
    ("operation", "principal", "status"),
    [
        pytest.param(
            operation,
            principal,
            status,
            id=f"{readable(operation)} {operation.method} {principal} {status}",
        )
        for operation in ALL
        for principal, status in TABLE.get(operation.id, {}).items()
    ],
)
def test_permissions(operation, principal, status, manual, caller):
    answer = call_of(operation).send(caller(principal))
    assert answer.status_code == status
    getattr(answer, "getvalue", bytes)()
