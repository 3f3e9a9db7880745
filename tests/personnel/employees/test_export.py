import json
import re
from urllib.parse import urlencode

import pytest

from tests.factories import make_area, make_department, make_employee, make_position
from tests.personnel.employees.answers import NO_LOGIN, envelope, refused
from tests.personnel.employees.people import (
    COLUMNS,
    COMPANY,
    DEFAULT_HASH,
    EMPLOYEES,
    EXPANDED_KEYS,
    defaults,
)
from tests.personnel.employees.uploads import cells_of, table_of

EXPORT = f"{EMPLOYEES}export/"
GET_AND_POST = pytest.mark.parametrize("verb", ["get", "post"])
FORMATS = {
    "csv": ("csv", "text/csv; charset=utf-8"),
    "txt": ("txt", "text/plain; charset=utf-8"),
    "xls": ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}


def export(api, **query):
    answer = api.get(EXPORT, query)
    assert answer.status_code == 200, answer.json()
    return answer.getvalue()


def rows(api, **query):
    """The lines below the header, as mappings."""
    header, *lines = table_of(export(api, export_type="csv", **query))
    return [dict(zip(header, line, strict=True)) for line in lines]


@pytest.fixture
def asha(api):
    west = make_area(area_code="W", area_name="West")
    east = make_area(area_code="E", area_name="E;")
    return make_employee(
        id="1", emp_code="007", first_name='A "quoted", name', last_name="😀 नमस्ते",
        department=make_department(dept_code="IT", dept_name="Tech\nnology"),
        position=make_position(position_code="DEV", position_name="Dev\teloper"),
        areas=(west, east), hire_date="2025-06-17", gender="F", emp_type=1, city="=1+1",
        address="", flow_role=[3, 4], enable_overtime=True, device_password="0123",
    )  # fmt: skip


@pytest.mark.parametrize("export_type", FORMATS)
def test_the_file_says_what_it_is(api, clock, asha, export_type):
    extension, content_type = FORMATS[export_type]
    answer = api.get(EXPORT, {"export_type": export_type})
    assert (answer.status_code, answer["Content-Type"]) == (200, content_type)
    name = f'attachment; filename="employees_20260105120000.{extension}"'
    assert answer["Content-Disposition"] == name


def test_csv_shows_the_writable_columns(api, asha):
    content = export(api, export_type="csv")
    header, line = table_of(content)
    shown = defaults(
        emp_code="007", first_name='A "quoted", name', last_name="😀 नमस्ते", dept_code="IT",
        dept_name="Tech\nnology", position_code="DEV", position_name="Dev\teloper",
        area_code="W;E", area_name="West;E;", hire_date="2025-06-17", gender="F", emp_type="1",
        city="=1+1", flow_role="3;4", enable_overtime="true", enable_att="true",
        enable_holiday="true", device_password="0123", verify_mode="0", dev_privilege="0",
        app_status="1", app_role="1",
    )  # fmt: skip
    assert header == COLUMNS
    assert line == [shown[name] or "" for name in COLUMNS]
    assert content.startswith(b"emp_code,first_name,")
    assert content.endswith(b"\r\n")


def test_txt_is_the_same_with_tabs(api, asha):
    in_csv = table_of(export(api, export_type="csv"))
    assert table_of(export(api, export_type="txt"), "\t") == in_csv


def test_workbooks_hold_text_only(api, asha):
    found = cells_of(export(api, export_type="xls"))
    expected = table_of(export(api, export_type="csv"))
    assert [[value or "" for value, _ in line] for line in found] == expected
    kinds = {kind for line in found for value, kind in line if value}
    assert kinds == {"s"}


@pytest.mark.parametrize("export_type", ["csv", "txt"])
def test_nobody_is_a_header_only(api, export_type):
    delimiter = "," if export_type == "csv" else "\t"
    assert export(api, export_type=export_type) == f"{delimiter.join(COLUMNS)}\r\n".encode()


def test_nobody_is_a_workbook_of_a_header(api):
    assert cells_of(export(api, export_type="xls")) == [[(name, "s") for name in COLUMNS]]


@pytest.mark.parametrize("how", ["query", "json", "form", "multipart"])
def test_post_takes_query_or_body(api, asha, how):
    make_employee(emp_code="other")
    query = {"export_type": "csv", "export_headers": "emp_code,city", "dept_code": "IT"}
    text, listed = urlencode(query), {**query, "export_headers": ["emp_code", "city"]}
    form = "application/x-www-form-urlencoded"
    posts = {
        "query": lambda: api.post(f"{EXPORT}?{text}"),
        "json": lambda: api.post(EXPORT, listed, format="json"),
        "form": lambda: api.post(EXPORT, text, content_type=form),
        "multipart": lambda: api.post(EXPORT, query, format="multipart"),
    }
    answer = posts[how]()
    assert (answer.status_code, answer.getvalue()) == (200, b"emp_code,city\r\n007,=1+1\r\n")
    assert "X-Etp-Warning" not in answer


def test_headers_are_any_fields_in_any_order(api, asha):
    headers = "update_time,id,fingerprint, area_name ,dept_name,emp_code,id"
    (row,) = rows(api, export_headers=headers)
    update_time = row.pop("update_time")
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", update_time)
    assert list(row.items()) == [
        ("id", "1"), ("fingerprint", "-"), ("area_name", "West;E;"), ("dept_name", "Tech\nnology"),
        ("emp_code", "007"),
    ]  # fmt: skip


@GET_AND_POST
def test_every_documented_parameter_filters(api, verb, strict):
    position, area, department = make_position(), make_area(), make_department()
    make_employee(
        emp_code="in", first_name="Asha", last_name="Rao", app_status=0, position=position,
        department=department, areas=(area,), validity_start="2025-06-01",
        validity_end="2025-06-30", status=100,
    )  # fmt: skip
    make_employee(emp_code="out")
    filters = {
        "emp_code": "in", "first_name": "Asha", "last_name": "Rao", "app_status": "0",
        "emp_code_icontains": "IN", "status": "100", "first_name_icontains": "ASH",
        "last_name_icontains": "ao", "dept_code": department.dept_code, "area_code": area.area_code,
        "position_code": position.position_code, "Position_code": position.pk, "search": "rao",
        # The list's: a list and its export take the union of both.
        "validity_start": "2025-06-01", "Validity_end": "25-6-30",
    }  # fmt: skip
    for name, value in {"ordering": "-emp_code", **filters}.items():
        query = {"export_type": "csv", "export_headers": "emp_code", name: value}
        answer = getattr(api, verb)(EXPORT, query)
        found = b"emp_code\r\nout\r\nin\r\n" if name == "ordering" else b"emp_code\r\nin\r\n"
        assert (answer.status_code, answer.getvalue(), name) == (200, found, name)


def test_every_row_is_exported_whatever_the_page(api):
    for number in range(12):
        make_employee(id=str(100 + number), emp_code=str(number))
    found = rows(api, page_size="5", page="2", export_headers="emp_code")
    assert [row["emp_code"] for row in found] == [str(number) for number in range(12)]


@GET_AND_POST
@pytest.mark.parametrize("export_type", ["pdf", "CSV", "xlsx"])
def test_refuses_an_unknown_format(api, verb, export_type):
    answer = getattr(api, verb)(EXPORT, {"export_type": export_type})
    expected = refused(-71, "export_type is one of: csv, txt, xls.", "export_type")
    assert (answer.status_code, answer.json()) == (400, expected)


def test_refuses_unknown_headers(api):
    answer = api.get(EXPORT, {"export_type": "csv", "export_headers": "emp_code,wage,__class__"})
    assert (answer.status_code, answer.json()["code"]) == (400, -1)
    assert answer.json()["detail"].startswith("Unknown headers: wage, __class__. Known: id, ")


@pytest.mark.parametrize("export_type", FORMATS)
def test_a_value_that_cannot_match_is_refused(api, export_type):
    answer = api.get(EXPORT, {"export_type": export_type, "status": "x"})
    expected = refused(-1, "x is no whole number.", "status")
    assert (answer.status_code, answer.json()) == (400, expected)


@pytest.mark.parametrize("people", [1, 50])
def test_an_export_costs_one_query(api, django_assert_num_queries, people):
    for _ in range(people):
        make_employee(position=make_position())
    with django_assert_num_queries(1):
        assert len(rows(api)) == people


# ---- JSON without an export_type (3.3.14) -----------------------------------------------------


@GET_AND_POST
def test_without_a_type_the_rows_come_expanded(api, verb):
    site = make_area(area_code="HQ", area_name="Headquarters", parent_area_id=1)
    gate = make_area(area_code="G", area_name="Gate", parent_area=site)
    department = make_department(dept_code="IT", dept_name="Tech", parent_dept_id=1)
    make_employee(emp_code="1", areas=(gate,), department=department, hire_date="2025-06-18")
    answer = getattr(api, verb)(EXPORT)
    record = {
        **defaults(emp_code="1", hire_date="2025-06-18"),
        "department": {
            "id": department.pk,
            "dept_code": "IT",
            "dept_name": "Tech",
            "parent_dept": {
                "id": 1,
                "dept_code": "1",
                "dept_name": "Department",
                "parent_dept": None,
            },
            "parent_dept_name": "Department",
            "company": COMPANY,
        },
        "position": None,
        "area": [
            {
                "id": gate.pk,
                "area_code": "G",
                "area_name": "Gate",
                "parent_area": {
                    "id": site.pk,
                    "area_code": "HQ",
                    "area_name": "Headquarters",
                    "parent_area": 1,
                },
                "company": COMPANY,
            }
        ],
        "enable_whatsapp": False,
        "enable_sms": False,
    }
    assert (answer.status_code, answer.json()) == (200, envelope([record]))
    assert list(answer.json()["data"][0]) == EXPANDED_KEYS
    assert "Content-Disposition" not in answer


def test_an_empty_type_is_none(api):
    assert api.get(EXPORT, {"export_type": ""}).json() == envelope([])


def test_json_is_paged_filtered_and_ordered(api, strict):
    for number in range(3):
        make_employee(emp_code=str(number), first_name="Asha")
    make_employee(emp_code="other")
    query = {"first_name": "Asha", "ordering": "-emp_code", "page_size": 2}
    first = api.get(EXPORT, query).json()
    assert [record["emp_code"] for record in first["data"]] == ["2", "1"]
    assert first["count"] == 3
    second = api.get(first["next"]).json()
    assert [record["emp_code"] for record in second["data"]] == ["0"]


def test_post_takes_the_page_in_its_body_and_links_carry_the_filters(api, strict):
    for number in range(3):
        make_employee(emp_code=str(number), first_name="Asha")
    make_employee(emp_code="other")
    sent = {"first_name": "Asha", "page": 2, "page_size": 1, "ordering": "emp_code"}
    answer = api.post(EXPORT, sent, format="json").json()
    assert [record["emp_code"] for record in answer["data"]] == ["1"]
    for link, code in (("next", "2"), ("previous", "0")):
        page = api.get(answer[link]).json()
        assert [record["emp_code"] for record in page["data"]] == [code]


@pytest.mark.parametrize("people", [1, 50])
def test_json_costs_three_queries(api, django_assert_num_queries, people):
    department = make_department(parent_dept_id=1)
    for _ in range(people):
        make_employee(department=department, areas=(make_area(parent_area=make_area()),))
    with django_assert_num_queries(3):
        assert len(api.get(EXPORT, {"page_size": 50}).json()["data"]) == people


# ---- who may ----------------------------------------------------------------------------------


@GET_AND_POST
def test_an_anonymous_caller_may_not(anonymous, verb):
    answer = getattr(anonymous, verb)(EXPORT)
    assert (answer.status_code, answer.json()) == (401, refused(-1, NO_LOGIN))


@GET_AND_POST
def test_a_viewer_may(api, viewer, verb):
    api.force_authenticate(viewer)
    answer = getattr(api, verb)(EXPORT, {"export_type": "csv", "export_headers": "emp_code"})
    assert answer.getvalue() == b"emp_code\r\n"


@GET_AND_POST
@pytest.mark.parametrize("export_type", ["csv", ""])
def test_staff_export_only_themselves(staff, verb, export_type):
    make_employee(emp_code="other")
    answer = getattr(staff, verb)(EXPORT, {"export_type": export_type})
    content = answer.getvalue().decode()
    assert ("STAFF" in content, "other" in content) == (True, False)
    if not export_type:
        assert json.loads(content)["count"] == 1


def test_passwords_leave_as_hashes(api):
    make_employee()
    (row,) = rows(api)
    assert row["self_password"] == DEFAULT_HASH
