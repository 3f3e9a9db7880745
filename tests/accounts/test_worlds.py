"""What one world issued is nothing in another, even over the same database."""

import pytest
from rest_framework.authtoken.models import Token

from etpserver.accounts.services import revoke_employees, revoke_token
from etpserver.api.worlds import World, use_world
from personnel.employees.models import Employee, StaffToken
from tests.accounts.people import INVALID_TOKEN, answered, log_in, make_user


@pytest.fixture
def other():
    return World("other")


@pytest.mark.parametrize("fixture", ["key", "staff_key", "staff_jwt"])
def test_another_worlds_credentials_are_refused(request, whoami, other, fixture):
    header = f"Bearer {request.getfixturevalue(fixture)}"

    with use_world(other):
        assert answered(whoami(header)) == INVALID_TOKEN


def test_another_worlds_access_token_is_refused(whoami, pair, other):
    with use_world(other):
        assert answered(whoami(f"JWT {pair['access']}")) == INVALID_TOKEN


def test_a_token_signed_elsewhere_under_this_worlds_name_is_refused(whoami, pair, settings):
    settings.SECRET_KEY = "another installation's secret"

    assert answered(whoami(f"JWT {pair['access']}")) == INVALID_TOKEN


def test_a_copied_token_row_is_corrected_at_the_next_login(api, whoami, key, other):
    with use_world(other):
        new = log_in(api, "api-token-auth").json()["token"]

        assert answered(whoami(f"Token {new}")) == (200, {"user": "admin"})


def test_a_copied_staff_row_is_corrected_at_the_next_login(api, whoami, staff_key, other):
    with use_world(other):
        new = log_in(api, "staff-api-token-auth", "9363").json()["token"]

        assert answered(whoami(f"Token {new}")) == (200, {"staff": "9363"})


@pytest.mark.parametrize(
    ("fixture", "holder"), [("key", {"user": "admin"}), ("staff_key", {"staff": "9363"})]
)
def test_a_key_outlives_the_row_that_a_reset_took_away(request, whoami, fixture, holder):
    header = f"Token {request.getfixturevalue(fixture)}"
    make_user("other")
    Token.objects.all().delete()
    StaffToken.objects.all().delete()

    for _ in range(2):
        assert answered(whoami(header)) == (200, holder)
    assert Token.objects.count() + StaffToken.objects.count() == 1


def test_a_revoked_key_does_not_come_back_without_its_row(whoami, key, staff_key, user):
    revoke_token(user)
    revoke_employees(Employee.objects.all())

    for revoked in (key, staff_key):
        assert answered(whoami(f"Token {revoked}")) == INVALID_TOKEN
