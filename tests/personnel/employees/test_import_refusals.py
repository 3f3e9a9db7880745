"""Files of which nothing is imported, and what is said of them."""

import pytest

from personnel.models import Area
from tests.factories import make_employee
from tests.personnel.employees.answers import IMPORTED, refused, rows_refused
from tests.personnel.employees.people import EMPLOYEES, get, stored
from tests.personnel.employees.uploads import csv_of, send, xlsx_of

IMPORT = f"{EMPLOYEES}import_emp/"
NEEDED = ["emp_code", "dept_code", "area_code"]
FORMATS = pytest.mark.parametrize("make", [csv_of, xlsx_of], ids=["csv", "xlsx"])
MALFORMED = "Codes are made of letters, digits, '-', '_', '.' and inner spaces."


def refuses(api, content, expected, import_type=1):
    before = stored()
    answer = send(api, IMPORT, content, import_type)
    assert (answer.status_code, answer.json()) == (400, expected)
    assert answer["X-Etp-Code"] == str(expected["code"])
    assert stored() == before


@FORMATS
@pytest.mark.parametrize(
    ("column", "text", "message"),
    [
        ("emp_code", "", "This field may not be blank."),
        ("emp_code", "a b", MALFORMED),
        ("emp_code", "x/y", MALFORMED),
        ("emp_code", "😀", MALFORMED),
        ("emp_code", "x" * 21, "Ensure this field has no more than 20 characters."),
        ("emp_code", "export", "This code is a path of its resource; choose another one."),
        ("dept_code", "", "A new employee needs a department."),
        ("dept_code", "NO", "Unknown: NO."),
        ("area_code", "", "A new employee needs an area."),
        ("area_code", ";", "A new employee needs an area."),
        ("area_code", "1;NO", "Unknown: NO."),
        ("position_code", "NO", "Unknown: NO."),
        ("first_name", "x" * 26, "Ensure this field has no more than 25 characters."),
        ("address", "x" * 201, "Ensure this field has no more than 200 characters."),
        ("gender", "X", '"X" is not a valid choice.'),
        ("hire_date", "2025-02-30",
         "Date has wrong format. Use one of these formats instead: YYYY-MM-DD."),
        ("birthday", "45829",
         "Date has wrong format. Use one of these formats instead: YYYY-MM-DD."),
        ("emp_type", "1.5", "A valid integer is required."),
        ("emp_type", "100", "Ensure this value is less than or equal to 99."),
        ("verify_mode", "x", "A valid integer is required."),
        ("dev_privilege", "3", '"3" is not a valid choice.'),
        ("enable_att", "perhaps", "Must be a valid boolean."),
        ("app_status", "2", "Ensure this value is less than or equal to 1."),
        ("flow_role", "1;x", "Whole numbers joined by ';'."),
        ("flow_role", "9" * 400, "Ensure this value is less than or equal to 2147483647."),
    ],
)  # fmt: skip
def test_a_bad_cell_is_named_by_row_and_column(api, make, column, text, message):
    row = {"emp_code": "2", "dept_code": "1", "area_code": "1", "city": "Pune", column: text}
    good = {"emp_code": "1", "dept_code": "1", "area_code": "1", "city": "Pune"}
    header = list(row)
    table = [header, [good.get(name, "") for name in header], list(row.values())]
    refuses(api, make(table), rows_refused((3, column, message)))


def test_every_bad_cell_is_listed_in_the_order_of_the_file(api, devices):
    make_employee(emp_code="there", card_no="5")
    table = [
        [*NEEDED, "hire_date", "card_no"],
        ["1", "NO", "NO", "never", "7"],
        ["2", "1", "1", "", "5"],
        ["3", "1", "1", "", ""],
        ["1", "1", "1", "", ""],
        ["4", "", "", "", "7"],
    ]
    day = "Date has wrong format. Use one of these formats instead: YYYY-MM-DD."
    expected = rows_refused(
        (2, "dept_code", "Unknown: NO."),
        (2, "hire_date", day),
        (2, "area_code", "Unknown: NO."),
        (3, "card_no", "Card 5 is taken by there."),
        (5, "emp_code", "1 stands in row 2 already."),
        (6, "dept_code", "A new employee needs a department."),
        (6, "card_no", "Card 7 is taken by 1."),
        (6, "area_code", "A new employee needs an area."),
    )
    refuses(api, csv_of(table), expected)
    assert devices.calls == []


@pytest.mark.parametrize("import_type", [0, 1])
@FORMATS
def test_a_code_twice_in_a_file_is_refused(api, import_type, make):
    make_employee(emp_code="1")
    table = [NEEDED, ["1", "1", "1"], ["2", "1", "1"], [" 1 ", "1", "1"]]
    expected = rows_refused((4, "emp_code", "1 stands in row 2 already."))
    refuses(api, make(table), expected, import_type)


def test_the_last_of_many_rows_refuses_them_all(api):
    rows = [[f"e{n}", "1", "1"] for n in range(2100)]
    refuses(api, csv_of([NEEDED, *rows, ["bad", "NO", "1"]]),
            rows_refused((2102, "dept_code", "Unknown: NO.")))  # fmt: skip


def test_at_most_1000_bad_cells_are_listed_and_all_are_counted(api):
    rows = [[f"e{n}", "1", "NO"] for n in range(1234)]
    listed = [(n + 2, "area_code", "Unknown: NO.") for n in range(1000)]
    refuses(api, csv_of([NEEDED, *rows]), rows_refused(*listed, total=1234))


@pytest.mark.parametrize(
    ("cells", "stored_days"),
    [
        ({"validity_start": "2025-06-02", "validity_end": "2025-06-01"}, {}),
        ({"validity_end": "2025-05-31"}, {"validity_start": "2025-06-01"}),
        ({"validity_start": "2025-07-01"}, {"validity_end": "2025-06-30"}),
    ],
)
def test_a_validity_must_not_end_before_it_starts(api, cells, stored_days):
    make_employee(emp_code="1", **stored_days)
    table = [[*NEEDED, *cells], ["1", "1", "1", *cells.values()]]
    refuses(api, csv_of(table), rows_refused((2, "validity_end", "It ends before it starts.")))


@pytest.mark.parametrize(
    ("pairs", "row", "holder"),
    [
        ([("C", "1")], 2, "A"),
        ([("NEW", "1")], 2, "A"),
        ([("B", "2"), ("A", "2")], 3, "B"),  # B keeps its card
        ([("A", "2"), ("B", "2")], None, None),
        ([("NEW", "9"), ("C", "9")], 3, "NEW"),
        ([("B", "1"), ("C", "2")], 2, "A"),  # A keeps its card
        ([("A", "9"), ("C", "1"), ("B", "1")], 4, "C"),
    ],
)
def test_cards_are_not_taken_from_who_keeps_them(api, pairs, row, holder):
    make_employee(emp_code="A", card_no="1")
    make_employee(emp_code="B", card_no="2")
    make_employee(emp_code="C")
    table = [[*NEEDED, "card_no"], *([code, "1", "1", card] for code, card in pairs)]
    before = stored()
    answer = send(api, IMPORT, csv_of(table))
    assert answer.status_code == 400
    (problem,) = answer.json()["data"]["rows"]
    assert (problem["column"], stored()) == ("card_no", before)
    if row:
        card = pairs[row - 2][1]
        assert (problem["row"], problem["message"]) == (row, f"Card {card} is taken by {holder}.")


@pytest.mark.parametrize("number", [1, 1001])
def test_a_card_lost_in_another_part_is_not_lost_for_good(api, number):
    make_employee(emp_code="A", card_no="1")
    between = [[f"e{n}", "1", "1", ""] for n in range(number)]
    table = [[*NEEDED, "card_no"], ["NEW", "1", "1", "1"], *between, ["A", "1", "1", "1"]]
    before = stored()
    answer = send(api, IMPORT, csv_of(table))
    assert (answer.status_code, answer.json()["data"]["total"]) == (400, 1)
    assert stored() == before


def test_skipped_people_keep_their_cards(api):
    make_employee(emp_code="A", card_no="1")
    table = [[*NEEDED, "card_no"], ["A", "1", "1", "9"], ["B", "1", "1", "1"]]
    expected = rows_refused((3, "card_no", "Card 1 is taken by A."))
    refuses(api, csv_of(table), expected, import_type=0)


@FORMATS
@pytest.mark.parametrize("missing", NEEDED)
def test_a_header_needs_the_columns_of_a_create(api, make, missing):
    header = [name for name in NEEDED if name != missing]
    expected = refused(-1, f"The header row lacks: {missing}.", "import_file")
    refuses(api, make([header, ["1", "1"]]), expected)


@pytest.mark.parametrize("content", [b"", b"\r\n\r\n", b"\xef\xbb\xbf", b"x"])
def test_a_file_without_a_header_lacks_everything(api, content):
    answer = send(api, IMPORT, content)
    if content:
        expected = refused(-1, f"The header row lacks: {', '.join(NEEDED)}.", "import_file")
        assert (answer.status_code, answer.json()) == (400, expected)
    assert (answer.status_code, stored()) == (400, [])


@pytest.mark.parametrize("twin", ["emp_code", "EMP CODE", "department"])
def test_a_header_names_each_column_once(api, twin):
    name = "dept_code" if twin == "department" else "emp_code"
    expected = refused(-1, f"The header row names twice: {name}.", "import_file")
    refuses(api, csv_of([[*NEEDED, twin], ["1", "1", "1", "2"]]), expected)


@pytest.mark.parametrize(
    "content",
    [b"\x89PNG\r\n", b"\xff\xfe\x00", b"emp_code,dept_code,area_code\n\xff,1,1",
     b"emp_code,dept_code,area_code\na\0b,1,1", b'emp_code,dept_code,area_code\n"1,1,1',
     b"PK\x03\x04broken", b"\xd0\xcf\x11\xe0broken"],
)  # fmt: skip
def test_refuses_what_is_no_table(api, content):
    before = stored()
    answer = send(api, IMPORT, content)
    assert (answer.status_code, answer.json()["code"]) == (400, -71)
    assert stored() == before


def test_a_bad_row_after_an_unknown_area_is_not_the_end(api):
    Area.objects.create(area_code="A,B", area_name="never matched")
    table = [NEEDED, ["1", "1", "A,B"], ["2", "1", "1"]]
    refuses(api, csv_of(table), rows_refused((2, "area_code", "Unknown: A.")))


def test_a_corrected_file_is_imported(api):
    table = [NEEDED, ["1", "1", "1"], ["2", "NO", "1"]]
    refuses(api, csv_of(table), rows_refused((3, "dept_code", "Unknown: NO.")))
    table[2][1] = "1"
    assert send(api, IMPORT, csv_of(table)).json() == IMPORTED
    assert get("2").department_id == 1
