"""The fixtures that need no dice: `empty` and `manual`, row by row."""

import subprocess
import sys
from datetime import date, datetime
from uuid import UUID

import pytest

from etpserver.emulator import fixtures
from personnel.models import (
    Area,
    Company,
    Department,
    Employee,
    Location,
    Position,
    Resignation,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bare")]

DEFAULT = UUID("6b969e80-f3ff-11e9-afc7-acde48001122")
SECOND = UUID("3fa85f64-5717-4562-b3fc-2c963f66afa6")
LEFT = {
    "resign_date": date(2025, 6, 23),
    "report_generation_end_date": date(2025, 6, 23),
    "resign_type": 1,
}


def areas() -> list[tuple[object, ...]]:
    return list(Area.objects.values_list("id", "area_code", "area_name", "parent_area_id"))


def departments() -> list[tuple[object, ...]]:
    return list(Department.objects.values_list("id", "dept_code", "dept_name", "parent_dept_id"))


def positions() -> list[tuple[object, ...]]:
    return list(
        Position.objects.values_list("id", "position_code", "position_name", "parent_position_id")
    )


def locations() -> list[tuple[object, ...]]:
    return list(
        Location.objects.values_list("id", "location_code", "location_name", "parent_location_id")
    )


def test_names_the_fixtures_of_the_project():
    assert {"demo", "empty", "manual"} <= set(fixtures.names())


def test_empty_holds_the_companies_and_the_roots():
    fixtures.load("empty")

    assert set(Company.objects.values_list("id", "name")) == {
        (DEFAULT, "default"),
        (SECOND, "string"),
    }
    assert areas() == [(1, "1", "Not Authorized", None)]
    assert departments() == [(1, "1", "Department", None)]
    assert positions() == [(1, "1", "Position", None)]
    assert locations() == [(1, "1", "Location", None)]
    assert not Employee.objects.exists()


def test_manual_holds_the_organisation_of_the_examples():
    fixtures.load("manual")

    assert areas() == [
        (1, "1", "Not Authorized", None),
        (2, "2", "Bangalore", 1),
        (5, "abc", "a", None),
        (29, "7777", "delhi", None),
        (30, "888", "lucknow", None),
        (31, "MYS", "Mysuru", None),
    ]
    assert departments() == [
        (1, "1", "Department", None),
        (2, "2", "tw", 1),
        (3, "string", "tw", 1),
        (4, "12", "python", None),
    ]
    assert positions() == [
        (1, "1", "Position", None),
        (3, "4", "qwer", 1),
        (9, "55", "manager", None),
    ]
    assert locations() == [
        (1, "1", "Location", None),
        (2, "2", "d", None),
        (3, "3", "k", 2),
    ]


def test_manual_holds_the_employee_of_the_staff_login():
    fixtures.load("manual")

    employee = Employee.objects.get(emp_code="9363")
    assert (employee.id, employee.email, employee.app_status, employee.status) == (
        "3050991828712",
        None,
        1,
        0,
    )
    assert (employee.department_id, employee.position_id) == (1, 1)
    assert list(employee.area.values_list("area_code", flat=True)) == ["1"]
    assert employee.self_password == Employee._meta.get_field("self_password").default
    assert employee.update_time == datetime.fromisoformat("2025-06-17 12:23:22")


@pytest.mark.parametrize("name", ["empty", "manual"])
def test_every_record_belongs_to_the_default_company(name):
    fixtures.load(name)

    for model in (Area, Department, Position, Location, Employee):
        assert set(model.objects.values_list("company_id", flat=True)) <= {DEFAULT}


def test_the_next_record_gets_the_id_after_the_highest():
    fixtures.load("manual")

    assert Area.objects.create(area_code="A", area_name="A").id == 32
    assert Department.objects.create(dept_code="A", dept_name="A").id == 5
    assert Position.objects.create(position_code="A", position_name="A").id == 10
    assert Location.objects.create(location_code="A", location_name="A").id == 4
    employee = Employee.objects.get(emp_code="9363")
    link = Employee.area.through.objects.create(employee=employee, area_id=2)
    assert link.id == 14
    assert Resignation.objects.create(**LEFT, employee=employee).id == 19


def test_ids_start_over_whatever_the_database_held_before(bare):
    fixtures.load("demo")
    bare()

    fixtures.load("empty")

    assert Area.objects.create(area_code="A", area_name="A").id == 2


def test_a_fixture_is_loaded_once_or_says_what_is_taken():
    fixtures.load("empty")

    with pytest.raises(ValueError, match=r"areas\.json: areas record 1 .*: id: 1 is taken\."):
        fixtures.load("manual")

    assert len(areas()) == 1


def test_asking_for_names_needs_no_django():
    script = (
        "import sys, etpserver.emulator.fixtures as f; f.names(); print('django' in sys.modules)"
    )

    answer = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )

    assert answer.stdout.strip() == "False"
