"""The page of a large department, position or area needs no sorting: what SQLite means to do."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import make_area, make_department, make_employee, make_position

pytestmark = pytest.mark.django_db
EMPLOYEES = "/personnel/api/employees/"


@pytest.mark.parametrize("name", ["dept_code", "position_code"])
def test_the_order_comes_from_the_index(api, name):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL chooses among indexes by what a table holds: here one row")
    department, position = make_department(), make_position()
    make_employee(department=department, position=position)
    code = {"dept_code": department.dept_code, "position_code": position.position_code}[name]
    with CaptureQueriesContext(connection) as asked:
        assert api.get(EMPLOYEES, {name: code}).json()["count"] == 1
    (keys,) = [one["sql"] for one in asked if "ORDER BY" in one["sql"] and "LIMIT" in one["sql"]
               and "FROM \"personnel_employee\" WHERE" in one["sql"]]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {keys}")
        steps = [row[3] for row in cursor.fetchall()]
    index = {"dept_code": "employee_by_department", "position_code": "employee_by_position"}[name]
    assert len(steps) == 1
    assert f"COVERING INDEX {index}" in steps[0]


def test_nobody_is_named_twice_by_an_area_and_none_by_no_area(api):
    east, west = make_area(area_code="E"), make_area(area_code="W")
    both = make_employee(areas=(east, west))
    make_employee(areas=(west,))

    def listed(**query: str) -> list[str]:
        answer = api.get(EMPLOYEES, query).json()
        assert answer["count"] == len(answer["data"])
        return [record["id"] for record in answer["data"]]

    assert listed(area_code="E") == [both.pk]
    assert len(listed(area_code="W")) == 2
    assert listed(area_code="E", Area_code="W") == [both.pk]
    assert listed(area_code="0") == []
