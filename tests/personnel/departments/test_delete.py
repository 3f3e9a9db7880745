"""Departments with employees stay (-15)."""

from personnel.models import Department
from tests.factories import make_department, make_employee
from tests.kernel.answers import vendor_error


def test_refuses_a_department_with_employees(api):
    make_employee(department_id=make_department(dept_code="HR").pk)
    answer = api.delete("/personnel/api/departments/HR/")
    expected = vendor_error(-15, "Still in use by: employees.")
    assert (answer.status_code, answer.json()) == (400, expected)
    assert Department.objects.filter(dept_code="HR").exists()
