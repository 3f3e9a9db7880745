"""People who are not created, and what is said of them."""

import json

import pytest

from tests.factories import make_area, make_employee
from tests.personnel.employees.answers import FORBIDDEN, MISSING, NO_LOGIN, refused
from tests.personnel.employees.creating import refuses
from tests.personnel.employees.people import EMPLOYEES, body, stored

MALFORMED = "Codes are made of letters, digits, '-', '_', '.' and inner spaces."
RESERVED = "This code is a path of its resource; choose another one."


def test_refuses_an_empty_body_naming_every_required_field(api):
    refuses(api, {}, refused(-20, MISSING, "emp_code", "department", "area"))


@pytest.mark.parametrize(
    ("blank", "detail"),
    [("", "This field may not be blank."), ("  ", "This field may not be blank."),
     (None, "This field may not be null.")],
)  # fmt: skip
def test_refuses_a_blank_code(api, blank, detail):
    refuses(api, body(emp_code=blank), refused(-20, detail, "emp_code"))


def test_refuses_a_code_that_is_taken(api):
    make_employee(emp_code="5677")
    refuses(api, body(), refused(-29, "5677 is taken.", "emp_code"))


def test_refuses_a_resigned_persons_code(api):
    make_employee(emp_code="5677", status=100)
    refuses(api, body(), refused(-29, "5677 is taken.", "emp_code"))


@pytest.mark.parametrize(
    "code", ["a/b", "a b", "a,b", "é", "😀", "१२", "a@b", ".", "..", "a%2Fb", "a\nb", "\u202e1"],
    ids=ascii,
)  # fmt: skip
def test_refuses_a_malformed_code(api, code):
    refuses(api, body(emp_code=code), refused(-29, MALFORMED, "emp_code"))


def test_refuses_a_code_of_21_characters(api):
    detail = "Ensure this field has no more than 20 characters."
    refuses(api, body(emp_code="x" * 21), refused(-29, detail, "emp_code"))


@pytest.mark.parametrize(
    "path",
    ["action", "adjust_area", "adjust_depart", "adjust_department", "adjust_emp_type",
     "adjust_position", "adjust_regsin", "adjust_resign", "del_bio_template", "export",
     "import_emp", "resync_to_device", "update_emp_photo"],
)  # fmt: skip
def test_refuses_a_code_that_is_a_path(api, path):
    refuses(api, body(emp_code=path), refused(-29, RESERVED, "emp_code"))


@pytest.mark.parametrize("value", [True, 1.5, [], ["1"], {}], ids=repr)
def test_refuses_wrong_types_of_a_code(api, value):
    answer = api.post(EMPLOYEES, body(emp_code=value), format="json")
    assert (answer.status_code, answer.json()["code"]) == (400, -29)
    assert stored() == []


def test_refuses_a_card_that_is_taken(api):
    make_employee(card_no="71059")
    refuses(api, body(card_no=" 71059 "), refused(-23, "Card 71059 is taken.", "card_no"))


@pytest.mark.parametrize("value", ["NOBODY", 999, "01", -1, 10**30])
def test_refuses_an_unknown_department(api, value):
    refuses(api, body(department=value), refused(-13, f"Unknown: {value}.", "department"))


@pytest.mark.parametrize(
    ("value", "detail"),
    [
        (None, "This field may not be null."),
        (0, MISSING),
        ("", MISSING),
        ([1], "A reference is a code or an id."),
        (1.0, "A reference is a code or an id."),
        (True, "A reference is a code or an id."),
    ],
    ids=repr,
)
def test_refuses_no_department(api, value, detail):
    refuses(api, body(department=value), refused(-13, detail, "department"))


def test_refuses_an_unknown_position(api):
    refuses(api, body(position="NO"), refused(-1, "Unknown: NO.", "position"))


@pytest.mark.parametrize("value", [[], "", " , "], ids=repr)
def test_refuses_no_area(api, value):
    refuses(api, body(area=value), refused(-83, "Name at least one.", "area"))


def test_refuses_null_as_area(api):
    refuses(api, body(area=None), refused(-83, "This field may not be null.", "area"))


def test_refuses_an_unknown_area_among_known_ones(api):
    west = make_area()
    refuses(api, body(area=[1, "NO", west.pk]), refused(-80, "Unknown: NO.", "area"))


def test_refuses_an_unknown_area_in_the_middle_of_500(api):
    codes = [make_area().area_code for _ in range(3)] + [1]
    many = [*codes, *(f"X{n}" for n in range(496))]
    names = ", ".join(f"X{n}" for n in range(20))
    refuses(api, body(area=many), refused(-80, f"Unknown: {names}.", "area"))


def test_refuses_501_areas(api):
    detail = "At most 500 codes in one call."
    refuses(api, body(area=list(range(1, 502))), refused(-82, detail, "area"))


@pytest.mark.parametrize("value", [[[1]], [{}], [1.5], [True], {"id": 1}], ids=repr)
def test_refuses_areas_that_are_no_references(api, value):
    refuses(api, body(area=value), refused(-80, "References are codes or ids.", "area"))


@pytest.mark.parametrize("day", ["2025-02-30", "yesterday", "17.06.2025", "", 20250617, [], True])
@pytest.mark.parametrize("field", ["hire_date", "birthday", "validity_start", "validity_end"])
def test_refuses_days_that_do_not_exist(api, field, day):
    detail = "Date has wrong format. Use one of these formats instead: YYYY-MM-DD."
    refuses(api, body(**{field: day}), refused(-100, detail, field))


def test_refuses_a_validity_that_ends_before_it_starts(api):
    sent = body(validity_start="2025-06-18", validity_end="2025-06-17")
    refuses(api, sent, refused(-101, "It ends before it starts.", "validity_end"))


@pytest.mark.parametrize(
    ("field", "value", "detail"),
    [
        ("gender", "X", '"X" is not a valid choice.'),
        ("gender", "m", '"m" is not a valid choice.'),
        ("dev_privilege", 3, '"3" is not a valid choice.'),
        ("dev_privilege", True, '"True" is not a valid choice.'),
        ("verify_mode", -2, "Ensure this value is greater than or equal to -1."),
        ("verify_mode", 201, "Ensure this value is less than or equal to 200."),
        ("verify_mode", "x", "A valid integer is required."),
        ("verify_mode", True, "A valid integer is required."),
        ("emp_type", 100, "Ensure this value is less than or equal to 99."),
        ("emp_type", 10**400, "Ensure this value is less than or equal to 99."),
        ("emp_type", 1.5, "A valid integer is required."),
        ("app_status", 2, "Ensure this value is less than or equal to 1."),
        ("app_role", 2**31, "Ensure this value is less than or equal to 2147483647."),
        ("enable_att", "perhaps", "Must be a valid boolean."),
        ("enable_att", [], "Must be a valid boolean."),
        ("flow_role", "x", 'Expected a list of items but got type "str".'),
        ("flow_role", [1, "x"], "A valid integer is required."),
        ("first_name", ["a"], "Not a valid string."),
        ("first_name", {}, "Not a valid string."),
        ("first_name", True, "Not a valid string."),
        ("email", "x" * 51, "Ensure this field has no more than 50 characters."),
    ],
)
def test_refuses_values_out_of_range(api, field, value, detail):
    refuses(api, body(**{field: value}), refused(-1, detail, field))


def test_the_first_failing_field_of_the_example_decides(api):
    make_employee(card_no="1")
    sent = {"area": [], "department": "NO", "card_no": "1", "emp_code": "1", "first_name": []}
    taken, unknown = "Card 1 is taken.", "Unknown: NO."
    fields = {"card_no": [taken], "department": [unknown], "area": ["Name at least one."]}
    refuses(api, sent, refused(-1, "Not a valid string.", "first_name", **fields))
    sent.pop("first_name")
    fields.pop("card_no")
    refuses(api, sent, refused(-23, taken, "card_no", **fields))


@pytest.mark.parametrize("sent", ["[]", "1", "null", '"x"', "[1]"])
def test_refuses_a_body_that_is_no_object(api, sent):
    answer = api.post(EMPLOYEES, sent, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (400, -1)
    assert stored() == []


@pytest.mark.parametrize("name", ["a\0b", "\ud800"], ids=ascii)
def test_refuses_text_that_cannot_be_stored(api, name):
    detail = "Text must not hold NUL characters or unpaired surrogates."
    answer = api.post(EMPLOYEES, json.dumps(body(first_name=name)), content_type="application/json")
    assert (answer.status_code, answer.json()) == (400, refused(-1, detail))
    assert stored() == []


def test_strict_refuses_unknown_fields(api, strict):
    expected = refused(-1, "This field is not documented.", "colour")
    refuses(api, body(colour="red"), expected)


def test_a_viewer_may_not_create(viewer, api):
    api.force_authenticate(viewer)
    refuses(api, {"anything": 1}, refused(-1, FORBIDDEN), status=403)


def test_staff_may_not_create(staff):
    refuses(staff, body(), refused(-1, FORBIDDEN), status=403)


def test_an_anonymous_caller_may_not_create(anonymous):
    refuses(anonymous, body(), refused(-1, NO_LOGIN), status=401)
