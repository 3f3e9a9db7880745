"""What a sheet takes from the header row."""

import io

import pytest

from etpserver.api.imports import HeaderError, ImportedRow, ImportSheet, RowErrors

SHEET = ImportSheet(
    required=("dept_code", "dept_name"),
    optional=("parent_dept_code",),
    aliases={"parent_dept": "parent_dept_code"},
    load=lambda rows, overwrite: None,
)


def rows(text):
    return list(SHEET.rows(io.BytesIO(text.encode())))


@pytest.mark.parametrize(
    "header",
    [
        "dept_code,dept_name",
        "DEPT_CODE,Dept Name",
        "Dept-Code, dept name ",
        "x,dept_code,dept_name",
    ],
)
def test_headings_are_field_names_or_titles_in_any_case(header):
    line = "A,Gate" if header.count(",") == 1 else "?,A,Gate"
    assert rows(f"{header}\n{line}\n") == [ImportedRow(2, {"dept_code": "A", "dept_name": "Gate"})]


@pytest.mark.parametrize("heading", ["parent_dept", "Parent Dept", "parent_dept_code"])
def test_other_headings_of_a_column(heading):
    (row,) = rows(f"dept_code,dept_name,{heading}\nA,Gate,1\n")
    assert row.values["parent_dept_code"] == "1"


def test_empty_cells_and_unknown_columns_are_left_out():
    assert rows("dept_code,id,dept_name\nA,7,\n") == [ImportedRow(2, {"dept_code": "A"})]


def test_cells_beyond_the_header_are_left_out():
    (row,) = rows("dept_code,dept_name\nA,Gate,extra,more\n")
    assert row.values == {"dept_code": "A", "dept_name": "Gate"}


def test_rows_keep_the_files_numbers():
    assert [row.number for row in rows("\ndept_code,dept_name\n\nA,a\n,\nB,b\n")] == [4, 6]


@pytest.mark.parametrize("header", ["", "\n\n", "dept_name", "dept_code;dept_title"])
def test_needed_columns_must_be_there(header):
    with pytest.raises(HeaderError, match="lacks: dept_"):
        rows(f"{header}\nA\n")


def test_a_column_twice_is_refused():
    with pytest.raises(HeaderError, match="names twice: dept_code"):
        rows("dept_code,Dept Code,dept_name\nA,B,Gate\n")


def test_errors_beyond_1000_are_counted_only():
    errors = RowErrors()
    for number in range(1500):
        errors.add(ImportedRow(number, {}), "dept_code", "Bad.")
    assert (len(errors.listed), errors.total) == (1000, 1500)


def test_no_errors_raise_nothing():
    RowErrors().raise_if_any()
