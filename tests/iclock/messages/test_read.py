import pytest

from tests.iclock.messages.records import (
    PRIVATE,
    PUBLIC,
    as_user,
    make_private,
    make_public,
    refuses,
)
from tests.personnel.employees.answers import FORBIDDEN, NO_LOGIN, refused


@pytest.mark.parametrize("tail", ["/", ""])
def test_shows_the_bare_record(api, kind, strict, tail):
    message = kind.make()
    kind.make()
    answer = api.get(kind.at(message, tail))
    # Manual 4.3.5 prints the list's envelope around it, 4.2.5 does not.
    assert (answer.status_code, answer.json()) == (200, kind.read(message))
    assert list(answer.json()) == list(kind.read(message))


def test_a_read_costs_two_queries(api, kind, django_assert_num_queries):
    message = kind.make()
    with django_assert_num_queries(2):
        api.get(kind.at(message))


@pytest.mark.parametrize("code", ["0", "-1", "A", "1.5", "007", "१", 999999, 2**63, "9" * 400])
def test_refuses_ids_that_do_not_exist(api, kind, code):
    kind.make(kind.make_owner("A"))
    refuses(api.get(kind.at(code)), refused(-1, "Not found."), 404)


def test_refuses_a_nul(api, kind):
    expected = refused(-1, "Text must not hold NUL characters or unpaired surrogates.")
    refuses(api.get(kind.at("1%00")), expected)


def test_a_viewer_may_read(api, viewer, kind):
    message = kind.make()
    assert as_user(api, viewer).get(kind.at(message)).json() == kind.read(message)


def test_staff_read_only_their_own(staff, person):
    mine, others, public = make_private(person), make_private(), make_public()
    assert staff.get(PRIVATE.at(mine)).json() == PRIVATE.read(mine)
    refuses(staff.get(PRIVATE.at(others)), refused(-1, "Not found."), 404)
    refuses(staff.get(PUBLIC.at(public)), refused(-1, FORBIDDEN), 403)


def test_an_anonymous_caller_may_not_read(anonymous, kind):
    message = kind.make()
    refuses(anonymous.get(kind.at(message)), refused(-1, NO_LOGIN), 401)
