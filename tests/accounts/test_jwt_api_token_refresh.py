from datetime import timedelta

import pytest

from etpserver.api.worlds import World, use_world
from tests.accounts.conftest import NOON
from tests.accounts.people import INVALID_TOKEN, answered, claims, refusal

ISSUED = int(NOON.timestamp())


@pytest.fixture
def refresh(api):
    def call(token, **over):
        return api.post("/api/jwt-api-token-refresh/", {"refresh": token}, format="json", **over)

    return call


def test_answers_an_access_token_with_the_iat_of_the_refresh_token(refresh, pair, user, world):
    world.clock.freeze(NOON + timedelta(seconds=193))

    answer = refresh(pair["refresh"])

    assert (answer.status_code, list(answer.json())) == (200, ["access"])
    found = claims(answer.json()["access"])
    assert list(found.items()) == [
        ("token_type", "access"),
        ("exp", ISSUED + 193 + 300),
        ("iat", ISSUED),
        ("jti", found["jti"]),
        ("user_id", str(user.pk)),
    ]


def test_jti_is_new(refresh, pair):
    found = claims(refresh(pair["refresh"]).json()["access"])["jti"]

    assert found not in {claims(pair["refresh"])["jti"], claims(pair["access"])["jti"]}


def test_the_new_access_token_is_accepted(refresh, pair, whoami):
    access = refresh(pair["refresh"]).json()["access"]

    assert answered(whoami(f"JWT {access}")) == (200, {"user": "admin"})


def test_takes_a_form(api, pair):
    answer = api.post("/api/jwt-api-token-refresh/", {"refresh": pair["refresh"]})

    assert (answer.status_code, list(answer.json())) == (200, ["access"])


def test_ignores_an_authorization_header(refresh, pair):
    answer = refresh(pair["refresh"], headers={"Authorization": "JWT expired"})

    assert answer.status_code == 200


def test_works_until_a_second_before_its_day_is_over(refresh, pair, world):
    world.clock.freeze(NOON + timedelta(hours=24, seconds=-1))

    assert refresh(pair["refresh"]).status_code == 200


def test_refuses_an_expired_token(refresh, pair, world):
    world.clock.freeze(NOON + timedelta(hours=24))

    assert answered(refresh(pair["refresh"])) == INVALID_TOKEN


@pytest.mark.parametrize("token", ["x", "a.b.c", "43ae576a6d3d9552546459ba74579a26ee62d89b", "é"])
def test_refuses_garbage(refresh, token):
    assert answered(refresh(token)) == INVALID_TOKEN


def test_refuses_a_changed_token(refresh, pair):
    head, _, signature = pair["refresh"].split(".")
    payload = pair["access"].split(".")[1]

    assert answered(refresh(f"{head}.{payload}.{signature}")) == INVALID_TOKEN


def test_refuses_an_access_token(refresh, pair):
    assert answered(refresh(pair["access"])) == INVALID_TOKEN


def test_refuses_an_employees_token(refresh, staff_jwt):
    assert answered(refresh(staff_jwt)) == INVALID_TOKEN


def test_refuses_another_worlds_token(refresh, pair):
    with use_world(World("other")):
        assert answered(refresh(pair["refresh"])) == INVALID_TOKEN


def test_refuses_a_disabled_user(refresh, pair, user):
    user.is_active = False
    user.save()

    detail = "No active account found for the given token."
    assert answered(refresh(pair["refresh"])) == (401, refusal(detail))


def test_refuses_a_deleted_user(refresh, pair, user):
    user.delete()

    assert answered(refresh(pair["refresh"])) == INVALID_TOKEN


def test_refuses_a_body_without_token(api):
    line = "This field is required."

    answer = api.post("/api/jwt-api-token-refresh/", {}, format="json")

    assert answered(answer) == (400, refusal(line, refresh=[line]))


def test_asks_for_no_basic_login(refresh):
    assert refresh("x").headers["WWW-Authenticate"] == 'Bearer realm="api"'
