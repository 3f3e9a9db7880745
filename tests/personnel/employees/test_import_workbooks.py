"""Workbooks as people make them."""

from datetime import date, datetime

import pytest
from openpyxl import Workbook

from personnel.models import Employee
from tests.personnel.employees.answers import IMPORTED, refused, rows_refused
from tests.personnel.employees.people import EMPLOYEES, get, stored
from tests.personnel.employees.uploads import saved, send, xlsx_of

IMPORT = f"{EMPLOYEES}import_emp/"
NEEDED = ["emp_code", "dept_code", "area_code"]
DAY = "Date has wrong format. Use one of these formats instead: YYYY-MM-DD."


@pytest.fixture
def book():
    """A workbook with a header and its first sheet."""
    workbook = Workbook()
    workbook.active.append([*NEEDED, "first_name", "hire_date", "mobile"])
    return workbook


def imports(api, workbook):
    answer = send(api, IMPORT, saved(workbook))
    assert (answer.status_code, answer.json()) == (200, IMPORTED)


def test_numbers_and_texts_are_the_same_codes(api, book):
    book.active.append([1001, 1, 1, 55, None, 9876573548])
    book.active.append(["1002", "1", "1", "55", None, "9876573548"])
    book.active.append([1003.0, 1.0, "1.0", None, None, None])
    answer = send(api, IMPORT, saved(book))
    assert answer.json() == rows_refused((4, "area_code", "Unknown: 1.0."))
    book.active["C4"] = 1.0
    imports(api, book)
    for code in ("1001", "1002"):
        assert (get(code).first_name, get(code).mobile) == ("55", "9876573548")
    assert get("1003").department_id == 1


def test_text_keeps_its_leading_zeros_and_numbers_have_none(api, book):
    book.active.append(["007", 1, 1, None, None, "0011"])
    book.active.append([7, 1, 1, None, None, 11])
    imports(api, book)
    assert (get("007").mobile, get("7").mobile) == ("0011", "11")


def test_numbers_shown_with_zeros_are_what_they_are(api, book):
    book.active.append([7, 1, 1])
    book.active["A2"].number_format = "0000"
    imports(api, book)
    assert get("7").department_id == 1


@pytest.mark.parametrize("value", [1.5, -7.25])
def test_a_number_with_a_fraction_is_shown_as_it_is(api, book, value):
    book.active.append([str(abs(int(value))), 1, 1, value])
    imports(api, book)
    assert get(str(abs(int(value)))).first_name == str(value)


@pytest.mark.parametrize(
    "value",
    [date(2025, 6, 17), datetime.fromisoformat("2025-06-17T00:00:00"), "2025-06-17",
     " 2025-06-17 "],
)  # fmt: skip
def test_dates_may_be_dates_or_texts(api, book, value):
    book.active.append(["1", 1, 1, None, value])
    imports(api, book)
    assert get("1").hire_date == date(2025, 6, 17)


def test_a_serial_number_shown_as_a_date_is_one(api, book):
    book.active.append(["1", 1, 1, None, 45825])
    book.active["E2"].number_format = "yyyy-mm-dd"
    imports(api, book)
    assert get("1").hire_date == date(2025, 6, 17)


def test_a_serial_number_shown_as_a_number_is_refused(api, book):
    book.active.append(["1", 1, 1, None, 45825])
    answer = send(api, IMPORT, saved(book))
    expected = rows_refused((2, "hire_date", DAY))
    assert (answer.status_code, answer.json(), stored()) == (400, expected, [])


def test_a_formula_counts_with_its_last_result(api, book):
    # openpyxl stores no results: such a cell is empty until a spreadsheet has computed it.
    book.active.append(["1", 1, 1, "=1+1"])
    imports(api, book)
    assert get("1").first_name is None


def test_a_formula_as_a_code_is_an_empty_cell(api, book):
    book.active.append(['="1"', 1, 1])
    answer = send(api, IMPORT, saved(book))
    expected = rows_refused((2, "emp_code", "This field may not be blank."))
    assert (answer.status_code, answer.json(), stored()) == (400, expected, [])


def test_text_that_looks_like_a_formula_is_text(api, book):
    book.active.append(["1", 1, 1, "x"])
    book.active["D2"].value, book.active["D2"].data_type = "=1+1", "s"
    imports(api, book)
    assert get("1").first_name == "=1+1"


def test_merged_cells_count_in_their_first_cell(api, book):
    book.active.append(["1", 1, 1, "Asha"])
    book.active.append(["2", 1, 1, None])
    book.active.merge_cells("D2:D3")
    imports(api, book)
    assert (get("1").first_name, get("2").first_name) == ("Asha", None)


def test_merged_codes_are_refused(api, book):
    book.active.append(["1", 1, 1])
    book.active.append([None, 1, 1])
    book.active.merge_cells("A2:A3")
    answer = send(api, IMPORT, saved(book))
    expected = rows_refused((3, "emp_code", "This field may not be blank."))
    assert (answer.status_code, answer.json(), stored()) == (400, expected, [])


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_the_first_visible_sheet_counts(api, book, state):
    book.active.append(["hidden", 1, 1])
    book.active.sheet_state = state
    shown = book.create_sheet("Shown")
    shown.append(NEEDED)
    shown.append(["shown", 1, 1])
    book.active = 1
    book.create_sheet("Later").append(["nothing"])
    imports(api, book)
    assert list(Employee.objects.values_list("emp_code", flat=True)) == ["shown"]


def test_hidden_rows_and_columns_count(api, book):
    book.active.append(["1", 1, 1, "Asha"])
    book.active.row_dimensions[2].hidden = True
    book.active.column_dimensions["D"].hidden = True
    imports(api, book)
    assert get("1").first_name == "Asha"


def test_a_title_above_the_header_is_no_header(api):
    answer = send(api, IMPORT, xlsx_of([["Our people"], NEEDED, ["1", 1, 1]]))
    detail = "The header row lacks: emp_code, dept_code, area_code."
    assert (answer.status_code, answer.json()) == (400, refused(-1, detail, "import_file"))


def test_truth_may_be_a_cell_of_its_own_kind(api):
    rows = [[*NEEDED, "enable_att", "enable_overtime"], ["1", 1, 1, False, True]]
    assert send(api, IMPORT, xlsx_of(rows)).json() == IMPORTED
    assert (get("1").enable_att, get("1").enable_overtime) == (False, True)


def test_errors_of_a_spreadsheet_are_read_as_text(api, book):
    book.active.append(["1", "#N/A", 1])
    book.active["B2"].data_type = "e"
    answer = send(api, IMPORT, saved(book))
    (problem,) = answer.json()["data"]["rows"]
    assert (answer.status_code, problem["row"], stored()) == (400, 2, [])


def test_text_that_looks_like_half_an_emoji_is_text(api, book):
    book.active.append(["1", 1, 1, "_xD800_"])
    imports(api, book)
    assert get("1").first_name == "_xD800_"


@pytest.mark.parametrize("column", [0, 1, 2, 3])
def test_an_escaped_nul_is_refused(api, column):
    row = ["1", "1", "1", "x"]
    row[column] = "_x0000_a"
    answer = send(api, IMPORT, xlsx_of([[*NEEDED, "first_name"], row]))
    (problem,) = answer.json()["data"]["rows"]
    assert (answer.status_code, problem["row"], stored()) == (400, 2, [])


def test_every_script_and_emoji_comes_through(api, book):
    name = "😀 नमस्ते שלום"
    book.active.append(["1", 1, 1, name])
    imports(api, book)
    assert get("1").first_name == name
