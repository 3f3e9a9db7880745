import base64

import pytest

from etpserver.accounts import throttles
from etpserver.accounts.throttles import failed_logins
from etpserver.api.worlds import World, use_world
from tests.accounts.people import WRONG_LOGIN, answered, log_in, make_user, refusal

LOGINS = [
    ("api-token-auth", "admin"),
    ("jwt-api-token-auth", "admin"),
    ("staff-api-token-auth", "9363"),
    ("staff-jwt-api-token-auth", "9363"),
]


@pytest.fixture(autouse=True)
def real(monkeypatch):
    """Real seconds, as a list of one number that a test may change."""
    seconds = [1000.0]
    monkeypatch.setattr(failed_logins, "timer", lambda: seconds[0])
    return seconds


def fail(api, times, operation="api-token-auth", username="admin"):
    return [log_in(api, operation, username, "wrong").status_code for _ in range(times)]


def basic(whoami, password):
    return whoami("Basic " + base64.b64encode(f"admin:{password}".encode()).decode())


@pytest.mark.parametrize(("operation", "username"), LOGINS)
def test_the_eleventh_failure_is_429(api, user, employee, operation, username):
    assert fail(api, 11, operation, username) == [400] * 10 + [429]


def test_says_when_to_come_back(api, user, real):
    fail(api, 10)
    real[0] += 12.5

    answer = log_in(api, "api-token-auth")

    detail = "Request was throttled. Expected available in 48 seconds."
    assert answered(answer) == (429, refusal(detail))
    assert answer.headers["Retry-After"] == "48"


def test_the_right_password_is_refused_too(api, user):
    fail(api, 10)

    assert log_in(api, "api-token-auth").status_code == 429


def test_is_over_after_a_minute(api, user, real):
    fail(api, 10)
    real[0] += 60

    assert log_in(api, "api-token-auth").status_code == 200


def test_refused_attempts_do_not_prolong_it(api, user, real):
    fail(api, 10)
    real[0] += 59
    fail(api, 5)
    real[0] += 1

    assert answered(log_in(api, "api-token-auth", password="wrong")) == WRONG_LOGIN


def test_the_window_slides(api, user, real):
    fail(api, 5)
    real[0] += 30
    fail(api, 5)
    real[0] += 30

    assert fail(api, 6) == [400] * 5 + [429]


def test_does_not_stand_still_with_the_worlds_clock(api, user, world, real):
    fail(api, 10)
    real[0] += 61  # the world's clock is frozen

    assert log_in(api, "api-token-auth").status_code == 200


def test_successes_do_not_count(api, user):
    assert {log_in(api, "api-token-auth").status_code for _ in range(15)} == {200}


def test_a_success_clears_no_failure(api, user):
    fail(api, 9)
    log_in(api, "api-token-auth")

    assert fail(api, 2) == [400, 429]


def test_missing_fields_do_not_count(api, user):
    for _ in range(15):
        api.post("/api/api-token-auth/", {"username": "admin"})

    assert log_in(api, "api-token-auth").status_code == 200


def test_the_operations_and_basic_count_together(api, user, whoami):
    fail(api, 5, "api-token-auth")
    fail(api, 5, "jwt-api-token-auth")

    assert basic(whoami, "a secret ").status_code == 429


def test_basic_counts(api, user, whoami):
    assert [basic(whoami, "wrong").status_code for _ in range(11)] == [401] * 10 + [429]


def test_basic_successes_do_not_count(user, whoami):
    assert {basic(whoami, "a secret ").status_code for _ in range(15)} == {200}


def test_other_users_are_not_concerned(api, user):
    make_user("viewer")
    fail(api, 11)

    assert log_in(api, "api-token-auth", "viewer").status_code == 200


def test_employees_and_users_of_one_name_are_counted_apart(api, employee):
    make_user("9363")
    fail(api, 11, "api-token-auth", "9363")

    assert log_in(api, "staff-api-token-auth", "9363").status_code == 200


def test_other_addresses_are_not_concerned(api, user):
    fail(api, 11)
    api.defaults["REMOTE_ADDR"] = "10.0.0.2"

    assert log_in(api, "api-token-auth").status_code == 200


def test_a_forwarded_address_is_not_believed(api, user):
    fail(api, 10)

    answer = log_in(api, "api-token-auth", **{"x-forwarded-for": "10.0.0.2"})

    assert answer.status_code == 429


def test_other_worlds_are_not_concerned(api, user):
    fail(api, 11)

    with use_world(World("other")):
        assert log_in(api, "api-token-auth").status_code == 200


def test_unknown_names_count_too(api):
    assert fail(api, 11, username="nobody") == [400] * 10 + [429]


def test_tokens_are_accepted_all_the_same(api, user, key, whoami):
    fail(api, 11)

    assert whoami(f"Token {key}").status_code == 200


def test_memory_is_bounded(api, monkeypatch):
    monkeypatch.setattr(throttles, "CAPACITY", 3)

    for number in range(10):
        fail(api, 1, username=f"name{number}")

    assert len(failed_logins._failures) == 3


def test_names_without_recent_failures_are_forgotten(api, user, real):
    fail(api, 3)
    real[0] += 60
    log_in(api, "api-token-auth")

    assert len(failed_logins._failures) == 0
