"""Positions that employees hold stay."""

from personnel.models import Position
from tests.factories import make_employee, make_position
from tests.kernel.answers import vendor_error


def test_refuses_a_position_that_an_employee_holds(api):
    make_employee(position=make_position(position_code="LEAD"))
    answer = api.delete("/personnel/api/positions/LEAD/")
    expected = vendor_error(-1, "Still in use by: employees.")
    assert (answer.status_code, answer.json()) == (400, expected)
    assert Position.objects.filter(position_code="LEAD").exists()
