import pytest

from tests.factories import make_area, make_department, make_employee, make_position, make_template
from tests.personnel.employees.answers import NO_LOGIN, envelope, refused
from tests.personnel.employees.people import EMPLOYEES, READ_KEYS, read


def listed(api, **query):
    """The codes of a list, which was answered."""
    answer = api.get(EMPLOYEES, {"page_size": 100, **query})
    assert answer.status_code == 200, answer.json()
    assert answer.json()["count"] == len(answer.json()["data"])
    return [record["emp_code"] for record in answer.json()["data"]]


def refuses(api, query, code, detail, field):
    answer = api.get(EMPLOYEES, query)
    assert (answer.status_code, answer.json()) == (400, refused(code, detail, field))


def test_lists_people_in_the_order_of_their_ids_as_texts(api):
    late = make_employee(id="9", first_name="Late", position=make_position())
    early = make_employee(id="10", areas=(make_area(), make_area()), status=100)
    answer = api.get(EMPLOYEES)
    assert (answer.status_code, answer.json()) == (200, envelope([read(early), read(late)]))
    assert list(answer.json()) == ["count", "next", "previous", "msg", "code", "data"]
    assert list(answer.json()["data"][0]) == READ_KEYS


def test_nobody_is_an_empty_list(api):
    assert api.get(EMPLOYEES).json() == envelope([])


def test_pages_of_ten_carry_the_query_in_their_links(api):
    for number in range(13):
        make_employee(id=str(100 + number), city="Pune")
    first = api.get(EMPLOYEES, {"ordering": "id", "app_status": "1"}).json()
    link = "http://testserver/personnel/api/employees/?ordering=id&app_status=1"
    assert (first["count"], first["next"], first["previous"]) == (13, f"{link}&page=2", None)
    second = api.get(first["next"]).json()
    assert (len(second["data"]), second["next"], second["previous"]) == (3, None, link)
    ids = [record["id"] for record in first["data"] + second["data"]]
    assert ids == [str(100 + number) for number in range(13)]


@pytest.mark.parametrize("rows", [1, 50])
def test_a_list_costs_three_queries(api, django_assert_num_queries, rows):
    department, position = make_department(), make_position()
    areas = (make_area(), make_area(parent_area=make_area()))
    for _ in range(rows):
        person = make_employee(department=department, position=position, areas=areas)
        make_template(person)
        make_template(person, bio_type=9, major_ver="58")
    with django_assert_num_queries(3):
        answer = api.get(EMPLOYEES, {"page_size": 50})
    assert len(answer.json()["data"]) == rows


# ---- filters ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"app_status": 1}, ["on"]),
        ({"app_status": "0"}, ["off"]),
        ({"app_status": 7}, []),
        ({"status": 0}, ["on"]),
        ({"status": 100}, ["off"]),
        ({"status": 99}, []),
        ({"status": 999}, []),
        ({"status": ""}, ["on", "off"]),
        ({"app_status": 1, "status": 100}, []),
    ],
    ids=str,
)
def test_filters_by_states(api, query, found):
    make_employee(id="1", emp_code="on", app_status=1, status=0)
    make_employee(id="2", emp_code="off", app_status=0, status=100)
    assert listed(api, **query) == found


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"validity_start": "2025-06-01"}, ["june", "july"]),
        ({"Validity_start": "2025-06-01"}, ["june", "july"]),
        ({"validity_start": "25-6-1"}, ["june", "july"]),
        ({"Validity_start": "25-06-02"}, ["july"]),
        ({"validity_end": "2025-06-30"}, ["june"]),
        ({"Validity_end": "25-7-31"}, ["june", "july"]),
        ({"validity_end": "2025-06-29"}, []),
        ({"validity_start": "25-6-1", "Validity_end": "25-6-30"}, ["june"]),
    ],
    ids=str,
)
def test_filters_by_validity_on_or_after_and_on_or_before(api, query, found):
    make_employee(id="1", emp_code="june", validity_start="2025-06-01", validity_end="2025-06-30")
    make_employee(id="2", emp_code="july", validity_start="2025-07-01", validity_end="2025-07-31")
    make_employee(id="3", emp_code="ever")
    assert listed(api, **query) == found


@pytest.mark.parametrize("field", ["emp_code", "first_name", "last_name"])
def test_filters_by_exact_and_partial_texts(api, field):
    for number, text in enumerate(["Asha", "asha", "Natasha"]):
        make_employee(**{"id": str(number), "emp_code": f"e{number}", field: text})
    every = [person["id"] for person in api.get(EMPLOYEES).json()["data"]]

    def ids(**query):
        return [person["id"] for person in api.get(EMPLOYEES, query).json()["data"]]

    assert every == ["0", "1", "2"]
    assert ids(**{field: "Asha"}) == ["0"]
    assert ids(**{field: " Asha "}) == ["0"]
    assert ids(**{field: "Ash"}) == []
    assert ids(**{f"{field}_icontains": "ASHA"}) == every
    assert ids(**{f"{field}_icontains": "nat"}) == ["2"]
    assert ids(**{field.capitalize(): "asha"}) == ["1"]
    assert ids(**{field: "Asha", f"{field}_icontains": "nat"}) == []


@pytest.mark.parametrize(
    ("needle", "found"),
    [("ÖZ", ["turk"]), ("öz", ["turk"]), ("नम", ["hindi"]), ("😀", ["smile"]), ("שלום", ["rtl"]),
     ("%", ["percent"]), ("_", []), ("\\", []), (".*", [])],
    ids=ascii,
)  # fmt: skip
def test_parts_ignore_case_for_every_script(api, needle, found):
    names = {"turk": "Özge", "hindi": "नमस्ते", "smile": "a😀", "rtl": "שלום עולם", "percent": "5%"}
    for number, (code, name) in enumerate(names.items()):
        make_employee(id=str(number), emp_code=code, first_name=name)
    assert listed(api, first_name_icontains=needle) == found


@pytest.mark.parametrize(
    ("parameter", "make", "field"),
    [
        ("dept_code", make_department, "department"),
        ("position_code", make_position, "position"),
        ("Position_code", make_position, "position"),
    ],
)
def test_filters_by_references(api, parameter, make, field):
    wanted = make()
    make_employee(emp_code="in", **{field: wanted})
    make_employee(emp_code="out")
    code = getattr(wanted, f"{parameter.lower()}")
    assert listed(api, **{parameter: code}) == ["in"]
    assert listed(api, **{parameter: wanted.pk}) == ["in"]
    assert listed(api, **{parameter: "NO"}) == []
    # A code wins over an id.
    twin = make(**{parameter.lower(): str(wanted.pk)})
    make_employee(emp_code="twin", **{field: twin})
    assert listed(api, **{parameter: wanted.pk}) == ["twin"]


def test_filters_by_area_without_doubling_anybody(api):
    west, east = make_area(), make_area()
    make_employee(id="1", emp_code="both", areas=(west, east))
    make_employee(id="2", emp_code="east", areas=(east,))
    assert listed(api, area_code=east.area_code) == ["both", "east"]
    assert listed(api, area_code=west.pk) == ["both"]
    assert listed(api, area_code="NO") == []


def test_zero_asks_for_people_without_a_position(api):
    make_employee(emp_code="with", position=make_position())
    make_employee(emp_code="without")
    assert listed(api, position_code="0") == ["without"]


@pytest.mark.parametrize("name", ["app_status", "status"])
@pytest.mark.parametrize("value", ["x", "1.0", "true", "9" * 400])
def test_refuses_what_is_no_number(api, name, value):
    refuses(api, {name: value}, -1, f"{value[:50]} is no whole number.", name)


@pytest.mark.parametrize("name", ["validity_start", "validity_end"])
@pytest.mark.parametrize("value", ["2025-02-30", "x", "2025", "20250601", "01.06.2025", "0-1-1"])
def test_refuses_what_is_no_day(api, name, value):
    refuses(api, {name: value}, -100, f"{value} is no day such as 2025-06-01.", name)


def test_every_documented_parameter_is_known(api, strict):
    names = (
        "app_status status validity_start Validity_start validity_end Validity_end emp_code "
        "emp_code_icontains first_name first_name_icontains last_name last_name_icontains ordering "
        "page page_size dept_code position_code area_code search access_token"
    )
    values = {"validity_start": "2025-06-01", "validity_end": "2025-06-01"}
    query = {name: values.get(name.lower(), "1") for name in names.split()}
    answer = api.get(EMPLOYEES, query)
    assert (answer.status_code, answer.json()) == (200, envelope([]))


def test_unknown_parameters_are_named_in_a_header(api):
    answer = api.get(EMPLOYEES, {"colour": "red"})
    assert answer["X-Etp-Warning"] == "unknown query parameters: colour"


# ---- search and ordering ----------------------------------------------------------------------


def test_searches_every_text_field(api):
    fields = [
        "emp_code",
        "first_name",
        "last_name",
        "nickname",
        "device_password",
        "card_no",
        "contact_tel",
        "office_tel",
        "mobile",
        "national",
        "city",
        "address",
        "postcode",
        "email",
        "enroll_sn",
        "ssn",
        "religion",
    ]
    for number, field in enumerate(fields):
        make_employee(**{"id": str(100 + number), "emp_code": f"e{number}", field: "Needle"})
    make_employee(emp_code="other")
    found = api.get(EMPLOYEES, {"search": "nEEDLE", "page_size": 100}).json()["data"]
    assert [record["id"] for record in found] == [str(100 + n) for n in range(len(fields))]


def test_search_finds_all_words_wherever_they_stand(api):
    make_employee(emp_code="1", first_name="Asha", city="Pune")
    make_employee(emp_code="2", first_name="Asha", city="Delhi")
    assert listed(api, search="pune asha") == ["1"]
    assert listed(api, search="asha mumbai") == []


def test_search_does_not_tell_the_letters_of_a_hash(api):
    make_employee()
    assert listed(api, search="pbkdf2_sha256") == []


@pytest.mark.parametrize(
    ("ordering", "found"),
    [
        ("emp_code", ["a", "b", "c"]),
        ("-emp_code", ["c", "b", "a"]),
        ("first_name", ["c", "a", "b"]),
        ("first_name,-emp_code", ["c", "b", "a"]),
        ("+-id", ["c", "b", "a"]),
        ("department", ["b", "a", "c"]),
        ("-department", ["c", "a", "b"]),
        ("position,id", ["c", "a", "b"]),
        ("-hire_date", ["a", "b", "c"]),
        ("area", ["a", "b", "c"]),
        ("-area,-id", ["c", "b", "a"]),
        ("flow_role", ["a", "b", "c"]),
        ("fingerprint", ["a", "b", "c"]),
        ("nonsense,self_password__x", ["a", "b", "c"]),
        ("password", ["a", "b", "c"]),
        ("department__dept_name", ["a", "b", "c"]),
        ("", ["a", "b", "c"]),
    ],
)
def test_orders_by_fields_and_references_by_their_codes(api, ordering, found):
    one, two, three = (make_department(dept_code=code) for code in ("D10", "D2", "D9"))
    last, first = make_position(position_code="PZ"), make_position(position_code="PA")
    make_employee(id="1", emp_code="a", first_name="Z", department=two, position=first,
                  hire_date="2025-01-03")  # fmt: skip
    make_employee(id="2", emp_code="b", first_name="Z", department=one, position=last,
                  hire_date="2025-01-02")  # fmt: skip
    make_employee(id="3", emp_code="c", first_name="A", department=three, hire_date="2025-01-01")
    assert listed(api, ordering=ordering) == found


# ---- who may ----------------------------------------------------------------------------------


def test_an_anonymous_caller_may_not_list(anonymous):
    answer = anonymous.get(EMPLOYEES)
    assert (answer.status_code, answer.json()) == (401, refused(-1, NO_LOGIN))


def test_a_viewer_may_list(api, viewer):
    make_employee(emp_code="1")
    api.force_authenticate(viewer)
    assert listed(api) == ["1"]


def test_staff_see_only_themselves(staff, person):
    make_employee(first_name="Asha")
    assert staff.get(EMPLOYEES).json() == envelope([read(person)])
    assert listed(staff, search="asha") == ["STAFF"]
    assert listed(staff, emp_code_icontains="1") == []
