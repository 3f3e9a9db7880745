import pytest

from etpserver.api.worlds import World, use_world
from tests.factories import make_area, make_department, make_employee, make_position
from tests.personnel.employees.answers import refused
from tests.personnel.employees.creating import creates, refuses
from tests.personnel.employees.people import (
    CREATED_KEYS,
    EMPLOYEES,
    SENT_HASH,
    area_codes,
    body,
    defaults,
    get,
    written,
)

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


def test_unknown_fields_are_named_in_a_header(api):
    answer = api.post(EMPLOYEES, body(colour="red"), format="json")
    assert (answer.status_code, answer["X-Etp-Warning"]) == (201, "unknown body fields: colour")


def test_strict_takes_the_manuals_example(api, strict):
    assert api.post(EMPLOYEES, EXAMPLE, format="json").status_code == 201


def test_works_without_the_trailing_slash(api):
    assert api.post(EMPLOYEES.rstrip("/"), body(), format="json").status_code == 201


def test_a_create_costs_few_queries(api, django_assert_max_num_queries):
    with django_assert_max_num_queries(20):
        creates(api, body())
