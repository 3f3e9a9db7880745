"""Manual 3.5.2: no id in the answer; it is in a header."""

from personnel.models import Position


def test_answers_as_the_manual_prints_it(api):
    Position.objects.filter(pk=1).update(position_name="manager")
    body = {"position_code": "2", "position_name": "lead", "parent_position": 1}
    answer = api.post("/personnel/api/positions/", body, format="json")
    expected = {"position_code": "2", "position_name": "lead", "parent_position": "manager"}
    assert (answer.status_code, answer.json()) == (201, expected)
    assert answer["X-Etp-Id"] == str(Position.objects.get(position_code="2").pk)
