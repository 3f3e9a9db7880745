import pytest

from iclock.models import Transaction
from tests.iclock.transactions.punches import KEYS, TRANSACTIONS, make_punch
from tests.personnel.employees.answers import NO_LOGIN, refused


def test_reads_one(api):
    punch = make_punch("007")
    make_punch("8")
    answer = api.get(f"{TRANSACTIONS}{punch.pk}/")
    assert (answer.status_code, answer.json()["emp_code"]) == (200, "007")
    assert list(answer.json()) == KEYS
    assert answer.json() == api.get(f"{TRANSACTIONS}{punch.pk}").json()


@pytest.mark.parametrize(
    "code", ["abc", "-1", "0", "1.5", "9223372036854775807", "9223372036854775808", "9" * 400,
             "1%00", "%20", "true"],
)  # fmt: skip
def test_what_does_not_exist_is_not_found(api, code):
    make_punch()
    answer = api.get(f"{TRANSACTIONS}{code}/")
    if code == "1%00":  # refused for every path
        assert answer.status_code == 400
        return
    assert (answer.status_code, answer.json()) == (404, refused(-1, "Not found."))


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_reading_is_a_get(api, method):
    """The manual prints it as POST."""
    punch = make_punch()
    answer = getattr(api, method)(f"{TRANSACTIONS}{punch.pk}/", {}, format="json")
    expected = refused(-1, f'Method "{method.upper()}" not allowed.')
    assert (answer.status_code, answer.json()) == (405, expected)
    assert Transaction.objects.get() == punch


def test_an_anonymous_caller_may_not(anonymous):
    answer = anonymous.get(f"{TRANSACTIONS}{make_punch().pk}/")
    assert (answer.status_code, answer.json()) == (401, refused(-1, NO_LOGIN))


def test_staff_read_their_own(staff, person):
    own = make_punch(person.emp_code, emp=person)
    assert staff.get(f"{TRANSACTIONS}{own.pk}/").status_code == 200
    answer = staff.get(f"{TRANSACTIONS}{make_punch('8').pk}/")
    assert (answer.status_code, answer.json()) == (404, refused(-1, "Not found."))
