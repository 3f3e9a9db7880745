"""From which address, and with which key."""

import pytest

from tests.training.conftest import ROOT

ELSEWHERE = {"Host": "training.example"}


def from_elsewhere(pupil, method, path, token=None):
    headers = {**ELSEWHERE, **({"Authorization": f"Token {token}"} if token else {})}
    return pupil.live.client.request(method, f"{ROOT}/{path}", headers=headers).status_code


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "exercises", 200),
        ("GET", "exercises/01", 200),
        ("GET", "exercises/08/files/people.csv", 200),
        ("GET", "trainees/{own}", 200),
        ("POST", "trainees/{own}/exercises/01/hint", 200),
        ("GET", "trainees/{other}", 403),
        ("POST", "trainees/{other}/exercises/01/hint", 403),
        ("DELETE", "trainees/{own}", 403),
        ("GET", "trainees", 403),
        ("POST", "trainees", 403),
    ],
)
def test_from_elsewhere_a_trainee_may_ask_about_themselves_only(
    pupil, another, method, path, status
) -> None:
    whole = path.format(own=pupil.slug, other=another.slug)
    assert from_elsewhere(pupil, method, whole, pupil.login["token"]) == status
    assert from_elsewhere(pupil, method, whole) == 403


def test_the_command_may_send_a_trainees_key_as_its_token(pupil) -> None:
    headers = {**ELSEWHERE, "Authorization": f"Bearer {pupil.login['token']}"}
    path = f"{ROOT}/trainees/{pupil.slug}"
    assert pupil.live.client.get(path, headers=headers).status_code == 200


def test_the_key_of_another_world_opens_nothing(pupil) -> None:
    other = pupil.live.client.post("/_etp/worlds", json={"name": "other", "from": "empty"}).json()
    path = f"trainees/{pupil.slug}"
    assert from_elsewhere(pupil, "GET", path, other["token"]) == 403
    pupil.live.client.delete("/_etp/worlds/other")


def test_a_page_of_another_origin_may_not_call_even_with_a_key(pupil) -> None:
    headers = {
        **ELSEWHERE,
        "Authorization": f"Token {pupil.login['token']}",
        "Origin": "https://elsewhere.example",
    }
    path = f"{ROOT}/trainees/{pupil.slug}"
    assert pupil.live.client.get(path, headers=headers).status_code == 403
