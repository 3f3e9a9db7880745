"""Filters of employees."""

from etpserver.api.filters import (
    DayFilter,
    MemberFilter,
    NumberFilter,
    PartFilter,
    RecordFilters,
    ReferenceFilter,
    TextFilter,
)
from personnel.areas.models import Area
from personnel.departments.models import Department
from personnel.employees.models import EmployeeArea
from personnel.positions.models import Position


class EmployeeFilters(RecordFilters):
    app_status = NumberFilter()
    status = NumberFilter()
    # Guess: on or after, and on or before; the manual only names the two.
    validity_start = DayFilter("validity_start", "gte")
    validity_end = DayFilter("validity_end", "lte")
    emp_code = TextFilter()
    emp_code_icontains = PartFilter("emp_code")
    first_name = TextFilter()
    first_name_icontains = PartFilter("first_name")
    last_name = TextFilter()
    last_name_icontains = PartFilter("last_name")
    dept_code = ReferenceFilter(Department, "dept_code", field_name="department")
    position_code = ReferenceFilter(Position, "position_code", field_name="position")
    area_code = MemberFilter(
        Area, "area_code", through=EmployeeArea, owner="employee", target="area"
    )
