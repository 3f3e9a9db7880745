"""The same records look the same on SQLite and on PostgreSQL."""

import json

import pytest
from django.db import connection, models

from etpserver.api.shapes import Boolean, Integer, Many, One, Shape, Text, Uuid, render, render_one
from personnel.areas.shapes import AREA, PARENT
from personnel.departments.shapes import DEPARTMENT_IN_LIST
from personnel.models import Area, Company, Department, Employee, EmployeeArea
from tests.factories import make_area, make_department, make_employee
from tests.kernel.databases import PostgresqlRendering, SqliteRendering, postgresql

pytestmark = pytest.mark.django_db
DEFAULT = {"id": "6b969e80-f3ff-11e9-afc7-acde48001122", "name": "default"}
ODD_TEXTS = [
    "plain",
    'double " quote',
    "single ' quote",
    "back\\slash \\u0041",
    "per%cent %s %%",
    "line\nfeed\rreturn\ttab",
    "".join(chr(code) for code in range(1, 32)),
    "\x7f\x80\x9f\u2028\u2029",
    "emoji 😀 👩‍👩‍👧 𝄞",
    "\u202eright to left: שלום مرحبا\u200f",
    "combining: e\u0301 दिल्ली",
    "\ufffe\uffff\ufeff\U0010ffff",
    "</script><!--",
    "null",
    '{"looks": ["like", "json"]}',
    " spaces ",
    "",
]


class Flag(models.Model):
    """A toy: the organisation has no boolean."""

    is_up = models.BooleanField(null=True)

    class Meta:
        app_label = "toys"

    def __str__(self) -> str:
        return f"{self.pk}: {self.is_up}"


@pytest.fixture(params=["sqlite", "postgresql"])
def rendered(request, db):
    """Call it with a shape (and the models it reaches): every record, rendered and parsed."""
    if request.param == "sqlite":
        yield SqliteRendering()
        return
    with postgresql() as there:
        yield PostgresqlRendering(there)


def test_odd_texts_come_out_as_they_went_in(rendered):
    for number, text in enumerate(ODD_TEXTS):
        make_area(area_code=str(number + 100), area_name=text)
    shape = Shape(Area, area_name=Text())
    assert [area["area_name"] for area in rendered(shape)[1:]] == ODD_TEXTS


def test_null_references_are_null_and_not_objects_of_nulls(rendered):
    make_area(area_code="GATE", area_name="Gate", parent_area_id=1)
    root, gate = rendered(AREA, Company)
    expected = {"id": 1, "area_code": "1", "area_name": "Not Authorized", "parent_area": None}
    assert root == {**expected, "company": DEFAULT}
    assert gate["parent_area"] == expected


def test_both_keys_of_a_departments_parent(rendered):
    make_department(dept_code="HR", dept_name='O\'Neil "HR"', parent_dept_id=1)
    found = rendered(DEPARTMENT_IN_LIST, Company)[1]
    head = {"id": 1, "dept_code": "1", "dept_name": "Department"}
    assert found["parent_dept"] == {**head, "parent_dept_code": None}
    assert found["parent_dept_code"] == {**head, "parent_dept": None}
    assert (found["dept_name"], found["parent_dept_name"]) == ('O\'Neil "HR"', "Department")


def test_keys_keep_their_order(rendered):
    shape = Shape(Area, z=Text("area_code"), a=Integer("id"), m=Text("area_name"))
    assert [list(area) for area in rendered(shape)] == [["z", "a", "m"]]


def test_keys_may_hold_quotes_and_percent_signs(rendered):
    keys = ["it's", 'so "called"', "100%", "%s", "a b"]
    shape = Shape(Area, **{key: Text("area_code") for key in keys})
    assert rendered(shape) == [dict.fromkeys(keys, "1")]


def test_shapes_may_have_more_keys_than_a_function_takes_arguments(rendered):
    keys = [f"key_{number}" for number in range(130)]
    shape = Shape(Area, **{key: Text("area_name", null=True) for key in keys})
    make_area(area_name='a "quoted" name')
    expected = dict.fromkeys(keys, 'a "quoted" name')
    assert rendered(shape)[1] == expected


def test_lists_are_ordered_by_key_and_empty_without_any(rendered):
    areas = tuple(make_area(area_code=code) for code in ("Z", "A"))
    make_employee(areas=areas, first_name=None)
    make_employee(areas=areas[1:], first_name="Anaïs")
    lonely = make_employee(first_name="")
    EmployeeArea.objects.filter(employee=lonely).delete()
    place = Shape(Area, area_code=Text(), parent_area=One(PARENT, code="area_code", null=True))
    people = Shape(
        Employee,
        first_name=Text(null=True),
        area=Many(place, EmployeeArea, owner="employee", target="area"),
    )
    z, a = ({"area_code": code, "parent_area": None} for code in ("Z", "A"))
    assert rendered(people, Area, EmployeeArea) == [
        {"first_name": None, "area": [z, a]},
        {"first_name": "Anaïs", "area": [a]},
        {"first_name": "", "area": []},
    ]


def test_uuids_have_their_dashes(rendered):
    assert rendered(Shape(Area, company=Uuid("company_id"))) == [{"company": DEFAULT["id"]}]


def test_booleans_are_true_false_and_null(rendered):
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE toys_flag (id integer PRIMARY KEY, is_up bool NULL)")
    Flag.objects.bulk_create([Flag(n, value) for n, value in enumerate((True, False, None))])
    shape = Shape(Flag, is_up=Boolean(null=True))
    assert rendered(shape) == [{"is_up": True}, {"is_up": False}, {"is_up": None}]


def test_keys_beyond_63_bytes_are_refused_for_postgresql():
    shape = Shape(Area, **{"é" * 32: Text("area_code")})
    with postgresql() as there, pytest.raises(ValueError, match="63 bytes"):
        shape.statement(there)


# ---- render -------------------------------------------------------------------------------------


def test_render_keeps_the_querysets_order_and_slice():
    for code in ("A", "B", "C"):
        make_area(area_code=code)
    rows = Area.objects.order_by("-area_code")[:2]
    found = json.loads(render(rows, Shape(Area, area_code=Text())))
    assert found == [{"area_code": "C"}, {"area_code": "B"}]


def test_render_takes_two_queries_whatever_the_page_holds(django_assert_num_queries):
    for _ in range(30):
        make_area(parent_area_id=1)
    with django_assert_num_queries(2):
        render(Area.objects.all(), AREA)


def test_render_of_no_rows_is_an_empty_array():
    assert render(Area.objects.none(), AREA) == b"[]"


def test_render_one_of_nothing_is_none():
    assert render_one(99999, AREA) is None


def test_statements_are_compiled_once(monkeypatch):
    shape = Shape(Area, area_code=Text())
    render_one(1, shape)
    monkeypatch.setattr(shape, "_compile", lambda connection: 1 / 0)
    assert render_one(1, shape) == b'{"area_code":"1"}'


# ---- what else a shape declares -----------------------------------------------------------------


def test_columns_of_references_are_code_and_name():
    headings = [column.heading for column in AREA.columns()]
    expected = ["id", "area_code", "area_name", "parent_area_code", "parent_area_name"]
    assert headings == [*expected, "company_name"]


def test_references_sort_by_code_and_lists_do_not_sort():
    many = Many(AREA, EmployeeArea, owner="employee", target="area")
    shape = Shape(Employee, emp_code=Text(), department=One(PARENT, code="dept_code"), area=many)
    assert shape.orderings() == {
        "emp_code": ("emp_code", False),
        "department": ("department__dept_code", False),
    }


def test_searched_fields_are_the_texts():
    shape = Shape(Department, id=Integer(), company=Uuid("company_id"), dept_name=Text())
    assert shape.searched() == ["dept_name"]


def test_the_schema_requires_every_key():
    assert AREA.schema()["required"] == list(AREA.fields)
    assert AREA.schema()["properties"]["parent_area"]["oneOf"][1] == {"type": "null"}
