"""Filters of resignations."""

from etpserver.api.filters import NumberFilter, RecordFilters, ReferenceFilter
from personnel.employees.models import Employee


class ResignationFilters(RecordFilters):
    emp_code = ReferenceFilter(Employee, "emp_code", field_name="employee")
    resign_type = NumberFilter()
