from datetime import UTC, datetime

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher, PBKDF2PasswordHasher
from rest_framework.test import APIClient

from etpserver.accounts.throttles import failed_logins
from etpserver.api.worlds import World, use_world
from tests.accounts.people import log_in, make_employee, make_user

NOON = datetime(2001, 2, 3, 12, 0, 0, tzinfo=UTC)
HASHERS = [f"{h.__module__}.{h.__name__}" for h in (MD5PasswordHasher, PBKDF2PasswordHasher)]


@pytest.fixture(autouse=True)
def _server(settings, db):
    """The token operations and a toy one, a known secret, and cheap password hashes."""
    settings.ROOT_URLCONF = "tests.accounts.toy_urls"
    settings.SECRET_KEY = "the installation's secret of these tests"
    settings.PASSWORD_HASHERS = HASHERS
    failed_logins.clear()
    yield
    failed_logins.clear()


@pytest.fixture(autouse=True)
def world():
    """A world whose clock stands still at noon of 3 February 2001, UTC."""
    world = World("tested", seed=7)
    world.clock.freeze(NOON)
    with use_world(world):
        yield world


@pytest.fixture
def api():
    return APIClient()


@pytest.fixture
def user():
    return make_user()


@pytest.fixture
def employee():
    return make_employee()


@pytest.fixture
def key(api, user):
    return log_in(api, "api-token-auth").json()["token"]


@pytest.fixture
def pair(api, user):
    return log_in(api, "jwt-api-token-auth").json()


@pytest.fixture
def staff_key(api, employee):
    return log_in(api, "staff-api-token-auth", "9363").json()["token"]


@pytest.fixture
def staff_jwt(api, employee):
    return log_in(api, "staff-jwt-api-token-auth", "9363").json()["token"]


@pytest.fixture
def whoami(api):
    """Call the toy operation with an `Authorization` header, a query, or neither."""

    def call(authorization=None, **query):
        headers = {"Authorization": authorization} if authorization is not None else {}
        return api.get("/whoami/", query, headers=headers)

    return call
