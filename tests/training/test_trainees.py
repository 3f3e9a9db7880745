"""The calls about trainees: a world and a login for each."""

import httpx
import pytest

from tests.training.conftest import ROOT, api_of, conditions

TEAM = "06-a-new-team"
AREA = {"area_code": "COK-LB", "area_name": "Tasting lab", "parent_area": "COK"}


def test_a_trainee_gets_a_world_and_a_login(live) -> None:
    made = live.client.post(f"{ROOT}/trainees", json={"name": "Zoë Müller"})
    found = made.json()
    assert made.status_code == 201
    assert {**found, "password": "", "token": ""} == {
        "world": "trainee-zoe-muller",
        "trainee": "zoe-muller",
        "name": "Zoë Müller",
        "url": f"{live.url}/_etp/w/trainee-zoe-muller",
        "username": "trainee",
        "password": "",
        "token": "",
    }
    login = {"username": found["username"], "password": found["password"]}
    given = httpx.post(f"{found['url']}/api-token-auth/", json=login)
    assert given.json() == {"token": found["token"]}
    live.client.delete(f"{ROOT}/trainees/zoe-muller")


def test_names_without_latin_letters_get_numbers(live) -> None:
    taken = [live.client.post(f"{ROOT}/trainees", json={"name": "സുനിത"}) for _ in range(2)]
    assert [one.json()["trainee"] for one in taken] == ["t1", "t2"]
    live.client.delete(f"{ROOT}/trainees/t1")
    assert live.client.post(f"{ROOT}/trainees", json={"name": "സുനിത"}).json()["trainee"] == "t1"
    for slug in ("t1", "t2"):
        live.client.delete(f"{ROOT}/trainees/{slug}")


def test_two_trainees_of_one_name_are_told_apart_by_the_trainer(pupil) -> None:
    again = pupil.live.client.post(f"{ROOT}/trainees", json={"name": pupil.login["name"]})
    assert again.status_code == 409
    assert again.json()["detail"] == f"There is a trainee {pupil.slug} already."


def test_a_world_that_has_the_name_is_left_alone(live) -> None:
    live.client.post("/_etp/worlds", json={"name": "trainee-olga", "from": "empty"})
    refused = live.client.post(f"{ROOT}/trainees", json={"name": "Olga"})
    assert refused.status_code == 409
    assert live.client.get(f"{ROOT}/trainees/olga").status_code == 404
    assert live.client.delete("/_etp/worlds/trainee-olga").status_code == 204


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        ({}, "name: This field is required."),
        ({"name": " "}, "name: This field may not be blank."),
        ({"name": "A" * 101}, "name: Ensure this field has no more than 100 characters."),
        ({"name": "A", "age": 3}, "Unknown: age. Known: name."),
    ],
)
def test_refuses_a_trainee_that_cannot_be(live, body, detail) -> None:
    refused = live.client.post(f"{ROOT}/trainees", json=body)
    assert (refused.status_code, refused.json()["detail"]) == (400, detail)


def test_removing_a_trainee_drops_their_world(live) -> None:
    live.client.post(f"{ROOT}/trainees", json={"name": "Gone"})
    assert live.client.delete(f"{ROOT}/trainees/gone").status_code == 204
    assert live.client.get(f"{ROOT}/trainees/gone").status_code == 404
    assert live.client.get("/_etp/worlds/trainee-gone").status_code == 404


def test_trainees_do_not_meet(pupil, another) -> None:
    for one in (pupil, another):
        one.start(TEAM)
    with api_of(pupil) as api:
        api.post("/personnel/api/areas/", json=AREA)
    assert conditions(pupil, TEAM)["area"]["met"] is True
    assert conditions(another, TEAM)["area"]["met"] is False
