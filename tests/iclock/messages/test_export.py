import pytest

from tests.factories import make_employee
from tests.iclock.messages.records import (
    NOW,
    PRIVATE,
    PUBLIC,
    START,
    make_private,
    make_public,
    make_terminal,
    refuses,
)
from tests.personnel.employees.answers import FORBIDDEN, NO_LOGIN, refused
from tests.personnel.employees.uploads import cells_of, table_of

SHARED = ["start_time", "duration", "content", "last_send"]
COLUMNS = {
    PRIVATE: ["id", "emp_code", "first_name", "last_name", *SHARED],
    PUBLIC: ["id", "terminal_sn", "terminal_alias", *SHARED],
}
CONTENT = '=1+1, "a\tb"\nनमस्ते'
GET_AND_POST = pytest.mark.parametrize("verb", ["get", "post"])


def export(api, kind, **query):
    answer = api.get(f"{kind.url}export/", query)
    assert answer.status_code == 200, answer.json()
    return answer.getvalue()


@pytest.fixture
def rows(api, kind):
    """The rows of an export of two messages, in its order: private ones newest first."""
    if kind is PRIVATE:
        first = make_private(make_employee(emp_code="007", first_name="Zoe"), content=CONTENT)
        second = make_private(make_employee(emp_code="A"), duration=5, last_send=None)
        names = ["007", "Zoe", ""], ["A", "", ""]
    else:
        first = make_public(make_terminal("007", alias="Gate"), content=CONTENT)
        second = make_public(make_terminal("A"), duration=5, last_send=None)
        names = ["007", "Gate"], ["A", "Auto add"]
    found = [
        [str(first.pk), *names[0], START, "60", CONTENT, NOW],
        [str(second.pk), *names[1], START, "5", "testing", ""],
    ]
    return found[::-1] if kind is PRIVATE else found


def test_exports_everything_in_each_format(api, kind, rows):
    expected = [COLUMNS[kind], *rows]
    assert table_of(export(api, kind, export_type="csv")) == expected
    assert table_of(export(api, kind, export_type="txt"), "\t") == expected
    cells = cells_of(export(api, kind, export_type="xls"))
    assert [[value or "" for value, _ in row] for row in cells] == expected
    assert {type_ for row in cells for value, type_ in row if value} == {"s"}


def test_no_rows_are_a_header_alone(api, kind):
    expected = ",".join(COLUMNS[kind]).encode() + b"\r\n"
    assert export(api, kind, export_type="csv") == expected


def test_the_file_has_a_name(api, kind, clock):
    answer = api.get(f"{kind.url}export/", {"export_type": "xls"})
    resource = kind.url.split("/")[-2]
    name = f'attachment; filename="{resource}_20260105120000.xlsx"'
    assert answer["Content-Disposition"] == name


@GET_AND_POST
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"emp_code": "A", "sn": "A"}, ["A"]),
        ({"Emp_code": "007", "Sn": "007"}, ["007"]),
        ({"emp_code": "NO", "sn": "NO"}, []),
        ({"search": "नमस्ते"}, ["007"]),
        ({"ordering": "-duration"}, ["007", "A"]),
        ({"ordering": "id", "page_size": 1}, ["007", "A"]),
    ],
    ids=str,
)
def test_filters_apply_and_pages_do_not(api, kind, rows, verb, query, found):  # noqa: PLR0917
    column = COLUMNS[kind][1]
    sent = {"export_type": "csv", "export_headers": column, **query}
    answer = getattr(api, verb)(f"{kind.url}export/", sent)
    assert answer.getvalue().decode().split() == [column, *found]


def test_headers_are_any_fields_in_any_order(api, kind, rows):
    key = kind.owner
    found = table_of(export(api, kind, export_type="csv", export_headers=f"content,{key},id"))
    if kind is PRIVATE:
        references = ["employee_id", "emp_code", "first_name", "last_name"]
    else:
        references = ["terminal_sn", "terminal_alias"]
    assert found[0] == ["content", *references, "id"]
    assert [[row[0], row[-1]] for row in found[1:]] == [[row[-2], row[0]] for row in rows]


def test_refuses_unknown_headers(api, kind):
    query = {"export_type": "csv", "export_headers": "id,colour"}
    answer = api.get(f"{kind.url}export/", query)
    assert (answer.status_code, answer.json()["code"]) == (400, -1)
    assert answer.json()["detail"].startswith("Unknown headers: colour. Known: id, ")


@GET_AND_POST
@pytest.mark.parametrize("query", [{}, {"export_type": ""}, {"export_type": "json"}], ids=str)
def test_refuses_an_unknown_format(api, kind, verb, query):
    answer = getattr(api, verb)(f"{kind.url}export/", query)
    expected = refused(-71, "export_type is one of: csv, txt, xls.", "export_type")
    refuses(answer, expected)


@pytest.mark.parametrize("rows", [1, 50])
def test_an_export_costs_one_query(api, kind, django_assert_num_queries, rows):
    for _ in range(rows):
        kind.make()
    with django_assert_num_queries(1):
        assert len(table_of(export(api, kind, export_type="csv"))) == rows + 1


def test_a_viewer_may_export(api, viewer, kind, rows):
    api.force_authenticate(viewer)
    assert table_of(export(api, kind, export_type="csv"))[1:] == rows


def test_staff_export_their_own(staff, person):
    make_private(person)
    make_private()
    found = staff.get(f"{PRIVATE.url}export/", {"export_type": "csv", "export_headers": "emp_code"})
    assert found.getvalue() == b"emp_code\r\nSTAFF\r\n"
    refuses(staff.get(f"{PUBLIC.url}export/"), refused(-1, FORBIDDEN), 403)


def test_an_anonymous_caller_may_not_export(anonymous, kind):
    answer = anonymous.get(f"{kind.url}export/", {"export_type": "csv"})
    refuses(answer, refused(-1, NO_LOGIN), 401)
