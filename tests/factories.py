"""Records for tests: plain, deterministic functions."""

from datetime import date
from itertools import count
from typing import Any

from iclock.biodata.models import BioData
from personnel.employees.models import RESIGNED
from personnel.models import (
    Area,
    Department,
    Employee,
    EmployeeArea,
    Location,
    Position,
    Resignation,
)

_numbers = count(500_001)  # no code of the fixture `manual`


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
    given = {"id": f"99{number:011d}", "emp_code": str(number), **over}
    if "department" not in given:
        given.setdefault("department_id", 1)
    employee = Employee.objects.create(**given)
    for area in areas or (Area.objects.get(pk=1),):
        EmployeeArea.objects.create(employee=employee, area=area)
    return employee


def make_employees(number: int, **over: Any) -> list[Employee]:
    """Many employees of the root department and area, in two statements."""
    numbers = [next(_numbers) for _ in range(number)]
    people = Employee.objects.bulk_create(
        Employee(id=f"99{n:011d}", emp_code=str(n), department_id=1, **over) for n in numbers
    )
    EmployeeArea.objects.bulk_create(EmployeeArea(employee=person, area_id=1) for person in people)
    return people


def make_resignation(employee: Employee | None = None, **over: Any) -> Resignation:
    """That an employee (a new one if none is given) left on 19 June 2025."""
    employee = employee or make_employee()
    left = over.get("resign_date", date(2025, 6, 19))
    given = {"resign_date": left, "report_generation_end_date": left, "resign_type": 3, **over}
    record = Resignation.objects.create(employee=employee, **given)
    employee.status = RESIGNED
    employee.enable_att = not record.disableatt
    employee.save(update_fields=["status", "enable_att"])
    return record


def make_template(employee: Employee, **over: Any) -> BioData:
    """A fingerprint of the person's, of version 10."""
    given = {"bio_type": 1, "bio_tmp": "TEMPLATE", "major_ver": "10", "sn": "SN1", **over}
    return BioData.objects.create(employee=employee, **given)
