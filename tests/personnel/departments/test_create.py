"""Manual 3.2.1 and the codes that only departments have."""

import pytest

from personnel.models import Department
from tests.factories import make_department
from tests.kernel.answers import vendor_error

URL = "/personnel/api/departments/"


def test_answers_as_the_manual_prints_it(api):
    Department.objects.filter(pk=1).update(dept_name="Python")
    body = {"dept_code": "5", "dept_name": "tw12", "parent_dept": 1}
    answer = api.post(URL, body, format="json")
    stored = Department.objects.get(dept_code="5")
    assert (answer.status_code, answer.json()) == (
        201,
        {"id": stored.pk, "dept_code": "5", "dept_name": "tw12", "parent_dept": "Python"},
    )


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"dept_code": "", "dept_name": "x"}, -10),
        ({"dept_code": "D", "dept_name": " "}, -10),
        ({"dept_name": "x"}, -10),
        ({"dept_code": "TAKEN", "dept_name": "x"}, -12),
        ({"dept_code": "D", "dept_name": "x", "parent_dept": "NOBODY"}, -13),
        ({"dept_code": "D" * 31, "dept_name": "x"}, -1),
        ({"dept_code": "D", "dept_name": "x" * 101}, -1),
        ({"dept_code": "D/E", "dept_name": "x"}, -1),
        ({"dept_code": "D", "dept_name": ["x"]}, -1),
        ({"dept_code": "export", "dept_name": "x"}, -1),
    ],
)
def test_each_error_has_its_vendor_code(api, body, code):
    make_department(dept_code="TAKEN")
    answer = api.post(URL, body, format="json")
    detail, data = answer.json()["detail"], answer.json()["data"]
    assert (answer.status_code, answer.json()) == (400, vendor_error(code, detail, **data))
    assert answer["X-Etp-Code"] == str(code)
    assert Department.objects.count() == 2


def test_a_name_that_is_taken_is_none_of_the_vendors_errors(api):
    make_department(dept_code="A", dept_name="tw")
    answer = api.post(URL, {"dept_code": "B", "dept_name": "tw"})
    stored = Department.objects.get(dept_code="B")
    assert (answer.status_code, answer.json()) == (
        201,
        {"id": stored.pk, "dept_code": "B", "dept_name": "tw", "parent_dept": None},
    )
