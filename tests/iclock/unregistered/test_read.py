import pytest

from tests.iclock.transactions.punches import make_unregistered
from tests.personnel.employees.answers import FORBIDDEN, NO_LOGIN, refused

UNREGISTER = "/iclock/api/unregister/"


def test_reads_one_as_it_is_listed(api):
    punch = make_unregistered("014")
    make_unregistered("12")
    answer = api.get(f"{UNREGISTER}{punch.pk}/")
    assert answer.status_code == 200
    assert answer.json() == api.get(UNREGISTER).json()["data"][0]
    assert answer.json() == api.get(f"{UNREGISTER}{punch.pk}").json()


@pytest.mark.parametrize("code", ["abc", "-1", "0", "9223372036854775808", "action"])
def test_what_does_not_exist_is_not_found(api, code):
    make_unregistered("abc")
    answer = api.get(f"{UNREGISTER}{code}/")
    assert (answer.status_code, answer.json()) == (404, refused(-1, "Not found."))


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_reading_is_a_get(api, method):
    punch = make_unregistered()
    answer = getattr(api, method)(f"{UNREGISTER}{punch.pk}/", {}, format="json")
    assert answer.status_code == 405


def test_an_anonymous_caller_may_not(anonymous):
    answer = anonymous.get(f"{UNREGISTER}{make_unregistered().pk}/")
    assert (answer.status_code, answer.json()) == (401, refused(-1, NO_LOGIN))


@pytest.mark.parametrize("code", ["1", "999"])
def test_staff_may_not(staff, code):
    make_unregistered(id=1)
    answer = staff.get(f"{UNREGISTER}{code}/")
    assert (answer.status_code, answer.json()) == (403, refused(-1, FORBIDDEN))
