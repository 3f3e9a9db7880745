import pytest

from tests.factories import make_employee, make_resignation
from tests.personnel.employees.answers import NO_LOGIN, refused
from tests.personnel.resignations.records import READ_KEYS, RESIGNS, read


def test_shows_the_record_by_the_employees_code(api):
    person = make_employee(emp_code="12", first_name="ttt")
    record = make_resignation(person, reason="secret")
    answer = api.get(f"{RESIGNS}12/")
    assert (answer.status_code, answer.json()) == (200, read(record))
    assert list(answer.json()) == READ_KEYS


def test_a_code_wins_over_an_employees_id_and_that_over_a_records_id(api):
    record = make_resignation()
    assert api.get(f"{RESIGNS}{record.pk}/").json() == read(record)
    by_id = make_resignation(make_employee(id=str(record.pk)))
    assert api.get(f"{RESIGNS}{record.pk}/").json() == read(by_id)
    by_code = make_resignation(make_employee(emp_code=str(record.pk)))
    assert api.get(f"{RESIGNS}{record.pk}").json() == read(by_code)


def test_the_path_may_be_the_employees_id(api):
    record = make_resignation()
    assert api.get(f"{RESIGNS}{record.employee_id}/").json() == read(record)


@pytest.mark.parametrize("code", ["NOBODY", "WORKS", "9" * 40])
def test_refuses_who_has_not_resigned(api, code):
    make_employee(emp_code="WORKS")
    answer = api.get(f"{RESIGNS}{code}/")
    assert (answer.status_code, answer.json()) == (404, refused(-22, "Not found."))


def test_an_anonymous_caller_may_not_read(anonymous):
    make_resignation(make_employee(emp_code="A"))
    answer = anonymous.get(f"{RESIGNS}A/")
    assert (answer.status_code, answer.json()) == (401, refused(-1, NO_LOGIN))


def test_staff_read_only_their_own(staff, person):
    mine, other = make_resignation(person), make_resignation()
    for name in ("STAFF", person.pk, mine.pk):
        assert staff.get(f"{RESIGNS}{name}/").json() == read(mine)
    for name in (other.employee.emp_code, other.employee_id, other.pk):
        answer = staff.get(f"{RESIGNS}{name}/")
        assert (answer.status_code, answer.json()) == (404, refused(-22, "Not found."))
