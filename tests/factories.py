"""Records for tests: plain, deterministic functions."""

from itertools import count
from typing import Any

from personnel.models import Area, Department, Employee, EmployeeArea, Location, Position

_numbers = count(1000)


def make_area(**over: Any) -> Area:
    number = next(_numbers)
    return Area.objects.create(**{"area_code": f"A{number}", "area_name": f"Area {number}", **over})


def make_department(**over: Any) -> Department:
    number = next(_numbers)
    given = {"dept_code": f"D{number}", "dept_name": f"Department {number}", **over}
    return Department.objects.create(**given)


def make_position(**over: Any) -> Position:
    number = next(_numbers)
    given = {"position_code": f"P{number}", "position_name": f"Position {number}", **over}
    return Position.objects.create(**given)


def make_location(**over: Any) -> Location:
    number = next(_numbers)
    given = {"location_code": f"L{number}", "location_name": f"Location {number}", **over}
    return Location.objects.create(**given)


def make_employee(*, areas: tuple[Area, ...] = (), **over: Any) -> Employee:
    """An employee of the root department, in the given areas (area 1 if none)."""
    number = next(_numbers)
    given = {"id": f"99{number:011d}", "emp_code": str(number), "department_id": 1, **over}
    employee = Employee.objects.create(**given)
    for area in areas or (Area.objects.get(pk=1),):
        EmployeeArea.objects.create(employee=employee, area=area)
    return employee
