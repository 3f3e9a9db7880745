"""Every operation for whoever should get in, and for whoever should not: one table, tested whole.

What a viewer and the admin may is in tests/contract/test_permissions.py, operation by operation.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest
from rest_framework.test import APIClient

from etpserver.accounts.jwt import StaffJwt, WorldAccessToken, WorldRefreshToken
from etpserver.accounts.models import User
from etpserver.api.keys import issue_token, user_key
from etpserver.api.schema.words import kind_of
from etpserver.api.worlds import World, current_world, use_world
from etpserver.emulator.worlds.digest import digest
from personnel.employees.models import Employee
from personnel.employees.staff import issue_staff_token, staff_key
from tests.contract import calls as contract_calls
from tests.contract.calls import WORKS, call_of
from tests.contract.operations import ALL, TOKENS
from tests.contract.test_permissions import TABLE

OK, BAD, UNAUTHENTICATED, FORBIDDEN, NOT_FOUND = 200, 400, 401, 403, 404
LOGINS = {operation.id for operation in TOKENS}

# What an employee who logged in may call at all; every other operation is 403.
OF_STAFF = {
    **{f"{resource}_{kind}": OK
       for resource in ("employees", "transactions", "private_messages", "resigns")
       for kind in ("list", "export")},
    # The calls name records of other people.
    **{f"{resource}_read": NOT_FOUND
       for resource in ("employees", "transactions", "private_messages", "resigns")},
}  # fmt: skip

Issue = Callable[[User, Employee], str]


def noon() -> datetime:
    return datetime.fromisoformat("2026-01-05T12:00:00+05:30")


def expired(issue: Issue, days: int) -> Issue:
    def made(user: User, employee: Employee) -> str:
        clock = current_world().clock
        clock.freeze(noon())
        credential = issue(user, employee)
        clock.freeze(noon().replace(day=5 + days))
        return credential

    return made


def elsewhere(issue: Issue) -> Issue:
    """The same in another world of this installation, whose rows were copied into this one."""

    def made(user: User, employee: Employee) -> str:
        with use_world(World("another", seed=1)):
            return issue(user, employee)

    return made


def key(user: User, _employee: Employee) -> str:
    return f"Token {issue_token(user).key}"


def jwt(user: User, _employee: Employee) -> str:
    return f"JWT {WorldAccessToken.for_user(user)}"


def refresh(user: User, _employee: Employee) -> str:
    return f"Bearer {WorldRefreshToken.for_user(user)}"


def employees_key(_user: User, employee: Employee) -> str:
    return f"Token {issue_staff_token(employee).key}"


def employees_jwt(_user: User, employee: Employee) -> str:
    return f"JWT {StaffJwt.for_employee(employee)}"


def disabled(issue: Issue) -> Issue:
    """Of a user that was disabled, and an employee without the app, after they logged in."""

    def made(user: User, employee: Employee) -> str:
        credential = issue(user, employee)
        User.objects.filter(pk=user.pk).update(is_active=False)
        Employee.objects.filter(pk=employee.pk).update(app_status=0)
        return credential

    return made


def without_a_licence(issue: Issue) -> Issue:
    def made(user: User, employee: Employee) -> str:
        world = current_world()
        world.settings = replace(world.settings, api_license="inactive")
        return issue(user, employee)

    return made


def fixed(text: str) -> Issue:
    return lambda _user, _employee: text


# Who calls, and what every operation but the logins answers.
REFUSED: dict[str, tuple[Issue, int]] = {
    "no credentials": (fixed(""), UNAUTHENTICATED),
    "a garbage key": (fixed("Token " + "0" * 40), UNAUTHENTICATED),
    "garbage": (fixed("Bearer ' OR 1=1 --"), UNAUTHENTICATED),
    "a garbage JWT": (fixed("JWT eyJhbGciOiJIUzI1NiJ9.eyJleHAiOjk5OTk5OTk5OTl9.AAAA"),
                      UNAUTHENTICATED),
    "a password that cannot be read": (fixed("Basic !!!"), UNAUTHENTICATED),
    "an expired JWT": (expired(jwt, days=1), UNAUTHENTICATED),
    "an employee's expired JWT": (expired(employees_jwt, days=8), UNAUTHENTICATED),
    "a refresh token": (refresh, UNAUTHENTICATED),
    "a key of another world": (elsewhere(key), UNAUTHENTICATED),
    "a JWT of another world": (elsewhere(jwt), UNAUTHENTICATED),
    "an employee's key of another world": (elsewhere(employees_key), UNAUTHENTICATED),
    "an employee's JWT of another world": (elsewhere(employees_jwt), UNAUTHENTICATED),
    "a disabled user's key": (disabled(key), UNAUTHENTICATED),
    "a disabled user's JWT": (disabled(jwt), UNAUTHENTICATED),
    "a disabled employee's key": (disabled(employees_key), UNAUTHENTICATED),
    "a disabled employee's JWT": (disabled(employees_jwt), UNAUTHENTICATED),
    "a key without a licence": (without_a_licence(key), FORBIDDEN),
    "a JWT without a licence": (without_a_licence(jwt), FORBIDDEN),
    "an employee's key without a licence": (without_a_licence(employees_key), FORBIDDEN),
    "an employee's JWT without a licence": (without_a_licence(employees_jwt), FORBIDDEN),
}  # fmt: skip
ADMITTED: dict[str, tuple[Issue, dict[str, int]]] = {
    "an employee's key": (employees_key, OF_STAFF),
    "an employee's JWT": (employees_jwt, OF_STAFF),
}


def expected_of_staff() -> dict[str, int]:
    return {
        operation.id: OK if operation.id in LOGINS else OF_STAFF.get(operation.id, FORBIDDEN)
        for operation in ALL
    }


@pytest.fixture
def statuses(manual, caller, admin, monkeypatch) -> Callable[[Issue], dict[str, int]]:
    """Call all 108 operations with a credential; answers their statuses. Nothing may change."""

    def call_all(issue: Issue) -> dict[str, int]:
        caller("admin")  # who has a password now
        calls = {}
        for number, operation in enumerate(ALL):
            monkeypatch.setattr(contract_calls, "SPARE", f"spare{number}")
            calls[operation.id] = call_of(operation)
        other = User.objects.create_user("other", is_superuser=True)
        credential = issue(other, Employee.objects.get(emp_code=WORKS))
        client = APIClient()
        if credential:
            client.credentials(HTTP_AUTHORIZATION=credential)
        before = digest()
        found = {}
        for name, call in calls.items():
            answer = call.send(client)
            getattr(answer, "getvalue", bytes)()
            found[name] = answer.status_code
        assert digest() == before
        return found

    return call_all


def test_there_are_108_operations_and_the_table_of_rights_has_them_all():
    assert len(ALL) == len(TABLE) == 108
    assert {operation.id for operation in ALL} >= OF_STAFF.keys() | LOGINS
    assert {kind_of(o) for o in ALL if o.id in OF_STAFF} == {"list", "read", "export"}


@pytest.mark.parametrize("who", REFUSED)
def test_nobody_gets_in_with(who, statuses):
    issue, refused = REFUSED[who]
    expected = {o.id: OK if o.id in LOGINS else refused for o in ALL}
    if who.startswith("a disabled"):  # so is the employee who logs in by the calls
        expected |= {name: BAD for name in LOGINS if "staff" in name}
    assert statuses(issue) == expected


@pytest.mark.parametrize("who", ADMITTED)
def test_an_employee_reads_their_own_and_nothing_else_with(who, statuses):
    assert statuses(ADMITTED[who][0]) == expected_of_staff()


def test_an_employee_is_no_user_of_the_same_name(statuses, manual):
    """Rights of a user called like an employee's code are not the employee's."""
    User.objects.create_user(WORKS, is_superuser=True)
    assert statuses(employees_key) == expected_of_staff()


def test_keys_of_worlds_and_holders_differ(world, admin):
    employee = ("9363", "hash", 0)
    with use_world(World("another")):
        others = {user_key(admin), staff_key(*employee)}
    assert len(others | {user_key(admin), staff_key(*employee)}) == 4
