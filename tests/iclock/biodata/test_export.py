import pytest

from tests.factories import make_employee, make_template
from tests.iclock.biodata.records import BIODATAS, KEYS, refuses
from tests.personnel.employees.answers import FORBIDDEN, NO_LOGIN, refused
from tests.personnel.employees.uploads import cells_of, table_of

EXPORT = f"{BIODATAS}export/"
GET_AND_POST = pytest.mark.parametrize("verb", ["get", "post"])


@pytest.fixture
def rows(api):
    """The rows of an export of two templates."""
    moment = "2025-06-18 12:04:52"
    first = make_template(make_employee(emp_code="007"), bio_no=5, bio_tmp="+S9l/,=",
                          update_time=moment, sn="GATE1")  # fmt: skip
    second = make_template(make_employee(emp_code="A"), bio_type=2, bio_index=11, major_ver="39",
                           update_time=moment)  # fmt: skip
    return [
        [str(first.pk), "007", "1", "5", "0", "+S9l/,=", "10", moment, "GATE1"],
        [str(second.pk), "A", "2", "0", "11", "TEMPLATE", "39", moment, "SN1"],
    ]


def export(api, **query):
    answer = api.get(EXPORT, query)
    assert answer.status_code == 200, answer.json()
    return answer.getvalue()


def test_exports_everything_in_each_format(api, rows):
    assert table_of(export(api, export_type="csv")) == [KEYS, *rows]
    assert table_of(export(api, export_type="txt"), "\t") == [KEYS, *rows]
    cells = cells_of(export(api, export_type="xls"))
    assert [[value for value, _ in row] for row in cells] == [KEYS, *rows]
    assert {kind for row in cells for _, kind in row} == {"s"}


def test_no_rows_are_a_header_alone(api):
    assert export(api, export_type="csv") == ",".join(KEYS).encode() + b"\r\n"


def test_the_file_has_a_name(api, clock):
    answer = api.get(EXPORT, {"export_type": "xls"})
    name = 'attachment; filename="biodatas_20260105120000.xlsx"'
    assert answer["Content-Disposition"] == name


@GET_AND_POST
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"employee": "A"}, ["A"]),
        ({"emp_code": "007"}, ["007"]),
        ({"Emp_code": "007"}, ["007"]),
        ({"bio_no": "5"}, ["007"]),
        ({"bio_index": "11"}, ["A"]),
        ({"bio_type": "2"}, ["A"]),
        ({"sn": "GATE1"}, ["007"]),
        ({"search": "gate"}, ["007"]),
        ({"ordering": "-employee"}, ["A", "007"]),
        ({"page_size": 1}, ["007", "A"]),
    ],
    ids=str,
)
def test_filters_apply_and_pages_do_not(api, rows, verb, query, found):
    sent = {"export_type": "csv", "export_headers": "employee", **query}
    answer = getattr(api, verb)(EXPORT, sent)
    assert answer.getvalue().decode().split() == ["employee", *found]


def test_headers_are_any_fields_in_any_order(api, rows):
    found = export(api, export_type="csv", export_headers="bio_tmp, id")
    assert table_of(found) == [["bio_tmp", "id"], *([row[5], row[0]] for row in rows)]


def test_refuses_unknown_headers(api):
    answer = api.get(EXPORT, {"export_type": "csv", "export_headers": "finger"})
    expected = refused(-1, f"Unknown headers: finger. Known: {', '.join(KEYS)}.", "export_headers")
    refuses(answer, expected)


@GET_AND_POST
@pytest.mark.parametrize("query", [{}, {"export_type": ""}, {"export_type": "json"}], ids=str)
def test_refuses_an_unknown_format(api, verb, query):
    answer = getattr(api, verb)(EXPORT, query)
    refuses(answer, refused(-71, "export_type is one of: csv, txt, xls.", "export_type"))


@pytest.mark.parametrize("rows", [1, 50])
def test_an_export_costs_one_query(api, django_assert_num_queries, rows):
    for _ in range(rows):
        make_template(make_employee())
    with django_assert_num_queries(1):
        assert len(table_of(export(api, export_type="csv"))) == rows + 1


def test_a_viewer_may_export(api, viewer, rows):
    api.force_authenticate(viewer)
    assert table_of(export(api, export_type="csv"))[1:] == rows


def test_staff_may_not_export(staff, person):
    make_template(person)
    for verb in (staff.get, staff.post):
        refuses(verb(EXPORT, {"export_type": "csv"}), refused(-1, FORBIDDEN), 403)


def test_an_anonymous_caller_may_not_export(anonymous):
    refuses(anonymous.get(EXPORT, {"export_type": "csv"}), refused(-1, NO_LOGIN), 401)
