import pytest

from iclock.biodata.models import BioData
from personnel.models import Employee, EmployeeArea, Resignation, StaffToken
from tests.factories import make_area, make_employee, make_resignation, make_template
from tests.personnel.employees.answers import FORBIDDEN, NO_LOGIN, refused
from tests.personnel.employees.people import EMPLOYEES, stored


def test_deletes_the_person_and_what_belongs_to_them(api):
    kept = make_employee(emp_code="2")
    make_template(kept)
    person = make_employee(emp_code="1")
    make_template(person)
    make_resignation(person)
    StaffToken.objects.create(key="k", employee=person)
    answer = api.delete(f"{EMPLOYEES}1/")
    assert (answer.status_code, answer.json()) == (200, {"message": "deleted"})
    assert list(Employee.objects.all()) == [kept]
    assert EmployeeArea.objects.exclude(employee=kept).count() == 0
    assert BioData.objects.get().employee == kept
    assert (Resignation.objects.count(), StaffToken.objects.count()) == (0, 0)


def test_the_path_may_be_the_id(api):
    person = make_employee()
    assert api.delete(f"{EMPLOYEES}{person.pk}").json() == {"message": "deleted"}
    assert stored() == []


def test_terminals_of_every_area_forget_the_person(api, devices):
    west, east = make_area(), make_area()
    make_employee(emp_code="1", areas=(west, east))
    api.delete(f"{EMPLOYEES}1/")
    assert devices.calls == [("remove", {"1": [west.area_code, east.area_code]})]


def test_refuses_an_unknown_person(api, devices):
    make_employee()
    before = stored()
    answer = api.delete(f"{EMPLOYEES}NOBODY/")
    assert (answer.status_code, answer.json()) == (404, refused(-22, "Not found."))
    assert (stored(), devices.calls) == (before, [])


@pytest.mark.parametrize("code", ["1", "NOBODY"])
def test_a_viewer_may_not_delete(api, viewer, code):
    make_employee(emp_code="1")
    before = stored()
    api.force_authenticate(viewer)
    answer = api.delete(f"{EMPLOYEES}{code}/")
    assert (answer.status_code, answer.json()) == (403, refused(-1, FORBIDDEN))
    assert stored() == before


def test_staff_may_not_delete_themselves(staff, person):
    answer = staff.delete(f"{EMPLOYEES}STAFF/")
    assert (answer.status_code, answer.json()) == (403, refused(-1, FORBIDDEN))
    assert list(Employee.objects.all()) == [person]


def test_an_anonymous_caller_may_not_delete(anonymous):
    make_employee(emp_code="1")
    answer = anonymous.delete(f"{EMPLOYEES}1/")
    assert (answer.status_code, answer.json()) == (401, refused(-1, NO_LOGIN))
    assert Employee.objects.count() == 1
