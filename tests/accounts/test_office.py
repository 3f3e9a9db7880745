"""Tokens made and ended without a password; the world's clock stands in 2001."""

from datetime import timedelta
from typing import NamedTuple

import pytest

from etpserver.accounts.models import ApiClient, TimedToken
from etpserver.accounts.office import Office, tokens_due
from etpserver.api.control.problems import NotThereError, ProblemError
from etpserver.api.tokens import JWT, KEY, Ended, Holder
from etpserver.api.worlds import World, use_world
from tests.accounts.conftest import NOON
from tests.accounts.people import INVALID_TOKEN, answered, log_in, make_employee, make_user

ADMIN, STAFF = Holder(user="admin"), Holder(employee="9363")
IS_ADMIN, IS_STAFF = (200, {"user": "admin"}), (200, {"staff": "9363"})
MINUTE = timedelta(minutes=1)
office = Office()


@pytest.fixture
def people(user, employee):
    """Somebody of each kind."""


@pytest.fixture
def issued(people):
    """A token of each kind for the user and for the employee, with a lifetime of a minute."""

    def make(holder, kind, lifetime=MINUTE):
        return office.issue(holder, kind, lifetime)

    return make


class Case(NamedTuple):
    holder: Holder
    kind: str
    answer: tuple[int, dict[str, str]]  # of the operation that tells who called it


CASES = pytest.mark.parametrize(
    "case",
    [
        Case(ADMIN, KEY, IS_ADMIN),
        Case(ADMIN, JWT, IS_ADMIN),
        Case(STAFF, KEY, IS_STAFF),
        Case(STAFF, JWT, IS_STAFF),
    ],
    ids=["user-key", "user-jwt", "staff-key", "staff-jwt"],
)


@CASES
def test_a_token_lives_for_as_long_as_it_was_given(issued, whoami, world, case):
    made = issued(case.holder, case.kind)

    assert made.expires_at == NOON + MINUTE
    world.clock.freeze(NOON + MINUTE - timedelta(seconds=1))
    assert answered(whoami(f"Bearer {made.token}")) == case.answer
    world.clock.freeze(NOON + MINUTE)
    assert answered(whoami(f"Bearer {made.token}")) == INVALID_TOKEN


@CASES
def test_no_lifetime_at_all_makes_an_expired_token(issued, whoami, case):
    made = issued(case.holder, case.kind, timedelta())

    assert answered(whoami(f"Bearer {made.token}")) == INVALID_TOKEN


@CASES
def test_without_a_lifetime_it_is_what_a_login_gives(issued, whoami, case):
    made = issued(case.holder, case.kind, None)

    assert answered(whoami(f"Bearer {made.token}")) == case.answer


def test_the_usual_keys_are_those_of_the_logins(people, api):
    assert office.issue(ADMIN, KEY, None).token == log_in(api, "api-token-auth").json()["token"]
    by_login = log_in(api, "staff-api-token-auth", "9363").json()["token"]
    assert office.issue(STAFF, KEY, None).token == by_login


def test_a_users_jwt_comes_with_a_refresh_token_of_the_usual_life(issued, api, whoami, world):
    made = issued(ADMIN, JWT)
    world.clock.freeze(NOON + timedelta(hours=23))

    answer = api.post("/api/jwt-api-token-refresh/", {"refresh": made.refresh})

    assert answered(whoami(f"JWT {answer.json()['access']}")) == IS_ADMIN


def test_the_same_calls_give_the_same_keys_in_worlds_of_the_same_seed(people):
    def three():
        with use_world(World("tested", seed=7)):
            return [office.issue(ADMIN, KEY, MINUTE).token for _ in range(3)]

    first = three()
    assert len(set(first)) == 3
    assert three() == first


def test_a_key_with_a_lifetime_is_remembered_for_its_world(people, world):
    remembered = []
    world.remember_key = remembered.append

    made = office.issue(ADMIN, KEY, MINUTE)

    assert remembered == [made.token]


@CASES
def test_a_copied_row_is_no_token_in_another_world(issued, whoami, case):
    made = issued(case.holder, case.kind)

    with use_world(World("other")):
        assert answered(whoami(f"Bearer {made.token}")) == INVALID_TOKEN


@pytest.mark.parametrize("holder", [Holder(user="nobody"), Holder(employee="nobody")])
def test_refuses_who_is_not_there(people, holder):
    with pytest.raises(NotThereError, match=r"There is no (user|employee) 'nobody'"):
        office.issue(holder, KEY, None)
    with pytest.raises(NotThereError):
        office.end_of(holder)


def test_finds_an_employee_by_id_too(people, whoami):
    made = office.issue(Holder(employee="3050991828712"), KEY, None)

    assert answered(whoami(f"Token {made.token}")) == IS_STAFF


@CASES
@pytest.mark.parametrize("lifetime", [MINUTE, None])
def test_ending_everything_ends_each(issued, whoami, case, lifetime):
    made = issued(case.holder, case.kind, lifetime)

    office.end_all()

    assert answered(whoami(f"Bearer {made.token}")) == INVALID_TOKEN


@CASES
@pytest.mark.parametrize("lifetime", [MINUTE, None])
def test_ending_one_leaves_others_alone(issued, whoami, case, lifetime):
    make_user("other")
    make_employee("2", "2")
    others = [
        (office.issue(Holder(user="other"), case.kind, lifetime), "user", "other"),
        (office.issue(Holder(employee="2"), case.kind, lifetime), "staff", "2"),
    ]
    made = issued(case.holder, case.kind, lifetime)

    office.end_of(case.holder)

    assert answered(whoami(f"Bearer {made.token}")) == INVALID_TOKEN
    for other, word, name in others:
        assert answered(whoami(f"Bearer {other.token}")) == (200, {word: name})


def test_the_next_login_works_even_in_the_same_second(people, api, whoami):
    before = log_in(api, "api-token-auth").json()["token"]
    staff_before = log_in(api, "staff-api-token-auth", "9363").json()["token"]

    assert office.end_all() == Ended(users=1, employees=1)

    key = log_in(api, "api-token-auth").json()["token"]
    access = log_in(api, "jwt-api-token-auth").json()["access"]
    staff_key = log_in(api, "staff-api-token-auth", "9363").json()["token"]
    staff_jwt = log_in(api, "staff-jwt-api-token-auth", "9363").json()["token"]
    assert (key != before, staff_key != staff_before) == (True, True)
    for token, answer in (
        (key, IS_ADMIN),
        (access, IS_ADMIN),
        (staff_key, IS_STAFF),
        (staff_jwt, IS_STAFF),
    ):
        assert answered(whoami(f"Bearer {token}")) == answer


def test_a_refresh_token_that_was_ended_gives_nothing(people, api):
    pair = log_in(api, "jwt-api-token-auth").json()

    office.end_of(ADMIN)

    answer = api.post("/api/jwt-api-token-refresh/", {"refresh": pair["refresh"]})
    assert answered(answer) == INVALID_TOKEN


def test_an_ended_access_token_leaves_its_refresh_token_alone(people, api, whoami):
    pair = log_in(api, "jwt-api-token-auth").json()

    assert office.end_one(pair["access"]) == Ended(users=1)

    assert answered(whoami(f"JWT {pair['access']}")) == INVALID_TOKEN
    fresh = api.post("/api/jwt-api-token-refresh/", {"refresh": pair["refresh"]}).json()["access"]
    # The clock stands still, so it carries the same times; only its id differs.
    assert answered(whoami(f"JWT {fresh}")) == IS_ADMIN


@pytest.mark.parametrize(
    ("holder", "ended"), [(ADMIN, Ended(users=1)), (STAFF, Ended(employees=1))]
)
@pytest.mark.parametrize("kind", [KEY, JWT])
def test_one_token_with_a_lifetime_ends_alone(issued, whoami, holder, ended, kind):
    first, second = issued(holder, kind), issued(holder, kind, 2 * MINUTE)

    assert office.end_one(first.token) == ended

    assert whoami(f"Bearer {first.token}").status_code == 401
    assert whoami(f"Bearer {second.token}").status_code == 200


def test_a_logins_own_key_ends_with_all_of_its_holder(issued, whoami):
    own, lent = issued(ADMIN, KEY, None), issued(ADMIN, KEY)

    assert office.end_one(own.token) == Ended(users=1)

    for token in (own.token, lent.token):
        assert answered(whoami(f"Token {token}")) == INVALID_TOKEN


@pytest.mark.parametrize("token", ["nonsense", "a.b.c", "0" * 40, "x" * 4096])
def test_an_unknown_token_cannot_be_ended(people, token):
    with pytest.raises(NotThereError, match="There is no such token here, or it has ended"):
        office.end_one(token)


def test_what_has_expired_cannot_be_ended(issued, world):
    made = [issued(ADMIN, KEY), issued(ADMIN, JWT), issued(STAFF, JWT)]
    world.clock.freeze(NOON + MINUTE)

    for one in made:
        with pytest.raises(NotThereError):
            office.end_one(one.token)


def test_the_key_of_an_api_client_does_not_end(user, whoami):
    ApiClient.objects.create(name="payroll", access_token="c" * 40, user=user)

    with pytest.raises(ProblemError, match="the admin deletes the client"):
        office.end_one("c" * 40)
    office.end_all()

    assert answered(whoami(f"Token {'c' * 40}")) == IS_ADMIN


def test_tokens_of_who_is_deleted_go_with_them(issued, user, employee):
    issued(ADMIN, KEY), issued(STAFF, JWT)

    user.delete(), employee.delete()

    assert not TimedToken.objects.exists()


def test_tokens_that_expire_are_told_in_their_order(issued):
    issued(ADMIN, KEY, 3 * MINUTE)
    issued(STAFF, JWT, MINUTE)
    issued(ADMIN, JWT, 2 * MINUTE)
    office.end_one(issued(ADMIN, KEY, 2 * MINUTE).token)
    issued(ADMIN, KEY, 4 * MINUTE)

    due = [(one.at - NOON, one.kind, one.text) for one in tokens_due(NOON, NOON + 3 * MINUTE)]

    assert due == [
        (MINUTE, "token_expired", "A JWT of 9363 expires."),
        (2 * MINUTE, "token_expired", "A JWT of admin expires."),
        (3 * MINUTE, "token_expired", "A key of admin expires."),
    ]
    assert list(tokens_due(NOON + 4 * MINUTE, NOON + 9 * MINUTE)) == []
