from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from personnel.models import Employee
from tests.factories import (
    make_area,
    make_department,
    make_employee,
    make_employees,
    make_position,
)
from tests.personnel.employees.answers import FORBIDDEN, IMPORTED, NO_LOGIN, refused
from tests.personnel.employees.people import (
    COLUMNS,
    EMPLOYEES,
    area_codes,
    defaults,
    get,
    stored,
    written,
)
from tests.personnel.employees.uploads import csv_of, send, xlsx_of

IMPORT = f"{EMPLOYEES}import_emp/"
NEEDED = ["emp_code", "dept_code", "area_code"]
FORMATS = pytest.mark.parametrize(
    "make", [csv_of, lambda rows: csv_of(rows, "\t"), lambda rows: csv_of(rows, ";"), xlsx_of],
    ids=["csv", "txt", "semicolons", "xlsx"],
)  # fmt: skip


def imports(api, content, import_type=1):
    answer = send(api, IMPORT, content, import_type)
    assert (answer.status_code, answer.json()) == (200, IMPORTED)


@FORMATS
def test_creates_people_with_defaults(api, clock, make):
    imports(api, make([NEEDED, ["1", "1", "1"], ["2", "1", "1"]]))
    person = get("1")
    named = {"department": "Department", "position": None, "area": ["Not Authorized"]}
    assert written(person) == defaults(emp_code="1", **named)
    assert (len(person.pk), person.status) == (13, 0)
    assert str(person.update_time) == "2026-01-05 12:00:00"
    assert area_codes(get("2")) == ["1"]


@FORMATS
def test_takes_every_writable_column(api, make):
    department, position = make_department(dept_code="IT"), make_position(position_code="DEV")
    make_area(area_code="W")
    values = {
        "emp_code": "007", "first_name": "Asha 😀", "last_name": "शर्मा", "nickname": "a",
        "device_password": "0123", "card_no": "0071", "dept_code": "IT", "position_code": "DEV",
        "hire_date": "2025-06-17", "gender": "F", "birthday": "1998-06-05", "verify_mode": "-1",
        "emp_type": "1", "validity_start": "2025-06-01", "validity_end": "2025-06-30",
        "contact_tel": "1", "office_tel": "2", "mobile": "3", "national": "IN", "city": "Pune",
        "address": "x", "postcode": "0411", "email": "a@b.c", "enroll_sn": "SN", "ssn": "0",
        "religion": "r", "enable_att": "false", "enable_overtime": "TRUE", "enable_holiday": "0",
        "dev_privilege": "14", "flow_role": "1,2", "area_code": "1,W",
        "app_status": "0", "app_role": "2",
    }  # fmt: skip
    imports(api, make([list(values), list(values.values())]))
    expected = {
        **values, "verify_mode": -1, "emp_type": 1, "enable_att": False, "enable_overtime": True,
        "enable_holiday": False, "dev_privilege": 14, "flow_role": [1, 2], "app_status": 0,
        "app_role": 2, "department": department.dept_name, "position": position.position_name,
        "area": ["Not Authorized", written(get("007"))["area"][1]],
        "self_password": defaults()["self_password"],
    }  # fmt: skip
    for name in ("dept_code", "position_code", "area_code"):
        del expected[name]
    assert written(get("007")) == expected
    assert area_codes(get("007")) == ["1", "W"]


@pytest.mark.parametrize(
    "header",
    [["EMP_CODE", "Dept_Code", "Area Code"], ["Emp-Code", "department", "AREA"],
     [" emp_code ", "Department", " Area_code"]],
)  # fmt: skip
def test_headings_are_names_or_titles_in_any_case(api, header):
    imports(api, csv_of([header, ["1", "1", "1"]]))
    assert written(get("1"))["department"] == "Department"


def test_references_are_codes_then_ids(api):
    department, area, position = make_department(), make_area(), make_position()
    twin = make_area(area_code=str(area.pk))
    header = [*NEEDED, "position_code"]
    imports(api, csv_of([header, ["1", str(department.pk), f"{area.pk};1", str(position.pk)]]))
    person = get("1")
    assert (person.department, person.position) == (department, position)
    assert area_codes(person) == ["1", twin.area_code]


def test_read_only_and_unknown_columns_are_ignored(api):
    ignored = ["id", "dept_name", "area_name", "update_time", "fingerprint", "status", "", "x"]
    row = ["1", "1", "1", "5", "?", "?", "never", "?", "100", "y", "z"]
    imports(api, csv_of([[*NEEDED, *ignored], row]))
    assert (get("1").pk != "5", get("1").status) == (True, 0)


def test_columns_may_come_in_any_order_and_blank_rows_anywhere(api):
    imports(api, "\r\n\r\narea_code,emp_code,dept_code\r\n1,1,1\r\n\r\n,,\r\n1,2,1\r\n\r\n")
    assert Employee.objects.count() == 2


def test_a_file_of_a_header_changes_nothing(api):
    imports(api, csv_of([NEEDED]))
    assert stored() == []


@FORMATS
def test_overwriting_changes_what_the_cells_say_and_keeps_the_rest(api, make):
    gate = make_area()
    person = make_employee(
        emp_code="1", first_name="Old", city="Pune", card_no="5", areas=(gate,), flow_role=[1],
        validity_start="2025-06-01", enable_att=False, position=make_position(),
    )  # fmt: skip
    expected = {**written(person), "first_name": "New", "enable_overtime": True}
    header = [*NEEDED, "first_name", "city", "enable_overtime", "position_code"]
    imports(api, make([header, ["1", "", "", "New", "", "true", ""]]))
    assert written(person) == expected
    assert get("1").pk == person.pk


def test_skipping_leaves_existing_people_alone(api, devices):
    person = make_employee(emp_code="1", first_name="Old", card_no="5")
    before = written(person)
    header = [*NEEDED, "first_name", "card_no"]
    imports(api, csv_of([header, ["1", "1", "1", "New", "7"], ["2", "1", "1", "Two", "8"]]), 0)
    assert written(person) == before
    assert (get("2").first_name, get("2").card_no) == ("Two", "8")
    assert devices.calls == [("update", ["2"])]


def test_zero_takes_the_position_away(api):
    person = make_employee(emp_code="1", position=make_position())
    imports(api, csv_of([[*NEEDED, "position_code"], ["1", "1", "1", "0"]]))
    assert written(person)["position"] is None


def test_a_resigned_person_stays_resigned(api, devices):
    make_employee(emp_code="1", status=100)
    imports(api, csv_of([[*NEEDED, "first_name"], ["1", "1", "1", "New"]]))
    assert (get("1").first_name, get("1").status) == ("New", 100)
    assert devices.calls == []


def test_new_ids_have_the_order_of_the_file(api):
    codes = [f"e{number}" for number in range(2500)]
    imports(api, csv_of([NEEDED, *([code, "1", "1"] for code in codes)]))
    found = list(Employee.objects.order_by("pk").values_list("emp_code", flat=True))
    assert found == codes
    assert {len(key) for key in Employee.objects.values_list("pk", flat=True)} == {13}


def test_queries_grow_with_parts_not_with_rows(api):
    def queries(number):
        rows = [[f"{number}-{n}", "1", "1", f"{number}{n:05d}"] for n in range(number)]
        with CaptureQueriesContext(connection) as seen:
            imports(api, csv_of([[*NEEDED, "card_no"], *rows]))
        return len(seen)

    assert queries(900) < queries(10) + 120  # SQLite takes rows of 40 columns in batches


# ---- device effects ---------------------------------------------------------------------------


def test_terminals_hear_once_of_each_new_person(api, devices):
    make_area(area_code="W")
    imports(api, csv_of([NEEDED, ["1", "1", "1;W"], ["2", "1", "W"]]))
    assert devices.calls == [("update", ["1", "2"])]


def test_terminals_hear_of_what_concerns_them_only(api, devices):
    gate, west = make_area(area_code="G"), make_area(area_code="W")
    for code in ("same", "city", "name", "moved", "both"):
        make_employee(emp_code=code, first_name="A", city="Pune", areas=(gate,))
    rows = [
        ["same", "G", "A", "Pune"],
        ["city", "G", "A", "Delhi"],
        ["name", "G", "B", "Pune"],
        ["moved", "W", "A", "Pune"],
        ["both", "G;W", "B", "Delhi"],
    ]
    header = ["emp_code", "area_code", "first_name", "city", "dept_code"]
    imports(api, csv_of([header, *([*row, "1"] for row in rows)]))
    assert devices.calls == [("remove", {"moved": ["G"]}), ("update", ["both", "moved", "name"])]
    assert area_codes(get("both")) == ["G", west.area_code]


@FORMATS
def test_an_unchanged_file_queues_and_changes_nothing(api, devices, clock, make):
    others = ["first_name", "hire_date", "enable_att", "flow_role", "card_no", "verify_mode"]
    asha = ["1", "1", "1", "A", "2025-06-17", "true", "3;4", "77", "5"]
    content = make([[*NEEDED, *others], asha, ["2", "1", "1", "B", "", "", "", "", ""]])
    imports(api, content)
    devices.calls.clear()
    clock.freeze(clock.read().replace(year=2027))
    before = stored()
    imports(api, content)
    assert (stored(), devices.calls) == (before, [])


def test_a_file_of_many_parts_tells_each_person_once(api, devices):
    people = make_employees(1500)
    rows = [[person.emp_code, "1", "1", "New"] for person in people]
    imports(api, csv_of([[*NEEDED, "first_name"], *rows]))
    told = [code for what, codes in devices.calls for code in codes if what == "update"]
    assert sorted(told) == sorted(person.emp_code for person in people)


# ---- cards ------------------------------------------------------------------------------------


@pytest.fixture
def cards(api):
    """Imports emp_code -> card_no over what is stored."""

    def load(pairs):
        rows = [[code, "1", "1", card] for code, card in pairs]
        return send(api, IMPORT, csv_of([[*NEEDED, "card_no"], *rows]))

    return load


def holders():
    return dict(Employee.objects.exclude(card_no=None).values_list("card_no", "emp_code"))


@pytest.mark.parametrize("pairs", [[("A", "2"), ("B", "1")], [("B", "1"), ("A", "2")]])
def test_cards_may_be_swapped_in_one_file(cards, devices, pairs):
    make_employee(emp_code="A", card_no="1")
    make_employee(emp_code="B", card_no="2")
    assert cards(pairs).json() == IMPORTED
    assert holders() == {"1": "B", "2": "A"}
    assert devices.calls == [("update", ["A", "B"])]


@pytest.mark.parametrize("turn", [0, 1, 2])
def test_cards_may_go_round_and_to_new_people(cards, turn):
    for code, card in (("A", "1"), ("B", "2"), ("C", "3")):
        make_employee(emp_code=code, card_no=card)
    pairs = [("A", "2"), ("B", "3"), ("C", "9"), ("NEW", "1")]
    assert cards(pairs[turn:] + pairs[:turn]).json() == IMPORTED
    assert holders() == {"1": "NEW", "2": "A", "3": "B", "9": "C"}


@pytest.mark.parametrize("number", [1, 999, 1001])
def test_cards_may_be_swapped_across_parts(cards, number):
    make_employee(emp_code="A", card_no="1")
    make_employee(emp_code="B", card_no="2")
    between = [(f"e{n}", f"c{n}") for n in range(number)]
    assert cards([("A", "2"), *between, ("B", "1")]).json() == IMPORTED
    assert {card: code for card, code in holders().items() if card in "12"} == {"1": "B", "2": "A"}


# ---- the call ---------------------------------------------------------------------------------


@pytest.mark.parametrize("import_type", ["2", "", "overwrite", "-1", "1.0", "\u0660"])
def test_refuses_an_unknown_import_type(api, import_type):
    answer = send(api, IMPORT, csv_of([NEEDED, ["1", "1", "1"]]), import_type)
    detail = "import_type is 0 (skip existing records) or 1 (overwrite them)."
    assert (answer.status_code, answer.json()) == (400, refused(-1, detail, "import_type"))
    assert stored() == []


@pytest.mark.parametrize("form", [{}, {"import_file": ""}, {"import_file": "emp_code,dept_code"}])
def test_refuses_a_call_without_a_file(api, form):
    answer = api.post(IMPORT, {"import_type": 1, **form}, format="multipart")
    expected = refused(-1, "Send the file as import_file.", "import_file")
    assert (answer.status_code, answer.json()) == (400, expected)


def test_a_viewer_may_not_import(api, viewer):
    api.force_authenticate(viewer)
    answer = send(api, IMPORT, csv_of([NEEDED, ["1", "1", "1"]]))
    assert (answer.status_code, answer.json()) == (403, refused(-1, FORBIDDEN))
    assert stored() == []


def test_staff_may_not_import(staff):
    before = stored()
    answer = send(staff, IMPORT, csv_of([[*NEEDED, "first_name"], ["STAFF", "1", "1", "x"]]))
    assert (answer.status_code, answer.json()) == (403, refused(-1, FORBIDDEN))
    assert stored() == before


def test_an_anonymous_caller_may_not_import(anonymous):
    answer = send(anonymous, IMPORT, csv_of([NEEDED, ["1", "1", "1"]]))
    assert (answer.status_code, answer.json()) == (401, refused(-1, NO_LOGIN))
    assert stored() == []


def test_dates_become_dates(api):
    imports(api, csv_of([[*NEEDED, "hire_date"], ["1", "1", "1", "2024-02-29"]]))
    assert get("1").hire_date == date(2024, 2, 29)


def test_the_name_of_the_file_says_nothing(api):
    text, workbook = csv_of([NEEDED, ["1", "1", "1"]]), xlsx_of([NEEDED, ["2", "1", "1"]])
    for name, content in (("a.xls", text), ("a.csv", workbook)):
        assert send(api, IMPORT, content, name=name).json() == IMPORTED
    assert Employee.objects.count() == 2


def test_columns_of_the_export_can_be_imported(api):
    imports(api, csv_of([COLUMNS]))
