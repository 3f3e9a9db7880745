"""Filters of departments."""

from etpserver.api.filters import PartFilter, RecordFilters, TextFilter
from personnel.departments.models import Department
from personnel.tree.filters import parent_filter


class DepartmentFilters(RecordFilters):
    dept_code = TextFilter()
    dept_code_icontains = PartFilter("dept_code")
    dept_name = TextFilter()
    dept_name_icontains = PartFilter("dept_name")
    parent_dept_code = parent_filter(Department)
