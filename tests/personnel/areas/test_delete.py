"""Areas that employees may punch in stay."""

from personnel.models import Area, EmployeeArea
from tests.factories import make_area, make_employee
from tests.kernel.answers import vendor_error


def test_refuses_an_area_that_employees_punch_in(api):
    make_employee(areas=(make_area(area_code="GATE"),))
    answer = api.delete("/personnel/api/areas/GATE/")
    expected = vendor_error(-1, "Still in use by: employees.")
    assert (answer.status_code, answer.json()) == (400, expected)
    assert Area.objects.filter(area_code="GATE").exists()
    assert EmployeeArea.objects.count() == 1


def test_names_everything_that_an_area_is_in_use_by(api):
    gate = make_area(area_code="GATE")
    make_area(area_code="DOOR", parent_area=gate)
    make_employee(areas=(gate,))
    answer = api.delete("/personnel/api/areas/GATE/")
    expected = vendor_error(-1, "Still in use by: areas, employees.")
    assert (answer.status_code, answer.json()) == (400, expected)
    assert Area.objects.count() == 3
