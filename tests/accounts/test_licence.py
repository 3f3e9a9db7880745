import base64
from dataclasses import replace

import pytest

from etpserver.accounts.models import ApiClient
from tests.accounts.people import INVALID_TOKEN, MISSING, answered, log_in, make_user, refusal

NO_LICENCE = (403, refusal("The API licence is not active."))


@pytest.fixture
def inactive(world):
    world.settings = replace(world.settings, api_license="inactive")


@pytest.mark.parametrize("operation", ["api-token-auth", "jwt-api-token-auth"])
def test_users_still_get_tokens(api, user, inactive, operation):
    assert log_in(api, operation).status_code == 200


@pytest.mark.parametrize("operation", ["staff-api-token-auth", "staff-jwt-api-token-auth"])
def test_employees_still_get_tokens(api, employee, inactive, operation):
    assert log_in(api, operation, "9363").status_code == 200


def test_jwts_are_still_refreshed(api, pair, inactive):
    answer = api.post("/api/jwt-api-token-refresh/", {"refresh": pair["refresh"]})

    assert answer.status_code == 200


@pytest.mark.parametrize("scheme", ["Token", "Bearer"])
@pytest.mark.parametrize("fixture", ["key", "staff_key"])
def test_keys_are_refused(request, whoami, inactive, scheme, fixture):
    assert answered(whoami(f"{scheme} {request.getfixturevalue(fixture)}")) == NO_LICENCE


@pytest.mark.parametrize("scheme", ["JWT", "Bearer"])
def test_jwts_are_refused(whoami, pair, inactive, scheme):
    assert answered(whoami(f"{scheme} {pair['access']}")) == NO_LICENCE


def test_staff_jwts_are_refused(whoami, staff_jwt, inactive):
    assert answered(whoami(f"JWT {staff_jwt}")) == NO_LICENCE


@pytest.mark.parametrize("fixture", ["key", "staff_jwt"])
def test_access_tokens_are_refused(request, whoami, inactive, fixture):
    assert answered(whoami(access_token=request.getfixturevalue(fixture))) == NO_LICENCE


def test_api_clients_are_refused(whoami, inactive):
    ApiClient.objects.create(name="payroll", access_token="c" * 40, user=make_user())

    assert answered(whoami(access_token="c" * 40)) == NO_LICENCE


def test_basic_passes(whoami, user, inactive):
    header = "Basic " + base64.b64encode(b"admin:a secret ").decode()

    assert answered(whoami(header)) == (200, {"user": "admin"})


def test_bad_credentials_stay_401(whoami, inactive):
    assert answered(whoami("Token nonsense")) == INVALID_TOKEN


def test_no_credentials_stay_401(whoami, inactive):
    assert answered(whoami()) == MISSING
