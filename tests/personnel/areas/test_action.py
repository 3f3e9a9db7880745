"""Manual 3.1.7."""

from personnel.models import Area
from tests.factories import make_area, make_employee
from tests.kernel.answers import vendor_error


def test_deletes_none_if_employees_punch_in_one(api):
    make_area(area_code="A")
    make_employee(areas=(make_area(area_code="B"),))
    body = {"object_codes": ["A", "B"], "action_type": "delete"}
    answer = api.post("/personnel/api/areas/action/", body, format="json")
    expected = vendor_error(-1, "Still in use by: employees.")
    assert (answer.status_code, answer.json()) == (400, expected)
    assert Area.objects.count() == 3
