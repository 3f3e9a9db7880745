import pytest

from tests.factories import make_area, make_employee, make_position
from tests.personnel.employees.answers import NO_LOGIN, refused
from tests.personnel.employees.people import EMPLOYEES, READ_KEYS, read


def test_shows_references_as_objects(api):
    position = make_position(position_code="55", position_name="manager")
    west, east = make_area(area_name="West"), make_area(area_name="East")
    person = make_employee(
        emp_code="11", first_name="string", position=position, areas=(east, west),
        hire_date="2025-06-17", validity_end="2025-06-19", device_password="", flow_role=[1],
    )  # fmt: skip
    answer = api.get(f"{EMPLOYEES}11/")
    assert (answer.status_code, answer.json()) == (200, read(person))
    assert list(answer.json()) == READ_KEYS
    assert [area["area_name"] for area in answer.json()["area"]] == ["West", "East"]


def test_no_position_is_null(api):
    make_employee(emp_code="11")
    assert api.get(f"{EMPLOYEES}11/").json()["position"] is None


def test_the_path_may_be_the_id(api):
    person = make_employee()
    answer = api.get(f"{EMPLOYEES}{person.pk}/")
    assert (answer.status_code, answer.json()) == (200, read(person))


def test_a_code_wins_over_another_ones_id(api):
    by_code = make_employee(emp_code="1234567890123")
    make_employee(id="1234567890123")
    assert api.get(f"{EMPLOYEES}1234567890123/").json() == read(by_code)


def test_a_resigned_person_is_still_read(api):
    person = make_employee(status=100)
    assert api.get(f"{EMPLOYEES}{person.emp_code}/").json() == read(person)


@pytest.mark.parametrize("code", ["0", "a.b-c_d", "-1"])
def test_codes_of_any_form_are_found(api, code):
    person = make_employee(emp_code=code)
    assert api.get(f"{EMPLOYEES}{code}").json() == read(person)


@pytest.mark.parametrize("code", ["NOBODY", "9" * 300, "%20", "%00x", "१", "null", "a%2Fb"])
def test_refuses_an_unknown_person(api, code):
    answer = api.get(f"{EMPLOYEES}{code}/")
    assert answer.status_code in {400, 404}
    if answer.status_code == 404:
        assert answer.json()["code"] in {-22, -1}


def test_an_unknown_person_has_the_vendors_code(api):
    answer = api.get(f"{EMPLOYEES}NOBODY/")
    assert (answer.status_code, answer.json()) == (404, refused(-22, "Not found."))


def test_codes_are_matched_by_case(api):
    make_employee(emp_code="ab")
    assert api.get(f"{EMPLOYEES}AB/").status_code == 404


def test_an_anonymous_caller_may_not_read(anonymous):
    make_employee(emp_code="11")
    for code in ("11", "NOBODY"):
        answer = anonymous.get(f"{EMPLOYEES}{code}/")
        assert (answer.status_code, answer.json()) == (401, refused(-1, NO_LOGIN))


def test_a_viewer_may_read(api, viewer):
    person = make_employee()
    api.force_authenticate(viewer)
    assert api.get(f"{EMPLOYEES}{person.emp_code}/").json() == read(person)


def test_staff_read_only_themselves(staff, person):
    other = make_employee(emp_code="OTHER")
    for name in ("STAFF", person.pk):
        answer = staff.get(f"{EMPLOYEES}{name}/")
        assert (answer.status_code, answer.json()) == (200, read(person))
    for name in ("OTHER", other.pk, "NOBODY"):
        answer = staff.get(f"{EMPLOYEES}{name}/")
        assert (answer.status_code, answer.json()) == (404, refused(-22, "Not found."))


def test_a_read_costs_two_queries(api, django_assert_num_queries):
    make_employee(emp_code="11")
    with django_assert_num_queries(2):
        api.get(f"{EMPLOYEES}11/")
