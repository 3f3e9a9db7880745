"""Names that resignations share with others: paths and columns."""

import pytest
from rest_framework.test import APIClient

from personnel.urls import router
from tests.factories import make_employee, make_resignation
from tests.personnel.employees.uploads import send

EMPLOYEES = "/personnel/api/employees/"
RESIGNS = "/personnel/api/resigns/"
STATIC = sorted(
    {
        path
        for prefix, viewset, _ in router.registry
        if prefix in {"employees", "resigns"}
        for path in (*(op.url_path for op in viewset.get_extra_actions()), *viewset.aliases)
    }
)


@pytest.mark.parametrize("path", STATIC)
def test_no_employee_gets_a_code_that_a_path_hides(api: APIClient, path: str) -> None:
    answer = api.post(EMPLOYEES, {"emp_code": path, "department": 1, "area": [1]}, format="json")
    assert answer.status_code == 400
    assert answer.json()["emp_code"] == ["This code is a path of its resource; choose another one."]


def test_the_reason_can_be_exported_by_its_name(api: APIClient) -> None:
    make_resignation(make_employee(emp_code="R1"), reason="Moves to Pune")
    answer = api.get(f"{RESIGNS}export/?export_type=csv&export_headers=emp_code,reason")
    assert b"".join(answer.streaming_content) == b"emp_code,reason\r\nR1,Moves to Pune\r\n"


@pytest.mark.parametrize(
    ("url", "header"),
    [
        (f"{EMPLOYEES}import_emp/", "emp_code,dept_code,area_code\n"),
        (f"{RESIGNS}import_resign/", "emp_code,resign_date,resign_type\n"),
    ],
)
def test_an_import_names_form_fields_it_does_not_know(
    api: APIClient, url: str, header: str
) -> None:
    known = send(api, url, header)
    assert (known.status_code, "X-Etp-Warning" in known.headers) == (200, False)
    odd = api.post(url, {"import_type": 1, "colour": "blue"}, format="multipart")
    assert odd.headers["X-Etp-Warning"] == "unknown body fields: colour"
