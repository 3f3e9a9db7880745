"""Where a key or a JWT may stand, and what is refused there."""

import base64

import jwt
import pytest

from etpserver.accounts.jwt import Signer
from etpserver.accounts.models import ApiClient
from tests.accounts.people import INACTIVE, INVALID_TOKEN, MISSING, answered

ADMIN = (200, {"user": "admin"})
STAFF = (200, {"staff": "9363"})
CLIENT_KEY = "c" * 40


def unsigned(header, payload="{}"):
    parts = (base64.urlsafe_b64encode(part.encode()).decode() for part in (header, payload))
    return ".".join([*parts, "AAAA"])


@pytest.fixture
def client(user):
    return ApiClient.objects.create(name="payroll", access_token=CLIENT_KEY, user=user)


@pytest.mark.parametrize("scheme", ["Token", "token", "TOKEN", "Bearer", "bearer"])
def test_a_users_key(whoami, key, scheme):
    assert answered(whoami(f"{scheme} {key}")) == ADMIN


@pytest.mark.parametrize("scheme", ["JWT", "jwt", "Jwt", "Bearer", "BEARER"])
def test_a_users_jwt(whoami, pair, scheme):
    assert answered(whoami(f"{scheme} {pair['access']}")) == ADMIN


@pytest.mark.parametrize("scheme", ["Token", "Bearer"])
def test_an_employees_key(whoami, staff_key, scheme):
    assert answered(whoami(f"{scheme} {staff_key}")) == STAFF


@pytest.mark.parametrize("scheme", ["Token", "Bearer"])
def test_an_api_clients_key(whoami, client, scheme):
    assert answered(whoami(f"{scheme} {CLIENT_KEY}")) == ADMIN


def test_access_token_takes_a_key(whoami, key):
    assert answered(whoami(access_token=key)) == ADMIN


def test_access_token_takes_a_jwt(whoami, pair):
    assert answered(whoami(access_token=pair["access"])) == ADMIN


def test_access_token_takes_an_employees_key(whoami, staff_key):
    assert answered(whoami(access_token=staff_key)) == STAFF


def test_access_token_takes_an_employees_jwt(whoami, staff_jwt):
    assert answered(whoami(access_token=staff_jwt)) == STAFF


def test_access_token_takes_an_api_clients_key(whoami, client):
    assert answered(whoami(access_token=CLIENT_KEY)) == ADMIN


def test_the_header_goes_before_the_query(whoami, key):
    assert answered(whoami("Token nonsense", access_token=key)) == INVALID_TOKEN


def test_more_blanks_do_no_harm(whoami, key):
    assert answered(whoami(f"  Token   {key} ")) == ADMIN


@pytest.mark.parametrize("header", [None, "", "   ", "Digest abc", "Negotiate", "Tokens abc"])
def test_without_credentials(whoami, header):
    assert answered(whoami(header)) == MISSING


def test_an_empty_access_token_is_none(whoami):
    assert answered(whoami(access_token="")) == MISSING


def test_asks_for_a_token_and_not_for_a_browsers_password(whoami):
    assert whoami().headers["WWW-Authenticate"] == "Token"


@pytest.mark.parametrize(
    "header",
    [
        "Token",
        "Token a b",
        "Token " + "0" * 40,
        "Token " + "0" * 65,
        "Token " + "x" * 100_000,
        "Token a\0b",
        "Token clé",
        "Bearer",
        "Bearer x",
        "Bearer a.b.c",
        "Bearer ..",
        "JWT",
        "JWT x",
        "JWT a.b.c",
        "JWT é.é.é",
        "JWT " + unsigned("[]"),
        "JWT " + unsigned("{}"),
        "JWT " + unsigned('{"alg": ["HS256"]}'),
        "JWT " + unsigned('{"alg": "none", "kid": "tested"}'),
        "JWT " + unsigned('{"alg": "HS256", "kid": 1}'),
        "JWT " + unsigned("[" * 20_000),
        "JWT " + unsigned("9" * 9_000),
        "JWT " + unsigned("\0"),
    ],
)
def test_garbage_is_refused(whoami, user, header):
    assert answered(whoami(header)) == INVALID_TOKEN


@pytest.mark.parametrize("value", ["x", "a.b.c", "a\0b", "é", "a b", "x" * 70_000])
def test_garbage_in_the_query_is_refused(whoami, user, value):
    assert answered(whoami(access_token=value)) == INVALID_TOKEN


def test_a_jwt_is_no_key(whoami, pair):
    assert answered(whoami(f"Token {pair['access']}")) == INVALID_TOKEN


def test_a_key_is_no_jwt(whoami, key):
    assert answered(whoami(f"JWT {key}")) == INVALID_TOKEN


def test_a_refresh_token_is_no_access_token(whoami, pair):
    assert answered(whoami(f"JWT {pair['refresh']}")) == INVALID_TOKEN


@pytest.mark.parametrize(
    "payload", [{}, {"exp": 99_999_999_999}, {"exp": 99_999_999_999, "jti": "x"}]
)
def test_a_jwt_with_other_claims_is_refused(whoami, world, payload):
    token = jwt.encode(payload, Signer.of(payload).key, headers={"kid": world.name})

    assert answered(whoami(f"JWT {token}")) == INVALID_TOKEN


def test_a_jwt_without_kid_is_refused(whoami, pair):
    payload = jwt.decode(pair["access"], options={"verify_signature": False})
    token = jwt.encode(payload, Signer.of(payload).key)

    assert answered(whoami(f"JWT {token}")) == INVALID_TOKEN


def test_a_disabled_users_key_is_refused(whoami, key, user):
    type(user).objects.update(is_active=False)

    assert answered(whoami(f"Token {key}")) == INACTIVE


def test_a_disabled_users_jwt_is_refused(whoami, pair, user):
    type(user).objects.update(is_active=False)

    assert answered(whoami(f"JWT {pair['access']}")) == INACTIVE


def test_a_deleted_users_jwt_is_refused(whoami, pair, user):
    user.delete()

    assert answered(whoami(f"JWT {pair['access']}")) == INACTIVE


def test_a_disabled_api_client_is_refused(whoami, client):
    ApiClient.objects.update(is_active=False)

    assert answered(whoami(f"Token {CLIENT_KEY}")) == INVALID_TOKEN


def test_an_api_client_of_a_disabled_user_is_refused(whoami, client, user):
    type(user).objects.update(is_active=False)

    assert answered(whoami(f"Token {CLIENT_KEY}")) == INACTIVE


@pytest.mark.parametrize(
    ("credential", "queries"), [("key", 1), ("staff_key", 2), ("staff_jwt", 3)]
)
def test_costs_a_constant_number_of_queries(
    request, whoami, django_assert_num_queries, credential, queries
):
    header = f"Bearer {request.getfixturevalue(credential)}"

    with django_assert_num_queries(queries):
        whoami(header)


def test_a_users_jwt_costs_two_queries(whoami, pair, django_assert_num_queries):
    with django_assert_num_queries(2):
        whoami(f"Bearer {pair['access']}")


def test_an_api_client_costs_three_queries(whoami, client, django_assert_num_queries):
    with django_assert_num_queries(3):
        whoami(f"Bearer {CLIENT_KEY}")
