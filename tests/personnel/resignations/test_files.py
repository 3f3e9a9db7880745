"""Export and import of resignations."""

import pytest

from personnel.models import Employee, Resignation
from tests.factories import make_area, make_employee, make_resignation
from tests.personnel.employees.answers import (
    FORBIDDEN,
    IMPORTED,
    NO_LOGIN,
    refused,
    rows_refused,
)
from tests.personnel.employees.people import stored
from tests.personnel.employees.uploads import cells_of, csv_of, send, table_of, xlsx_of
from tests.personnel.resignations.records import DAY, RESIGNS, WORKING, state

EXPORT, IMPORT = f"{RESIGNS}export/", f"{RESIGNS}import_resign/"
COLUMNS = ["emp_code", "resign_date", "report_generation_end_date", "resign_type", "reason",
           "disableatt"]  # fmt: skip
NEEDED = ["emp_code", "resign_date", "resign_type"]
GET_AND_POST = pytest.mark.parametrize("verb", ["get", "post"])
FORMATS = pytest.mark.parametrize("make", [csv_of, xlsx_of], ids=["csv", "xlsx"])
ROWS = [
    ["C", "2025-01-03", "2025-01-04", "1", 'a "quoted", reason', "true"],
    ["A", "2025-01-01", "2025-01-01", "2", "", "false"],
]


@pytest.fixture
def two(api):
    make_resignation(
        make_employee(emp_code="C", first_name="Zoe"), resign_date="2025-01-03", resign_type=1,
        disableatt=True,
        report_generation_end_date="2025-01-04", reason='a "quoted", reason',
    )  # fmt: skip
    make_resignation(make_employee(emp_code="A"), resign_date="2025-01-01", resign_type=2)


def export(api, **query):
    answer = api.get(EXPORT, query)
    assert answer.status_code == 200, answer.json()
    return answer.getvalue()


def refuses(api, content, expected, import_type=1):
    before = stored()
    answer = send(api, IMPORT, content, import_type)
    assert (answer.status_code, answer.json()) == (400, expected)
    assert stored() == before


# ---- export -----------------------------------------------------------------------------------


def test_exports_what_an_import_takes(api, two):
    assert table_of(export(api, export_type="csv")) == [COLUMNS, *ROWS]
    assert table_of(export(api, export_type="txt"), "\t") == [COLUMNS, *ROWS]
    cells = cells_of(export(api, export_type="xls"))
    assert [[value or "" for value, _ in row] for row in cells] == [COLUMNS, *ROWS]
    assert {kind for row in cells for value, kind in row if value} == {"s"}


def test_the_file_has_a_name(api, clock):
    answer = api.get(EXPORT, {"export_type": "xls"})
    name = 'attachment; filename="resigns_20260105120000.xlsx"'
    assert answer["Content-Disposition"] == name


@GET_AND_POST
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"emp_code": "A"}, ["A"]),
        ({"Emp_code": "A"}, ["A"]),
        ({"resign_type": "1"}, ["C"]),
        ({"search": "zoe"}, ["C"]),
        ({"ordering": "employee"}, ["A", "C"]),
        ({"page_size": 1}, ["C", "A"]),
    ],
    ids=str,
)
def test_filters_apply_and_pages_do_not(api, two, verb, query, found):
    answer = getattr(api, verb)(
        EXPORT, {"export_type": "csv", "export_headers": "emp_code", **query}
    )
    assert answer.getvalue().decode().split() == ["emp_code", *found]


def test_headers_are_any_fields(api, two):
    found = export(api, export_type="csv", export_headers="resign_type,id,emp_code,first_name")
    record = Resignation.objects.get(employee__emp_code="C")
    assert table_of(found)[1] == ["1", str(record.pk), "C", "Zoe"]


@GET_AND_POST
@pytest.mark.parametrize("query", [{}, {"export_type": ""}, {"export_type": "json"}], ids=str)
def test_refuses_an_unknown_format(api, verb, query):
    answer = getattr(api, verb)(EXPORT, query)
    expected = refused(-71, "export_type is one of: csv, txt, xls.", "export_type")
    assert (answer.status_code, answer.json()) == (400, expected)


@pytest.mark.parametrize("rows", [1, 50])
def test_an_export_costs_one_query(api, django_assert_num_queries, rows):
    for _ in range(rows):
        make_resignation()
    with django_assert_num_queries(1):
        assert len(table_of(export(api, export_type="csv"))) == rows + 1


def test_staff_export_their_own(staff, person, two):
    make_resignation(person)
    found = staff.get(EXPORT, {"export_type": "csv", "export_headers": "emp_code"})
    assert found.getvalue() == b"emp_code\r\nSTAFF\r\n"


def test_an_anonymous_caller_may_not_export(anonymous):
    answer = anonymous.get(EXPORT, {"export_type": "csv"})
    assert (answer.status_code, answer.json()) == (401, refused(-1, NO_LOGIN))


# ---- import -----------------------------------------------------------------------------------


@FORMATS
def test_imports_resignations(api, devices, make):
    gate = make_area()
    make_employee(emp_code="C", areas=(gate,))
    make_employee(emp_code="A")
    answer = send(api, IMPORT, make([COLUMNS, *ROWS]))
    assert (answer.status_code, answer.json()) == (200, IMPORTED)
    assert table_of(export(api, export_type="csv")) == [COLUMNS, *ROWS]
    assert (state("C"), state("A")) == ((100, False, True), (100, True, True))
    told = {code: areas for _, left in devices.calls for code, areas in left.items()}
    assert told == {"C": [gate.area_code], "A": ["1"]}


@FORMATS
def test_only_the_columns_of_a_create_are_needed(api, make):
    make_employee(emp_code="A")
    assert send(api, IMPORT, make([NEEDED, ["A", "2025-01-01", "2"]])).json() == IMPORTED
    assert table_of(export(api, export_type="csv"))[1] == ROWS[1]


def test_the_employee_column_may_be_called_employee(api):
    make_employee(emp_code="A")
    rows = [["EMPLOYEE", "Resign Date", "Resign-Type"], ["A", "2025-01-01", "2"]]
    assert send(api, IMPORT, csv_of(rows)).json() == IMPORTED
    assert state("A") == (100, True, True)


def test_overwriting_changes_existing_records(api, two, devices):
    rows = [COLUMNS, ["C", "2025-01-02", "", "5", "", "false"]]
    assert send(api, IMPORT, csv_of(rows)).json() == IMPORTED
    found = ["C", "2025-01-02", "2025-01-04", "5", 'a "quoted", reason', "false"]
    assert table_of(export(api, export_type="csv"))[1] == found
    assert state("C") == (100, True, True)
    assert devices.calls == []


def test_skipping_leaves_existing_records_alone(api, two, devices):
    make_employee(emp_code="D")
    rows = [NEEDED, ["C", "2020-01-01", "5"], ["D", "2025-01-01", "2"]]
    assert send(api, IMPORT, csv_of(rows), 0).json() == IMPORTED
    assert table_of(export(api, export_type="csv"))[1] == ROWS[0]
    assert state("D") == (100, True, True)
    assert devices.calls == [("remove", {"D": ["1"]})]


@pytest.mark.parametrize("import_type", [0, 1])
@pytest.mark.parametrize("kind", ["csv", "txt", "xls"])
def test_an_export_over_itself_changes_nothing(  # noqa: PLR0917
    api, two, devices, clock, kind, import_type
):
    content = export(api, export_type=kind)
    before = stored()
    assert send(api, IMPORT, content, import_type).json() == IMPORTED
    assert (stored(), devices.calls) == (before, [])


@pytest.mark.parametrize("kind", ["csv", "txt"])
def test_an_export_comes_back_the_same(api, kind):
    for number in range(60):
        make_resignation(
            make_employee(emp_code=f"{number:03d}"), resign_type=number % 5 + 1,
            disableatt=number % 2 == 0, reason=["", None, "a\nb;c", "=1+1 😀"][number % 4],
        )  # fmt: skip
    before = export(api, export_type=kind)
    Resignation.objects.all().delete()
    Employee.objects.update(status=0)
    assert send(api, IMPORT, before).json() == IMPORTED
    assert export(api, export_type=kind) == before


@FORMATS
def test_every_bad_row_is_named_and_nobody_resigns(api, make):
    for code in ("A", "B", "D", "E"):
        make_employee(emp_code=code)
    rows = [
        COLUMNS,
        ["A", "2025-01-01", "", "2", "", ""],
        ["NO", "2025-01-01", "", "2", "", ""],
        ["B", "2025-02-30", "", "2", "", ""],
        ["D", "2025-01-02", "2025-01-01", "2", "", ""],
        ["E", "2025-01-02", "", "6", "", "perhaps"],
        ["A", "2025-01-01", "", "2", "", ""],
        ["", "2025-01-01", "", "2", "", ""],
    ]
    expected = rows_refused(
        (3, "emp_code", "Unknown: NO."),
        (4, "resign_date", DAY),
        (5, "report_generation_end_date", "It lies before the resign_date."),
        (6, "resign_type", "Ensure this value is less than or equal to 5."),
        (6, "disableatt", "Must be a valid boolean."),
        (7, "emp_code", "A stands in row 2 already."),
        (8, "emp_code", "It is empty."),
    )
    refuses(api, make(rows), expected)
    assert state("A") == WORKING


def test_empty_required_cells_are_refused(api):
    make_employee(emp_code="A")
    expected = rows_refused(
        (2, "resign_date", "This field is required."), (2, "resign_type", "This field is required.")
    )
    refuses(api, csv_of([NEEDED, ["A", "", ""]]), expected)


@pytest.mark.parametrize("missing", NEEDED)
def test_a_header_needs_the_columns_of_a_create(api, missing):
    header = [name for name in COLUMNS if name != missing]
    expected = refused(-1, f"The header row lacks: {missing}.", "import_file")
    refuses(api, csv_of([header]), expected)


def test_refuses_what_is_no_table(api):
    answer = send(api, IMPORT, b"PK\x03\x04broken")
    assert (answer.status_code, answer.json()["code"]) == (400, -71)


def test_a_viewer_may_not_import(api, viewer):
    make_employee(emp_code="A")
    api.force_authenticate(viewer)
    answer = send(api, IMPORT, csv_of([NEEDED, ["A", "2025-01-01", "2"]]))
    assert (answer.status_code, answer.json()) == (403, refused(-1, FORBIDDEN))
    assert state("A") == WORKING


def test_staff_may_not_import(staff):
    answer = send(staff, IMPORT, csv_of([NEEDED, ["STAFF", "2025-01-01", "2"]]))
    assert (answer.status_code, answer.json()) == (403, refused(-1, FORBIDDEN))
    assert state("STAFF") == WORKING
