"""Manual 3.2.7."""

from personnel.models import Department
from tests.factories import make_department, make_employee
from tests.kernel.answers import vendor_error


def test_deletes_none_if_one_has_employees(api):
    make_department(dept_code="A")
    make_employee(department_id=make_department(dept_code="B").pk)
    body = {"object_codes": ["A", "B"], "action_type": "delete"}
    answer = api.post("/personnel/api/departments/action/", body, format="json")
    expected = vendor_error(-15, "Still in use by: employees.")
    assert (answer.status_code, answer.json()) == (400, expected)
    assert Department.objects.count() == 3
