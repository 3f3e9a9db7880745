import jwt

from etpserver.api.worlds import World
from tests.accounts.conftest import NOON
from tests.accounts.people import WRONG_LOGIN, answered, claims, log_in, make_user

ISSUED = int(NOON.timestamp())


def test_answers_refresh_access_and_token(pair):
    assert list(pair) == ["refresh", "access", "token"]


def test_token_is_the_access_token(pair):
    assert pair["token"] == pair["access"]


def test_access_token_lives_five_minutes(pair, user):
    found = claims(pair["access"])

    assert list(found.items()) == [
        ("token_type", "access"),
        ("exp", ISSUED + 300),
        ("iat", ISSUED),
        ("jti", found["jti"]),
        ("user_id", str(user.pk)),
    ]


def test_refresh_token_lives_a_day(pair, user):
    found = claims(pair["refresh"])

    assert list(found.items()) == [
        ("token_type", "refresh"),
        ("exp", ISSUED + 86_400),
        ("iat", ISSUED),
        ("jti", found["jti"]),
        ("user_id", str(user.pk)),
    ]


def test_jti_is_drawn_from_the_worlds_generator(api, user, world):
    world.draw = World("any", seed=3).draw
    drawn = World("any", seed=3).new_uuid()

    answer = log_in(api, "jwt-api-token-auth")

    assert claims(answer.json()["refresh"])["jti"] == drawn.hex


def test_both_tokens_have_a_jti_of_their_own(pair):
    assert claims(pair["access"])["jti"] != claims(pair["refresh"])["jti"]


def test_header_names_the_world(pair):
    header = jwt.get_unverified_header(pair["access"])

    assert list(header.items()) == [("typ", "JWT"), ("alg", "HS256"), ("kid", "tested")]


def test_is_signed_with_a_key_of_world_and_user(pair, world, user):
    key = world.key_for("jwt", "user", str(user.pk), "0")

    found = jwt.decode(pair["access"], key, ["HS256"], options={"verify_exp": False})

    assert found["user_id"] == str(user.pk)


def test_takes_a_form(api, user):
    answer = api.post("/api/jwt-api-token-auth/", {"username": "admin", "password": "a secret "})

    assert (answer.status_code, list(answer.json())) == (200, ["refresh", "access", "token"])


def test_refuses_a_wrong_password(api, user):
    assert answered(log_in(api, "jwt-api-token-auth", password="wrong")) == WRONG_LOGIN


def test_refuses_a_disabled_user(api):
    make_user(is_active=False)

    assert answered(log_in(api, "jwt-api-token-auth")) == WRONG_LOGIN
