"""Manual 3.1.1, 3.1.3: what only areas answer."""

from personnel.models import Area
from tests.kernel.answers import envelope

COMPANY = {"id": "6b969e80-f3ff-11e9-afc7-acde48001122", "name": "default"}


def test_a_list_looks_as_the_manual_prints_it(api):
    Area.objects.create(pk=2, area_code="2", area_name="Bangalore", parent_area_id=1)
    answer = api.get("/personnel/api/areas/", {"area_code": "2"})
    root = {"id": 1, "area_code": "1", "area_name": "Not Authorized", "parent_area": None}
    area = {"id": 2, "area_code": "2", "area_name": "Bangalore", "parent_area": root}
    assert (answer.status_code, answer.json()) == (200, envelope([{**area, "company": COMPANY}]))


def test_keys_come_in_the_manuals_order(api):
    answer = api.get("/personnel/api/areas/1/")
    assert list(answer.json()) == ["id", "area_code", "area_name", "parent_area", "company"]


def test_search_does_not_look_into_the_parent(api):
    Area.objects.create(area_code="2", area_name="Gate", parent_area_id=1)
    answer = api.get("/personnel/api/areas/", {"search": "authorized"})
    assert [area["area_code"] for area in answer.json()["data"]] == ["1"]
