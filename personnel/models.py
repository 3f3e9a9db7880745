"""Every model of the app, for Django; the definitions live in the resources' folders."""

from personnel.areas.models import Area
from personnel.companies.models import Company
from personnel.departments.models import Department
from personnel.employees.models import Employee, EmployeeArea, EmployeePhoto, StaffToken
from personnel.locations.models import Location
from personnel.positions.models import Position
from personnel.resignations.models import Resignation

__all__ = [
    "Area",
    "Company",
    "Department",
    "Employee",
    "EmployeeArea",
    "EmployeePhoto",
    "Location",
    "Position",
    "Resignation",
    "StaffToken",
]
