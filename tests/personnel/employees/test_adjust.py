"""adjust_area, adjust_depart, adjust_emp_type, adjust_position."""

from dataclasses import dataclass
from typing import Any

import pytest

from personnel.models import Area
from tests.factories import (
    make_area,
    make_department,
    make_employee,
    make_employees,
    make_position,
)
from tests.personnel.employees.answers import FORBIDDEN, MISSING, NO_LOGIN, SUCCESS, refused
from tests.personnel.employees.people import EMPLOYEES, area_codes, get, stored


@dataclass(frozen=True)
class Adjustment:
    path: str
    key: str
    aliases: tuple[str, ...]
    unknown: int  # the code of an unknown target ..
    missing: int  # .. and of none

    def sent(self, codes: Any, key: str = "emp_code", **over: Any) -> dict[str, Any]:
        return {key: codes, self.key: 1, **over}


AREA = Adjustment("adjust_area", "area_code", ("area_code", "areas", "area"), -80, -83)
DEPARTMENT = Adjustment("adjust_depart", "department_code",
                        ("department_code", "dept_code", "department"), -13, -13)  # fmt: skip
TYPE = Adjustment("adjust_emp_type", "emp_type", ("emp_type",), -1, -1)
POSITION = Adjustment("adjust_position", "position_code", ("position_code", "position"), -1, -1)
ALL = (AREA, DEPARTMENT, TYPE, POSITION)


@pytest.fixture(params=ALL, ids=lambda one: one.path)
def adjustment(request):
    return request.param


@pytest.fixture
def elsewhere(api):
    """References that the adjustments move away from."""
    return {"department": make_department(), "position": make_position(), "areas": (make_area(),)}


def post(api, path, sent, **how):
    return api.post(f"{EMPLOYEES}{path}/", sent, **{"format": "json", **how})


def refuses(api, path, sent, expected, status=400):
    before = stored()
    answer = post(api, path, sent)
    assert (answer.status_code, answer.json()) == (status, expected)
    assert answer["X-Etp-Code"] == str(expected["code"])
    assert stored() == before


def is_adjusted(person, adjustment):
    person = get(person.emp_code)
    if adjustment is AREA:
        return area_codes(person) == ["1"]
    values = {DEPARTMENT: person.department_id, TYPE: person.emp_type, POSITION: person.position_id}
    return values[adjustment] == 1


def test_adjusts_people_named_by_codes_and_ids(api, adjustment, elsewhere):
    by_code = make_employee(emp_code="1001", **elsewhere)
    by_id, other = make_employee(**elsewhere), make_employee(**elsewhere)
    answer = post(api, adjustment.path, adjustment.sent([1001, by_id.pk, "1001"]))
    assert (answer.status_code, answer.json()) == (200, SUCCESS)
    adjusted = [is_adjusted(person, adjustment) for person in (by_code, by_id, other)]
    assert adjusted == [True, True, False]


@pytest.mark.parametrize("key", ["emp_code", "emp_codes", "employees"])
@pytest.mark.parametrize("codes", ["A,B", ["A", "B", "A"], '["A","B"]', " A , B ,"], ids=repr)
def test_takes_lists_texts_and_other_names(api, adjustment, elsewhere, key, codes):
    people = [make_employee(emp_code=code, **elsewhere) for code in "AB"]
    answer = post(api, adjustment.path, adjustment.sent(codes, key))
    assert (answer.status_code, answer.json()) == (200, SUCCESS)
    assert all(is_adjusted(person, adjustment) for person in people)


def test_takes_one_value(api, adjustment, elsewhere):
    person = make_employee(emp_code="12", **elsewhere)
    assert post(api, adjustment.path, adjustment.sent(12)).json() == SUCCESS
    assert is_adjusted(person, adjustment)


@pytest.mark.parametrize("code", ["0", 0], ids=repr)
def test_zero_is_a_code_in_a_list(api, adjustment, elsewhere, code):
    person = make_employee(emp_code="0", **elsewhere)
    assert post(api, adjustment.path, adjustment.sent([code])).json() == SUCCESS
    assert is_adjusted(person, adjustment)


def test_takes_other_names_of_the_target(api, adjustment, elsewhere, strict):
    for number, alias in enumerate(adjustment.aliases):
        person = make_employee(emp_code=f"e{number}", **elsewhere)
        answer = post(api, adjustment.path, {"emp_code": [person.emp_code], alias: "1"})
        assert (answer.status_code, answer.json()) == (200, SUCCESS)
        assert is_adjusted(person, adjustment)


def test_takes_a_form(api, adjustment, elsewhere):
    people = [make_employee(emp_code=code, **elsewhere) for code in "AB"]
    form = f"emp_code=A&emp_code=B&{adjustment.key}=1"
    type_ = "application/x-www-form-urlencoded"
    answer = api.post(f"{EMPLOYEES}{adjustment.path}/", form, content_type=type_)
    assert (answer.status_code, answer.json()) == (200, SUCCESS)
    assert all(is_adjusted(person, adjustment) for person in people)


def test_resigned_people_stay_addressable(api, adjustment, elsewhere):
    person = make_employee(status=100, **elsewhere)
    assert post(api, adjustment.path, adjustment.sent([person.emp_code])).json() == SUCCESS
    assert is_adjusted(person, adjustment)
    assert get(person.emp_code).status == 100


def test_adjusts_500_people(api, adjustment, django_assert_max_num_queries):
    codes = [person.emp_code for person in make_employees(500)]
    with django_assert_max_num_queries(20):
        assert post(api, adjustment.path, adjustment.sent(codes)).json() == SUCCESS


def test_moves_the_update_time(api, adjustment, elsewhere, clock):
    person = make_employee(update_time="2025-01-01 00:00:00", **elsewhere)
    post(api, adjustment.path, adjustment.sent([person.emp_code]))
    assert str(get(person.emp_code).update_time) == "2026-01-05 12:00:00"


def test_kindred_servers_spelling_of_adjust_depart(api):
    department = make_department()
    make_employee(emp_code="A")
    answer = post(api, "adjust_department", {"emp_code": ["A"], "department": department.pk})
    assert (answer.status_code, answer.json()) == (200, SUCCESS)
    assert get("A").department == department


# ---- device effects ---------------------------------------------------------------------------


def test_only_a_move_concerns_terminals(api, adjustment, elsewhere, devices):
    people = [make_employee(emp_code=code, **elsewhere) for code in "AB"]
    old = [elsewhere["areas"][0].area_code]
    post(api, adjustment.path, adjustment.sent([person.emp_code for person in people]))
    moved = [("remove", {"A": old, "B": old}), ("update", ["A", "B"])]
    assert devices.calls == (moved if adjustment is AREA else [])


def test_a_move_replaces_the_areas(api, devices):
    old, kept, new = make_area(), make_area(), make_area()
    make_employee(emp_code="A", areas=(old, kept))
    make_employee(emp_code="B", areas=(kept,))
    make_employee(emp_code="there", areas=(kept, new))
    sent = {"emp_code": ["A", "B", "there"], "area_code": [kept.pk, new.area_code]}
    assert post(api, "adjust_area", sent).json() == SUCCESS
    for code in ("A", "B", "there"):
        assert area_codes(get(code)) == [kept.area_code, new.area_code]
    assert devices.calls == [("remove", {"A": [old.area_code]}), ("update", ["A", "B"])]


def test_a_move_to_the_same_areas_tells_nothing(api, devices, clock):
    make_employee(emp_code="A", update_time="2025-01-01 00:00:00")
    before = stored()
    assert post(api, "adjust_area", {"emp_code": "A", "area_code": 1}).json() == SUCCESS
    assert (stored(), devices.calls) == (before, [])


def test_a_resigned_person_is_not_sent_to_terminals(api, devices):
    make_employee(emp_code="A", status=100, areas=(make_area(),))
    assert post(api, "adjust_area", {"emp_code": "A", "area_code": 1}).json() == SUCCESS
    assert [call for call in devices.calls if call == ("update", ["A"])] == []


# ---- refusals ---------------------------------------------------------------------------------


def test_refuses_all_if_one_person_is_unknown(api, adjustment, elsewhere, devices):
    make_employee(emp_code="A", **elsewhere)
    expected = refused(-22, "Unknown: NO, 77.", "emp_code")
    refuses(api, adjustment.path, adjustment.sent(["A", "NO", 77]), expected)
    assert devices.calls == []


@pytest.mark.parametrize("codes", [[], "", ","], ids=repr)
def test_refuses_nobody(api, adjustment, codes):
    expected = refused(-81, "Name at least one.", "emp_code")
    refuses(api, adjustment.path, adjustment.sent(codes), expected)


def test_refuses_null_as_people(api, adjustment):
    expected = refused(-81, "This field may not be null.", "emp_code")
    refuses(api, adjustment.path, adjustment.sent(None), expected)


def test_refuses_an_empty_body(api, adjustment):
    expected = refused(-81, MISSING, "emp_code", adjustment.key)
    refuses(api, adjustment.path, {}, expected)


def test_refuses_501_people(api, adjustment):
    codes = [make_employee().emp_code for _ in range(2)] + [f"X{n}" for n in range(499)]
    expected = refused(-82, "At most 500 codes in one call.", "emp_code")
    refuses(api, adjustment.path, adjustment.sent(codes), expected)


@pytest.mark.parametrize("codes", [[1.5], [True], [None, {}], [["A"]]], ids=repr)
def test_refuses_people_that_are_no_codes(api, adjustment, codes):
    expected = refused(-22, "References are codes or ids.", "emp_code")
    refuses(api, adjustment.path, adjustment.sent(codes), expected)


@pytest.mark.parametrize("adjustment", [AREA, DEPARTMENT, POSITION], ids=lambda one: one.path)
def test_refuses_an_unknown_target(api, adjustment, elsewhere):
    make_employee(emp_code="A", **elsewhere)
    expected = refused(adjustment.unknown, "Unknown: NO.", adjustment.key)
    refuses(api, adjustment.path, adjustment.sent(["A"], **{adjustment.key: "NO"}), expected)


@pytest.mark.parametrize("adjustment", [DEPARTMENT, POSITION], ids=lambda one: one.path)
@pytest.mark.parametrize("none", [0, "", None], ids=repr)
def test_refuses_no_target(api, adjustment, elsewhere, none):
    make_employee(emp_code="A", **elsewhere)
    detail = "This field may not be null." if none is None else MISSING
    expected = refused(adjustment.missing, detail, adjustment.key)
    refuses(api, adjustment.path, adjustment.sent(["A"], **{adjustment.key: none}), expected)


def test_refuses_no_area(api, elsewhere):
    make_employee(emp_code="A", **elsewhere)
    expected = refused(-83, "Name at least one.", "area_code")
    refuses(api, "adjust_area", {"emp_code": "A", "area_code": []}, expected)


def test_refuses_an_unknown_area_in_the_middle_of_500(api, elsewhere, devices):
    make_employee(emp_code="A", **elsewhere)
    areas = Area.objects.bulk_create(Area(area_code=f"a{n}", area_name="x") for n in range(499))
    codes = [area.area_code for area in areas]
    sent = {"emp_code": "A", "area_code": [*codes[:250], "NO", *codes[250:]]}
    refuses(api, "adjust_area", sent, refused(-80, "Unknown: NO.", "area_code"))
    assert devices.calls == []


@pytest.mark.parametrize(
    ("value", "detail"),
    [
        (100, "Ensure this value is less than or equal to 99."),
        (-1, "Ensure this value is greater than or equal to 0."),
        ("full-time", "A valid integer is required."),
        (None, "This field may not be null."),
        (True, "A valid integer is required."),
    ],
)
def test_refuses_types_of_employee_out_of_range(api, value, detail):
    make_employee(emp_code="A")
    sent = {"emp_code": ["A"], "emp_type": value}
    refuses(api, "adjust_emp_type", sent, refused(-1, detail, "emp_type"))


def test_unknown_fields_are_named_in_a_header(api, adjustment):
    make_employee(emp_code="A")
    answer = post(api, adjustment.path, adjustment.sent(["A"], colour="red"))
    assert answer["X-Etp-Warning"] == "unknown body fields: colour"


def test_strict_refuses_unknown_fields(api, adjustment, strict):
    make_employee(emp_code="A")
    expected = refused(-1, "This field is not documented.", "colour")
    refuses(api, adjustment.path, adjustment.sent(["A"], colour="red"), expected)


def test_a_viewer_may_not_adjust(api, viewer, adjustment):
    api.force_authenticate(viewer)
    refuses(api, adjustment.path, {"emp_code": "NO"}, refused(-1, FORBIDDEN), 403)


def test_staff_may_not_adjust_themselves(staff, adjustment):
    refuses(staff, adjustment.path, adjustment.sent("STAFF"), refused(-1, FORBIDDEN), 403)


def test_an_anonymous_caller_may_not_adjust(anonymous, adjustment):
    refuses(anonymous, adjustment.path, {}, refused(-1, NO_LOGIN), 401)


def test_get_is_405(api, adjustment):
    answer = api.get(f"{EMPLOYEES}{adjustment.path}/")
    assert (answer.status_code, answer.json()) == (405, refused(-1, 'Method "GET" not allowed.'))
