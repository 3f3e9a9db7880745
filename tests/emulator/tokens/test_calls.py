"""Tokens made for a test and ended before their time, over HTTP."""

from collections.abc import Iterator

import httpx
import pytest

from tests.emulator.live import Fresh, Live, world_of

AREAS, EMPLOYEES = "/personnel/api/areas/", "/personnel/api/employees/"
NOW = "2001-02-03T08:00:00+05:30"
REFUSED = {
    "code": -1,
    "message": "Program error",
    "msg": "Program error",
    "data": {},
    "detail": "Invalid token.",
}


@pytest.fixture
def world(fresh: Fresh) -> Fresh:
    """A world in 2001, where employee 7 works."""
    fresh.control("PUT", "/clock", {"mode": "frozen", "now": NOW})
    fresh.client.post(EMPLOYEES, json={"emp_code": "7", "department": "1", "area": ["1"]})
    return fresh


@pytest.fixture
def other(live: Live) -> Iterator[Fresh]:
    yield from world_of(live)


def made(world: Fresh, **body: object) -> dict[str, str]:
    answer = world.control("POST", "/tokens", body)
    assert answer.status_code == 201, answer.text
    return answer.json()


def expire(world: Fresh, **body: object) -> httpx.Response:
    return world.control("POST", "/tokens/expire", body)


def call(world: Fresh, token: str, path: str = EMPLOYEES) -> httpx.Response:
    return httpx.get(f"{world.url}{path}", headers={"Authorization": f"Bearer {token}"}, timeout=30)


def test_answers_a_key_with_its_end(world):
    answer = made(world, user="admin", expires_in_s=60)

    assert {**answer, "token": len(answer["token"])} == {
        "world": world.name,
        "kind": "token",
        "token": 40,
        "refresh": None,
        "expires_at": "2001-02-03T08:01:00+05:30",
    }


def test_answers_a_jwt_with_its_refresh_token(world):
    answer = made(world, user="admin", kind="jwt")

    parts = [answer.pop(key).count(".") for key in ("token", "refresh")]
    assert (parts, answer) == (
        [2, 2],
        {"world": world.name, "kind": "jwt", "expires_at": "2001-02-03T08:05:00+05:30"},
    )


def test_the_usual_key_does_not_expire(world):
    answer = made(world, user="admin")

    assert (answer["token"], answer["expires_at"]) == (world.token, None)


@pytest.mark.parametrize("kind", ["token", "jwt"])
@pytest.mark.parametrize("whose", [{"user": "admin"}, {"employee": "7"}])
def test_lives_for_as_long_as_it_was_given(world, kind, whose):
    token = made(world, kind=kind, expires_in_s=60, **whose)["token"]

    world.control("POST", "/clock/advance", {"by": "PT59S"})
    assert call(world, token).status_code == 200
    world.control("POST", "/clock/advance", {"by": "PT1S"})
    refused = call(world, token)
    assert (refused.status_code, refused.json()) == (401, REFUSED)


@pytest.mark.parametrize("kind", ["token", "jwt"])
def test_a_token_alone_finds_its_world(live, world, kind):
    token = made(world, user="admin", kind=kind, expires_in_s=60)["token"]

    answer = live.client.get(AREAS, headers={"Authorization": f"Bearer {token}"})

    assert (answer.status_code, answer.headers["X-Etp-World"]) == (200, world.name)


def test_all_are_refused_until_the_next_login(world):
    tokens = [world.token]
    for whose in ({"user": "admin"}, {"user": "viewer"}, {"employee": "7"}):
        for kind in ("token", "jwt"):
            tokens += [made(world, kind=kind, **whose)["token"]]
            tokens += [made(world, kind=kind, expires_in_s=60, **whose)["token"]]

    assert expire(world).json() == {"world": world.name, "users": 2, "employees": 1}

    for token in tokens:
        refused = call(world, token)
        assert (refused.status_code, refused.json()) == (401, REFUSED)
    login = {"username": "admin", "password": "admin"}
    for operation in ("api-token-auth", "jwt-api-token-auth"):
        token = httpx.post(f"{world.url}/api/{operation}/", json=login).json()["token"]
        assert token not in tokens
        assert call(world, token).status_code == 200


def test_one_users_are_refused_and_the_others_are_not(world):
    viewer = made(world, user="viewer")["token"]

    assert expire(world, user="admin").json() == {"world": world.name, "users": 1, "employees": 0}

    assert call(world, world.token).status_code == 401
    assert call(world, viewer).status_code == 200


def test_one_access_token_is_refused_and_its_refresh_token_gives_another(world):
    pair = made(world, user="admin", kind="jwt")

    assert expire(world, token=pair["token"]).json()["users"] == 1

    assert call(world, pair["token"]).status_code == 401
    path = f"{world.url}/api/jwt-api-token-refresh/"
    access = httpx.post(path, json={"refresh": pair["refresh"]}).json()["access"]
    assert call(world, access).status_code == 200


def test_the_worlds_own_key_is_the_new_one_afterwards(live, world):
    expire(world)

    token = live.client.get(f"/_etp/worlds/{world.name}").json()["token"]

    assert token != world.token
    assert call(world, token).status_code == 200


def test_a_reset_brings_the_first_keys_back(world):
    expire(world)
    world.control("POST", "/reset")

    assert call(world, world.token).status_code == 200


def test_what_an_employee_was_given_outlives_a_reset(world):
    world.control("POST", "/reset", {"to": "fixture:manual"})
    tokens = [made(world, employee="9363", kind=kind)["token"] for kind in ("token", "jwt")]
    assert [call(world, token).status_code for token in tokens] == [200, 200]

    world.control("POST", "/reset", {"to": "fixture:manual"})

    assert [call(world, token).status_code for token in tokens] == [200, 200]


def test_a_key_with_a_lifetime_goes_with_a_reset(world):
    token = made(world, user="admin", expires_in_s=3600)["token"]

    world.control("POST", "/reset", {"keep": ["clock"]})

    assert call(world, token).status_code == 401


@pytest.mark.parametrize("path", ["/tokens", "/tokens/expire"])
def test_refuses_who_is_not_there(world, path):
    for body, detail in (
        ({"user": "nobody"}, "There is no user 'nobody'."),
        ({"employee": "nobody"}, "There is no employee 'nobody'."),
    ):
        answer = world.control("POST", path, body)
        assert (answer.status_code, answer.json()["detail"]) == (404, detail)


def test_refuses_to_end_what_is_no_token(world, other):
    for token in ("nonsense", other.token, "a.b.c"):
        answer = expire(world, token=token)
        assert (answer.status_code, answer.json()["detail"]) == (
            404,
            "There is no such token here, or it has ended.",
        )
    assert call(other, other.token, AREAS).status_code == 200


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        ({}, "Whose token? Pass one of user, employee."),
        ({"user": "admin", "employee": "7"}, "Whose token? Pass one of user, employee."),
        ({"user": "admin", "kind": "cookie"}, "kind: takes one of token, jwt"),
        (
            {"user": "admin", "expires_in_s": -1},
            "expires_in_s: Ensure this value is greater than or equal to 0.",
        ),
        ({"user": "a\0b"}, "Text must not hold NUL characters or unpaired surrogates."),
        (
            {"user": "admin", "lifetime": 5},
            "Unknown: lifetime. Known: user, employee, kind, expires_in_s.",
        ),
    ],
)
def test_refuses_what_is_no_order(world, body, detail):
    answer = world.control("POST", "/tokens", body)

    assert (answer.status_code, answer.json()["detail"]) == (400, detail)


def test_refuses_to_end_two_things_at_once(world):
    answer = expire(world, user="admin", employee="7")

    assert (answer.status_code, answer.json()["detail"]) == (
        400,
        "Pass one of user, employee, token, or none.",
    )
    assert call(world, world.token).status_code == 200
