"""Manual 3.4.2."""

from personnel.models import Location


def test_answers_as_the_manual_prints_it(api):
    Location.objects.filter(pk=1).update(location_name="Bengaluru")
    body = {"location_code": "4", "location_name": "delhi", "parent_location": 1}
    answer = api.post("/personnel/api/locations/", body, format="json")
    stored = Location.objects.get(location_code="4")
    assert (answer.status_code, answer.json()) == (201, {
        "id": stored.pk,
        "location_code": "4",
        "location_name": "delhi",
        "parent_location": "Bengaluru",
    })  # fmt: skip
