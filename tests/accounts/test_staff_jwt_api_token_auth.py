from datetime import timedelta

import jwt
import pytest

from tests.accounts.conftest import NOON
from tests.accounts.people import (
    INACTIVE,
    INVALID_TOKEN,
    WRONG_LOGIN,
    answered,
    claims,
    log_in,
    make_employee,
)

ISSUED = int(NOON.timestamp())


def test_answers_one_token(api, employee):
    answer = log_in(api, "staff-jwt-api-token-auth", "9363")

    assert (answer.status_code, list(answer.json())) == (200, ["token"])


@pytest.mark.parametrize("email", [None, "a@b.in"])
def test_claims_are_the_manuals(api, email):
    make_employee(email=email)

    token = log_in(api, "staff-jwt-api-token-auth", "9363").json()["token"]

    assert list(claims(token).items()) == [
        ("user_id", "3050991828712"),
        ("username", "9363"),
        ("exp", ISSUED + 604_800),
        ("email", email),
        ("orig_iat", ISSUED),
    ]


def test_header_names_the_world(staff_jwt):
    header = jwt.get_unverified_header(staff_jwt)

    assert list(header.items()) == [("typ", "JWT"), ("alg", "HS256"), ("kid", "tested")]


def test_refuses_a_wrong_password(api, employee):
    assert answered(log_in(api, "staff-jwt-api-token-auth", "9363", "wrong")) == WRONG_LOGIN


@pytest.mark.parametrize("over", [{"app_status": 0}, {"status": 100}])
def test_refuses_who_may_not_use_the_app(api, over):
    make_employee(**over)

    assert answered(log_in(api, "staff-jwt-api-token-auth", "9363")) == WRONG_LOGIN


@pytest.mark.parametrize("scheme", ["JWT", "Bearer"])
def test_the_token_is_accepted_for_a_week(staff_jwt, whoami, world, scheme):
    world.clock.freeze(NOON + timedelta(days=7, seconds=-1))

    assert answered(whoami(f"{scheme} {staff_jwt}")) == (200, {"staff": "9363"})


def test_the_token_is_refused_after_a_week(staff_jwt, whoami, world):
    world.clock.freeze(NOON + timedelta(days=7))

    assert answered(whoami(f"JWT {staff_jwt}")) == INVALID_TOKEN


@pytest.mark.parametrize("over", [{"app_status": 0}, {"status": 100}])
def test_the_token_of_who_may_no_longer_use_the_app_is_refused(staff_jwt, employee, whoami, over):
    type(employee).objects.update(**over)

    assert answered(whoami(f"JWT {staff_jwt}")) == INACTIVE


def test_the_token_of_a_deleted_employee_is_refused(staff_jwt, employee, whoami):
    employee.delete()

    assert answered(whoami(f"JWT {staff_jwt}")) == INACTIVE
