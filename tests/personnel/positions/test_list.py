"""Manual 3.5.1, 3.5.4, 3.5.6: what only positions answer."""

import pytest

from personnel.models import Position
from tests.factories import make_position
from tests.kernel.answers import envelope

COMPANY = {"id": "6b969e80-f3ff-11e9-afc7-acde48001122", "name": "default"}


def test_a_list_looks_as_the_manual_prints_it(api):
    answer = api.get("/personnel/api/positions/")
    position = {
        "id": 1,
        "position_code": "1",
        "position_name": "Position",
        "parent_position": None,
        "parent_position_name": None,
        "company": COMPANY,
    }
    assert (answer.status_code, answer.json()) == (200, envelope([position]))
    assert list(answer.json()["data"][0]) == list(position)


def test_a_position_looks_as_the_manual_prints_it(api):
    stored = Position.objects.create(position_code="4", position_name="qwer", parent_position_id=1)
    answer = api.get("/personnel/api/positions/4/")
    root = {"id": 1, "position_code": "1", "position_name": "Position", "parent_position": None}
    assert (answer.status_code, answer.json()) == (200, {
        "id": stored.pk,
        "position_code": "4",
        "position_name": "qwer",
        "parent_position": root,
        "parent_position_name": "Position",
        "company": COMPANY,
    })  # fmt: skip


@pytest.mark.parametrize("spelling", ["parent_position_code", "parent_positio_coden"])
def test_the_manuals_misspelt_filter_works_too(api, spelling):
    make_position(position_code="LEAD", parent_position_id=1)
    answer = api.get("/personnel/api/positions/", {spelling: "1"})
    found = [position["position_code"] for position in answer.json()["data"]]
    assert (answer.status_code, found) == (200, ["LEAD"])
    assert "X-Etp-Warning" not in answer


def test_strict_takes_the_misspelt_filter_too(api, strict):
    answer = api.get("/personnel/api/positions/", {"parent_positio_coden": "1"})
    assert (answer.status_code, answer.json()) == (200, envelope([]))
