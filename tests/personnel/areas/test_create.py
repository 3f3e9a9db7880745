"""Manual 3.1.2: the parent is named by a quoted code, and answered by its name."""

from personnel.models import Area


def test_answers_as_the_manual_prints_it(api):
    Area.objects.create(area_code="2", area_name="Bengaluru", parent_area_id=1)
    body = {"area_code": "123", "area_name": "string", "parent_area": "2"}
    answer = api.post("/personnel/api/areas/", body, format="json")
    stored = Area.objects.get(area_code="123")
    assert (answer.status_code, answer.json()) == (
        201,
        {"id": stored.pk, "area_code": "123", "area_name": "string", "parent_area": "Bengaluru"},
    )
    assert list(answer.json()) == ["id", "area_code", "area_name", "parent_area"]
