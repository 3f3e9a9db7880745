import json

import pytest

from etpserver.api.worlds import World, use_world
from tests.factories import make_area, make_department, make_employee, make_position
from tests.personnel.employees.answers import FORBIDDEN, MISSING, NO_LOGIN, refused
from tests.personnel.employees.people import (
    CREATED_KEYS,
    EMPLOYEES,
    SENT_HASH,
    area_codes,
    body,
    defaults,
    get,
    stored,
    written,
)

MALFORMED = "Codes are made of letters, digits, '-', '_', '.' and inner spaces."
RESERVED = "This code is a path of its resource; choose another one."
# Manual 3.3.2.
EXAMPLE = {
    "emp_code": "5677",
    "first_name": "madg",
    "last_name": "",
    "nickname": "",
    "device_password": "",
    "card_no": "",
    "department": 1,
    "position": 1,
    "area": [1],
    "hire_date": "2025-06-17",
    "gender": "M",
    "birthday": None,
    "verify_mode": None,
    "emp_type": None,
    "validity_start": "2025-06-17",
    "validity_end": "2025-06-26",
    "contact_tel": "",
    "office_tel": "",
    "mobile": "",
    "national": "",
    "city": "",
    "address": "string",
    "postcode": "4664602664",
    "email": "",
    "enroll_sn": "",
    "ssn": "",
    "religion": "",
    "enable_att": True,
    "enable_overtime": True,
    "enable_holiday": True,
    "dev_privilege": 0,
    "self_password": SENT_HASH,
    "flow_role": [],
    "app_status": 1,
    "app_role": None,
}


def refuses(api, sent, expected, *, format="json", status=400):
    before = stored()
    answer = api.post(EMPLOYEES, sent, format=format)
    assert (answer.status_code, answer.json()) == (status, expected)
    assert answer["X-Etp-Code"] == str(expected["code"])
    assert stored() == before


def creates(api, sent, **over):
    """The answer, checked against what is stored and, in `over`, what was meant."""
    answer = api.post(EMPLOYEES, sent, format="json")
    assert answer.status_code == 201, answer.json()
    made = get(answer.json()["emp_code"])
    assert answer.json() == {"id": made.pk, **written(made)}
    assert {name: answer.json()[name] for name in over} == over
    return made


def test_answers_the_manuals_example_with_names(api):
    answer = api.post(EMPLOYEES, EXAMPLE, format="json")
    made = get("5677")
    named = {"department": "Department", "position": "Position", "area": ["Not Authorized"]}
    # null asks for the default: verify_mode 0, app_role 1.
    expected = {"id": made.pk, **EXAMPLE, **named, "verify_mode": 0, "app_role": 1}
    assert (answer.status_code, answer.json()) == (201, expected)
    assert list(answer.json()) == CREATED_KEYS
    assert "X-Etp-Warning" not in answer


def test_the_rest_are_defaults(api):
    answer = api.post(EMPLOYEES, body(), format="json")
    made = get("5677")
    named = {"department": "Department", "position": None, "area": ["Not Authorized"]}
    expected = defaults(id=made.pk, emp_code="5677", **named)
    assert (answer.status_code, answer.json()) == (201, expected)
    assert (made.status, str(made.company_id)) == (0, "6b969e80-f3ff-11e9-afc7-acde48001122")


def test_null_asks_for_the_default_of_every_optional_field(api):
    sent = dict.fromkeys(EXAMPLE) | body()
    answer = api.post(EMPLOYEES, sent, format="json")
    made = get("5677")
    named = {"department": "Department", "position": None, "area": ["Not Authorized"]}
    expected = defaults(id=made.pk, emp_code="5677", **named)
    assert (answer.status_code, answer.json()) == (201, expected)


def test_an_id_has_13_digits_and_comes_from_the_worlds_seed(api):
    with use_world(World("main", seed=7)):
        first = creates(api, body()).pk
    get("5677").delete()
    with use_world(World("main", seed=7)):
        again = creates(api, body()).pk
    assert (len(first), first.isdigit(), again) == (13, True, first)


def test_an_id_that_is_taken_is_not_given_again(api):
    ids = set()
    for code in ("a", "b"):
        with use_world(World("main", seed=7)):
            ids.add(creates(api, body(emp_code=code)).pk)
    assert len(ids) == 2


def test_the_update_time_is_the_worlds_clock(api, clock):
    made = creates(api, body())
    assert str(made.update_time) == "2026-01-05 12:00:00"


def test_references_are_codes_before_ids(api):
    by_id = make_department()
    by_code = make_department(dept_code=str(by_id.pk), dept_name="By code")
    made = creates(api, body(department=by_id.pk), department="By code")
    assert made.department == by_code


def test_references_may_be_ids_and_texts(api):
    department, position, area = make_department(), make_position(), make_area()
    sent = body(department=str(department.pk), position=position.pk, area=[str(area.pk)])
    made = creates(api, sent)
    assert (made.department, made.position) == (department, position)
    assert area_codes(made) == [area.area_code]


@pytest.mark.parametrize("none", [None, 0, "0", "", "  "], ids=repr)
def test_null_zero_and_blank_mean_no_position(api, none):
    creates(api, body(position=none), position=None)


def test_a_person_may_be_in_several_areas_each_counted_once(api):
    west, east = make_area(area_name="West"), make_area(area_name="East")
    sent = body(area=[east.area_code, west.area_code, east.pk, east.area_code])
    creates(api, sent, area=["West", "East"])  # in the order of their ids


@pytest.mark.parametrize("form", ["{0},{1}", '["{0}", "{1}"]', "{0} , {1},"])
def test_areas_may_be_a_text(api, form):
    west, east = make_area(), make_area()
    made = creates(api, body(area=form.format(west.area_code, east.area_code)))
    assert area_codes(made) == [west.area_code, east.area_code]


def test_an_area_may_be_one_value(api):
    assert area_codes(creates(api, body(area=1))) == ["1"]


@pytest.mark.parametrize(
    ("alias", "name"),
    [
        ("department_code", "department"),
        ("dept_code", "department"),
        ("position_code", "position"),
        ("area_code", "area"),
        ("areas", "area"),
    ],
)
def test_takes_other_names_of_the_keys(api, alias, name):
    department, position, area = make_department(), make_position(), make_area()
    values = {"department": department.pk, "position": position.pk, "area": [area.pk]}
    sent = body(**values)
    sent[alias] = sent.pop(name)
    made = creates(api, sent)
    assert (made.department, made.position) == (department, position)
    assert area_codes(made) == [area.area_code]


def test_the_documented_key_wins_over_its_other_names(api):
    other = make_department()
    creates(api, body(department=1, dept_code=other.dept_code), department="Department")


def test_takes_a_form(api):
    area = make_area(area_name="Gate")
    form = (
        f"emp_code=77&department=1&area=1&area={area.area_code}&first_name=From+a+form"
        "&enable_overtime=true&flow_role=3&flow_role=4&hire_date=2025-02-28&position="
    )
    answer = api.post(EMPLOYEES, form, content_type="application/x-www-form-urlencoded")
    named = {"department": "Department", "position": None, "area": ["Not Authorized", "Gate"]}
    sent = {"first_name": "From a form", "enable_overtime": True, "flow_role": [3, 4]}
    expected = defaults(id=get("77").pk, emp_code="77", hire_date="2025-02-28", **named, **sent)
    assert (answer.status_code, answer.json()) == (201, expected)


def test_takes_a_multipart_form_with_joined_areas(api):
    area = make_area()
    sent = {"emp_code": "77", "dept_code": "1", "area_code": f"1,{area.area_code}"}
    answer = api.post(EMPLOYEES, sent, format="multipart")
    made = get("77")
    assert (answer.status_code, answer.json()) == (201, {"id": made.pk, **written(made)})
    assert (made.enable_att, made.enable_holiday) == (True, True)
    assert area_codes(made) == ["1", area.area_code]


@pytest.mark.parametrize(
    "code", ["1", "007", "0", "x" * 20, "a-b_c.d", "UlOAWB8yvwKOo4iQ-59M", "-1", "A.", "_"]
)
def test_takes_codes_that_terminals_know(api, code):
    creates(api, body(emp_code=code), emp_code=code)


def test_takes_a_whole_number_as_a_code(api):
    creates(api, body(emp_code=12), emp_code="12")


def test_trims_a_code(api):
    creates(api, body(emp_code="  12 "), emp_code="12")


def test_codes_differ_by_case(api):
    make_employee(emp_code="ab")
    creates(api, body(emp_code="AB"), emp_code="AB")


@pytest.mark.parametrize(
    "name",
    [
        "😀😀",
        "नमस्ते",
        "שלום עולם",
        "\u202eRTL\u202c",
        "𠮷野家",
        "O'Brien",
        'a"b',
        "=1+1",
        "<b>",
        "a,b;c",
    ],
    ids=ascii,
)
def test_keeps_every_name_intact(api, name):
    made = creates(api, body(first_name=name), first_name=name)
    listed = api.get(f"{EMPLOYEES}5677/").json()["first_name"]
    assert (made.first_name, listed) == (name, name)


def test_a_name_of_25_characters_of_4_bytes_fits(api):
    creates(api, body(first_name="😀" * 25), first_name="😀" * 25)


def test_trims_texts_and_keeps_empty_ones(api):
    # Manual 3.3.2: the example's 20 blanks.
    sent = body(contact_tel=" " * 20, city="  Pune ", last_name="")
    creates(api, sent, contact_tel="", city="Pune", last_name="")


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("gender", ["M", "F", ""]),
        ("dev_privilege", [0, 1, 2, 6, 10, 14]),
        ("verify_mode", [-1, 0, 200]),
        ("emp_type", [0, 1, 99]),
        ("app_status", [0, 1]),
        ("app_role", [0, 2]),
        ("flow_role", [[], [0], [1, 2]]),
        ("enable_att", [True, False]),
        ("enable_overtime", [True, False]),
        ("enable_holiday", [True, False]),
        ("hire_date", ["2024-02-29", "1900-01-01"]),
        ("birthday", ["1998-06-05"]),
    ],
)  # fmt: skip
def test_takes_documented_values(api, field, values):
    for number, value in enumerate(values):
        creates(api, body(emp_code=str(number), **{field: value}), **{field: value})


@pytest.mark.parametrize(
    ("field", "length"),
    [
        ("first_name", 25), ("last_name", 25), ("nickname", 25), ("device_password", 20),
        ("card_no", 20), ("contact_tel", 20), ("office_tel", 20), ("mobile", 20),
        ("national", 50), ("city", 50), ("address", 200), ("postcode", 10), ("email", 50),
        ("enroll_sn", 50), ("ssn", 20), ("religion", 25),
    ],
)  # fmt: skip
def test_texts_have_a_length(api, field, length):
    creates(api, body(**{field: "x" * length}), **{field: "x" * length})
    detail = f"Ensure this field has no more than {length} characters."
    sent = body(emp_code="2", **{field: "x" * (length + 1)})
    refuses(api, sent, refused(-1, detail, field))


def test_one_day_of_validity_is_enough(api):
    creates(api, body(validity_start="2025-06-17", validity_end="2025-06-17"))


def test_blank_cards_are_never_taken(api):
    for number, card in enumerate(["", "", None, None]):
        creates(api, body(emp_code=str(number), card_no=card), card_no=card)


# ---- device effects ---------------------------------------------------------------------------


def test_brings_the_person_to_terminals_once(api, devices):
    creates(api, body(area=[1, make_area().pk]))
    assert devices.calls == [("update", ["5677"])]


def test_a_refused_create_tells_terminals_nothing(api, devices):
    make_employee(emp_code="5677")
    assert api.post(EMPLOYEES, body(), format="json").status_code == 400
    assert devices.calls == []


# ---- refusals ---------------------------------------------------------------------------------


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


def test_unknown_fields_are_named_in_a_header(api):
    answer = api.post(EMPLOYEES, body(colour="red"), format="json")
    assert (answer.status_code, answer["X-Etp-Warning"]) == (201, "unknown body fields: colour")


def test_strict_refuses_unknown_fields(api, strict):
    expected = refused(-1, "This field is not documented.", "colour")
    refuses(api, body(colour="red"), expected)


def test_strict_takes_the_manuals_example(api, strict):
    assert api.post(EMPLOYEES, EXAMPLE, format="json").status_code == 201


def test_a_viewer_may_not_create(viewer, api):
    api.force_authenticate(viewer)
    refuses(api, {"anything": 1}, refused(-1, FORBIDDEN), status=403)


def test_staff_may_not_create(staff):
    refuses(staff, body(), refused(-1, FORBIDDEN), status=403)


def test_an_anonymous_caller_may_not_create(anonymous):
    refuses(anonymous, body(), refused(-1, NO_LOGIN), status=401)


def test_works_without_the_trailing_slash(api):
    assert api.post(EMPLOYEES.rstrip("/"), body(), format="json").status_code == 201


def test_a_create_costs_few_queries(api, django_assert_max_num_queries):
    with django_assert_max_num_queries(20):
        creates(api, body())
