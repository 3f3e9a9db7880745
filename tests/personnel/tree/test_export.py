import csv
import io

import pytest
from openpyxl import load_workbook

from tests.kernel.answers import UNREADABLE, vendor_error

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
def export(api, kind):
    """GET the export with a query."""

    def call(**query):
        return api.get(kind.url("export"), query)

    return call


@pytest.fixture
def header(kind):
    return [kind.code, kind.name, f"{kind.parent}_code", f"{kind.parent}_name"]


@pytest.fixture
def root_row(kind):
    return ["1", kind.root.name, "", ""]


def rows_of(answer, delimiter=","):
    text = answer.getvalue().decode()
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))


def test_csv_is_rfc_4180_without_a_mark(export, kind, header):
    kind.new("A", 'Say "hi", twice', kind.root)
    answer = export(export_type="csv")
    root = kind.root.name
    expected = f'{",".join(header)}\r\n1,{root},,\r\nA,"Say ""hi"", twice",1,{root}\r\n'
    assert (answer.status_code, answer.getvalue().decode()) == (200, expected)
    assert answer["Content-Type"] == "text/csv; charset=utf-8"


def test_txt_is_the_same_with_tabs(export, kind, header):
    kind.new("A", "One, two", kind.root)
    answer = export(export_type="txt")
    root = kind.root.name
    expected = f"{chr(9).join(header)}\r\n1\t{root}\t\t\r\nA\tOne, two\t1\t{root}\r\n"
    assert (answer.status_code, answer.getvalue().decode()) == (200, expected)
    assert answer["Content-Type"] == "text/plain; charset=utf-8"


def test_xls_is_a_workbook_of_texts(export, kind, header, root_row):
    kind.new("007", "=1+1")
    answer = export(export_type="xls")
    sheet = load_workbook(io.BytesIO(answer.getvalue())).active
    cells = [[cell.value or "" for cell in row] for row in sheet.iter_rows()]
    assert (answer.status_code, cells) == (200, [header, root_row, ["007", "=1+1", "", ""]])
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value} == {"s"}
    assert answer["Content-Type"] == WORKBOOK


@pytest.mark.parametrize(
    ("export_type", "extension"), [("csv", "csv"), ("txt", "txt"), ("xls", "xlsx")]
)
def test_the_file_is_named_by_the_worlds_time(export, kind, clock, export_type, extension):
    answer = export(export_type=export_type)
    expected = f'attachment; filename="{kind.resource}_20260105120000.{extension}"'
    assert answer["Content-Disposition"] == expected
    answer.getvalue()


def test_formulas_leave_csv_unaltered(export, kind):
    kind.new("A", "=1+1")
    assert rows_of(export(export_type="csv"))[2] == ["A", "=1+1", "", ""]


def test_no_rows_are_a_header_only(export, kind, header):
    answer = export(export_type="csv", **{kind.code: "NOBODY"})
    assert (answer.status_code, rows_of(answer)) == (200, [header])


def test_filters_search_and_ordering_apply(export, kind, header):
    for code in ("QQ1", "QQ2", "B1"):
        kind.new(code, "One", kind.root)
    kind.new("QQ3", "One")
    query = {f"{kind.parent}_code": "1", "search": "qq one", "ordering": "-id"}
    rows = rows_of(export(export_type="csv", **query))
    assert [row[0] for row in rows] == [kind.code, "QQ2", "QQ1"]


def test_paging_does_not_apply(export, kind):
    for _ in range(15):
        kind.new()
    answer = export(export_type="csv", page=2, page_size=3)
    assert len(rows_of(answer)) == 17
    assert answer["X-Etp-Warning"] == "unknown query parameters: page, page_size"


def test_export_headers_choose_columns_and_their_order(export, kind):
    answer = export(export_type="csv", export_headers=f"{kind.name}, id,,{kind.code}")
    assert rows_of(answer) == [[kind.name, "id", kind.code], [kind.root.name, "1", "1"]]


def test_export_headers_take_the_key_of_a_reference(export, kind):
    kind.new("A", "Gate", kind.root)
    answer = export(export_type="csv", export_headers=f"{kind.parent},company", **{kind.code: "A"})
    expected = [f"{kind.parent}_code", f"{kind.parent}_name", "company_name"]
    assert rows_of(answer) == [expected, ["1", kind.root.name, "default"]]


def test_export_headers_count_doubles_once(export, kind):
    headers = f"{kind.code},{kind.code},{kind.parent},{kind.parent}_code"
    answer = export(export_type="csv", export_headers=headers)
    assert rows_of(answer)[0] == [kind.code, f"{kind.parent}_code", f"{kind.parent}_name"]


def test_blank_export_headers_are_the_default(export, kind, header):
    assert rows_of(export(export_type="csv", export_headers=" , "))[0] == header


def test_refuses_unknown_export_headers(export, kind, header):
    answer = export(export_type="csv", export_headers=f"{kind.code},self_password,company__id")
    known = ", ".join(["id", *header, "company_name"])
    detail = f"Unknown headers: self_password, company__id. Known: {known}."
    expected = vendor_error(-1, detail, "export_headers")
    assert (answer.status_code, answer.json()) == (400, expected)


@pytest.mark.parametrize("export_type", ["", "pdf", "CSV", "xlsx", "csv,txt", None])
def test_refuses_unknown_and_missing_formats(export, kind, export_type):
    answer = export(**({} if export_type is None else {"export_type": export_type}))
    expected = vendor_error(-71, "export_type is one of: csv, txt, xls.", "export_type")
    assert (answer.status_code, answer.json()) == (400, expected)


def test_post_takes_the_query(api, kind, header, root_row):
    answer = api.post(f"{kind.url('export')}?export_type=csv")
    assert (answer.status_code, rows_of(answer)) == (200, [header, root_row])


@pytest.mark.parametrize("sent_as", ["json", "multipart"])
def test_post_takes_a_body(api, kind, header, root_row, sent_as):
    kind.new("A")
    body = {"export_type": "csv", kind.code: "1"}
    answer = api.post(kind.url("export"), body, format=sent_as)
    assert (answer.status_code, rows_of(answer)) == (200, [header, root_row])
    assert "X-Etp-Warning" not in answer


def test_post_takes_export_headers_as_a_list(api, kind):
    body = {"export_type": "csv", "export_headers": [kind.name, kind.code]}
    answer = api.post(kind.url("export"), body, format="json")
    assert rows_of(answer) == [[kind.name, kind.code], [kind.root.name, "1"]]


def test_a_body_wins_over_the_query(api, kind):
    answer = api.post(f"{kind.url('export')}?export_type=pdf", {"export_type": "csv"})
    assert answer.status_code == 200
    answer.getvalue()


def test_post_names_unknown_body_fields_once(api, kind):
    body = {"export_type": "csv", "colour": "red"}
    answer = api.post(kind.url("export"), body, format="json")
    answer.getvalue()
    assert (answer.status_code, answer["X-Etp-Warning"]) == (200, "unknown body fields: colour")


def test_strict_refuses_unknown_body_fields(api, kind, strict):
    body = {"export_type": "csv", "colour": "red"}
    answer = api.post(kind.url("export"), body, format="json")
    expected = vendor_error(-1, "Unknown body fields: colour.", "colour")
    assert (answer.status_code, answer.json()) == (400, expected)


@pytest.mark.parametrize("body", ["[]", '"csv"', "1", "null"])
def test_post_refuses_a_body_that_is_no_object(api, kind, body):
    answer = api.post(kind.url("export"), body, content_type="application/json")
    assert (answer.status_code, answer.json()) == (400, vendor_error(-1, UNREADABLE))


@pytest.mark.parametrize("value", [{}, [], True, 1, 1.5, None, {"a": [1]}, [["csv"]]], ids=repr)
def test_post_refuses_wrong_types_of_the_format(api, kind, value):
    answer = api.post(kind.url("export"), {"export_type": value}, format="json")
    expected = vendor_error(-71, "export_type is one of: csv, txt, xls.", "export_type")
    assert (answer.status_code, answer.json()) == (400, expected)


def test_a_viewer_may_export_by_post_too(viewer, api, kind, header, root_row):
    api.force_authenticate(viewer)
    answer = api.post(kind.url("export"), {"export_type": "csv"})
    assert (answer.status_code, rows_of(answer)) == (200, [header, root_row])


def test_nothing_else_than_get_and_post(api, kind):
    answer = api.put(kind.url("export"), {})
    assert (answer.status_code, answer.json()) == (
        405,
        vendor_error(-1, 'Method "PUT" not allowed.'),
    )
