"""An employee who logged in reaches nothing of others: by no id, code, filter, search or order."""

import io
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from django.urls import resolve
from openpyxl import load_workbook
from rest_framework.test import APIClient

from iclock.messages.models import PrivateMessage
from iclock.transactions.models import Transaction
from personnel.employees.models import Employee
from personnel.employees.photos import store_portraits
from personnel.employees.staff import issue_staff_token
from personnel.resignations.models import Resignation
from tests.factories import make_employee, make_resignation, make_template
from tests.iclock.messages.records import make_private
from tests.iclock.transactions.punches import make_punch, make_terminal

OWN, OTHER, LEFT = "7", "8", "9"  # codes; the three share department, area and terminal
# In everything that is another's; the letters are in no key, heading or name of the server's.
MARK = "Zyxwv"
LISTS = {
    "employees": "/personnel/api/employees/",
    "resigns": "/personnel/api/resigns/",
    "transactions": "/iclock/api/transactions/",
    "privatemessages": "/iclock/api/privatemessages/",
}
MODELS = {
    "employees": Employee,
    "resigns": Resignation,
    "transactions": Transaction,
    "privatemessages": PrivateMessage,
}
VALUES = ("8", "9", MARK, "1", "null", "2099-01-01", "%", "_", f"{MARK}' OR '1'='1", "7,8")


@pytest.fixture
def people(db, world) -> None:
    terminal = make_terminal("SN1")
    for code in (OWN, OTHER, LEFT):
        name = "Asha" if code == OWN else MARK
        person = make_employee(
            emp_code=code, first_name=name, last_name=name, card_no=f"{name}{code}", app_status=1,
            id=f"{code * 13}",
        )  # fmt: skip
        make_template(person)
        make_punch(code, terminal=terminal, emp=person, work_code=name)
        make_private(person, content=name)
        store_portraits({person: b"\xff\xd8\xff" + name.encode()})
        if code == LEFT:
            make_resignation(person, reason=MARK)


def as_employee(code: str) -> APIClient:
    client = APIClient()
    token = issue_staff_token(Employee.objects.get(emp_code=code))
    client.credentials(HTTP_AUTHORIZATION=f"Token {token.key}")
    return client


@pytest.fixture
def staff(people) -> APIClient:
    return as_employee(OWN)


def text_of(answer) -> str:
    """What an answer says; of a workbook its cells."""
    content = answer.getvalue()
    if content.startswith(b"PK"):
        rows = load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True)
        return repr(list(rows))
    return f"{dict(answer.items())}{content.decode()}"


def view_of(path: str):
    return resolve(path).func.cls


def parameters(path: str) -> Iterator[str]:
    """Every filter, the search, and every order, with values that name others."""
    view = view_of(path)
    for name in sorted(view.filters.known_parameters()):
        yield from (f"{name}={quote(value)}" for value in VALUES)
    yield from (f"search={quote(value)}" for value in VALUES)
    orderings = (view.list_shape or view.shape).orderings()
    guessed = ("employee__first_name", "emp__card_no", "department__employee__first_name", "?",
               "self_password", "employee__self_password", "pk", "(SELECT 1)")  # fmt: skip
    yield from (f"ordering={sign}{name}" for name in (*orderings, *guessed) for sign in ("", "-"))


@pytest.mark.parametrize("resource", LISTS)
def test_lists_hold_the_own_records_whatever_is_asked(resource, staff, api):
    path = LISTS[resource]
    own = 0 if resource == "resigns" else 1
    assert MARK in text_of(api.get(path))
    for query in ("", "page_size=1000", "page=1&page_size=1&access_token=", *parameters(path)):
        answer = staff.get(f"{path}?{query}")
        assert answer.status_code in {200, 400, 404}, query
        if answer.status_code == 200:
            found = answer.json()
            assert found["count"] <= own, query
            assert MARK not in str(found["data"]), query


@pytest.mark.parametrize("kind", ["csv", "txt", "xls", ""])
@pytest.mark.parametrize("resource", LISTS)
def test_exports_hold_the_own_records_in_every_column(resource, kind, staff, api):
    path = f"{LISTS[resource]}export/"
    view = view_of(path)
    everything = ",".join(column.heading for column in (*view.shape.columns(),
                                                        *view.export_columns))  # fmt: skip
    query = {"export_type": kind, "export_headers": everything}
    if kind or view.export_shape:
        assert MARK in text_of(api.get(path, query))
    for more in ({}, {"search": MARK}, {"emp_code": OTHER}, {"ordering": "-id"}):
        for answer in (staff.get(path, {**query, **more}), staff.post(path, {**query, **more})):
            assert MARK not in text_of(answer)


@pytest.mark.parametrize("resource", LISTS)
def test_no_id_or_code_of_others_is_found(resource, staff):
    rows = MODELS[resource].objects.all()
    names = {OTHER, LEFT, OTHER * 13, LEFT * 13, *(str(row.pk) for row in rows)}
    owner = view_of(LISTS[resource]).staff_owner
    own = {str(row.pk) for row in rows.filter(**{owner: OWN * 13})}
    found = {}
    for name in names:
        answer = staff.get(f"{LISTS[resource]}{name}/")
        found[name] = answer.status_code
        assert MARK not in text_of(answer)
    assert {name for name, status in found.items() if status == 200} == own
    assert {status for name, status in found.items() if name not in own} == {404}


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("code", [OTHER, LEFT, f"../photo/{OTHER}", f"{OWN}/../{OTHER}"])
def test_photos_of_others_are_not_there(code, method, staff):
    assert staff.generic(method, f"/files/photo/{OWN}.jpg").status_code == 200
    answer = staff.generic(method, f"/files/photo/{code}.jpg")
    assert (answer.status_code, MARK in answer.getvalue().decode()) == (404, False)


@pytest.mark.parametrize("resource", LISTS)
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_an_employee_changes_nothing_not_even_the_own(resource, method, staff):
    own = {"employees": OWN, "resigns": OWN}.get(resource, "1")
    path = LISTS[resource] if method == "POST" else f"{LISTS[resource]}{own}/"
    assert staff.generic(method, path, "{}", "application/json").status_code == 403


@pytest.mark.parametrize(
    "path",
    ["/personnel/api/areas/", "/personnel/api/departments/", "/personnel/api/positions/",
     "/personnel/api/locations/", "/iclock/api/terminals/", "/iclock/api/biodatas/",
     "/iclock/api/publicmessages/", "/iclock/api/unregister/"],
)  # fmt: skip
def test_what_belongs_to_nobody_is_closed_to_employees(path, staff):
    for query in ("", "?search=a", "export/?export_type=csv"):
        assert staff.get(f"{path}{query}").status_code == 403


def test_who_has_resigned_is_out_with_the_key_they_had(people):
    client = as_employee(OTHER)
    assert client.get(LISTS["employees"]).status_code == 200
    Employee.objects.filter(emp_code=OTHER).update(status=100)
    assert client.get(LISTS["employees"]).status_code == 401
