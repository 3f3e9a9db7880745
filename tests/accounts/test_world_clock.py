"""JWTs live by the world's clock: here it stands in 2001."""

from datetime import timedelta

from tests.accounts.conftest import NOON
from tests.accounts.people import INVALID_TOKEN, answered, log_in


def test_an_access_token_is_valid_after_4_59(whoami, pair, world):
    world.clock.freeze(NOON + timedelta(minutes=4, seconds=59))

    assert answered(whoami(f"JWT {pair['access']}")) == (200, {"user": "admin"})


def test_an_access_token_is_expired_after_5_00(whoami, pair, world):
    world.clock.freeze(NOON + timedelta(minutes=5))

    assert answered(whoami(f"JWT {pair['access']}")) == INVALID_TOKEN


def test_a_token_is_valid_when_the_clock_was_set_back(whoami, pair, world):
    world.clock.freeze(NOON - timedelta(days=4000))

    assert answered(whoami(f"JWT {pair['access']}")) == (200, {"user": "admin"})


def test_a_login_in_the_far_future_works(api, user, whoami, world):
    world.clock.freeze(NOON + timedelta(days=36_500))
    access = log_in(api, "jwt-api-token-auth").json()["access"]

    assert answered(whoami(f"JWT {access}")) == (200, {"user": "admin"})
