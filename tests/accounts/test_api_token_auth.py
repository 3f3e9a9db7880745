import re

from etpserver.api.worlds import World, use_world
from tests.accounts.people import WRONG_LOGIN, answered, log_in, make_user


def test_answers_the_users_key(api, user, world):
    expected = world.key_for("token", str(user.pk), "0")[:40]

    assert answered(log_in(api, "api-token-auth")) == (200, {"token": expected})


def test_key_is_forty_hex_digits(key):
    assert re.fullmatch("[0-9a-f]{40}", key)


def test_answers_the_same_key_at_every_login(api, key):
    assert log_in(api, "api-token-auth").json() == {"token": key}


def test_each_user_has_a_key_of_its_own(api, key):
    make_user("viewer")

    assert log_in(api, "api-token-auth", "viewer").json()["token"] != key


def test_each_world_has_keys_of_its_own(api, key):
    with use_world(World("other")):
        assert log_in(api, "api-token-auth").json()["token"] != key


def test_takes_a_form(api, user, key):
    form = {"username": "admin", "password": "a secret ", "next": "/"}

    assert answered(api.post("/api/api-token-auth/", form)) == (200, {"token": key})


def test_ignores_an_authorization_header(api, key):
    answer = log_in(api, "api-token-auth", authorization="Token expired")

    assert answered(answer) == (200, {"token": key})


def test_ignores_a_wrong_basic_header(api, key):
    answer = log_in(api, "api-token-auth", authorization="Basic !")

    assert answered(answer) == (200, {"token": key})


def test_refuses_a_wrong_password(api, user):
    assert answered(log_in(api, "api-token-auth", password="a secret")) == WRONG_LOGIN


def test_refuses_an_unknown_user(api, user):
    assert answered(log_in(api, "api-token-auth", "nobody")) == WRONG_LOGIN


def test_refuses_a_disabled_user(api):
    make_user(is_active=False)

    assert answered(log_in(api, "api-token-auth")) == WRONG_LOGIN


def test_refuses_an_employee(api, employee):
    assert answered(log_in(api, "api-token-auth", "9363")) == WRONG_LOGIN
