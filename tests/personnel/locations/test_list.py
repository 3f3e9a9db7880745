"""Manual 3.4.1: roots are listed, and the answer has no parent_location_name."""

from personnel.models import Location
from tests.kernel.answers import envelope

COMPANY = {"id": "6b969e80-f3ff-11e9-afc7-acde48001122", "name": "default"}


def test_a_list_looks_as_the_manual_prints_it(api):
    Location.objects.create(pk=2, location_code="2", location_name="d")
    Location.objects.create(pk=3, location_code="3", location_name="k", parent_location_id=2)
    answer = api.get("/personnel/api/locations/")
    first = {"id": 1, "location_code": "1", "location_name": "Location", "parent_location": None}
    second = {"id": 2, "location_code": "2", "location_name": "d", "parent_location": None}
    third = {"id": 3, "location_code": "3", "location_name": "k", "parent_location": second}
    expected = envelope([{**record, "company": COMPANY} for record in (first, second, third)])
    assert (answer.status_code, answer.json()) == (200, expected)
