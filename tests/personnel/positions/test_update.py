"""Manual 3.5.7 and 3.5.8: no id in the answers of updates either."""

import pytest

from tests.factories import make_position


@pytest.mark.parametrize("method", ["put", "patch"])
def test_answers_as_the_manual_prints_it(api, method):
    stored = make_position(position_code="5", position_name="qwer", parent_position_id=1)
    body = {"position_name": "qweer", "parent_position": 1}
    answer = getattr(api, method)("/personnel/api/positions/5/", body, format="json")
    expected = {"position_code": "5", "position_name": "qweer", "parent_position": "Position"}
    assert (answer.status_code, answer.json()) == (200, expected)
    assert answer["X-Etp-Id"] == str(stored.pk)
