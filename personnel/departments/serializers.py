"""What writes of departments may send."""

from etpserver.api.writers import RecordWriter
from personnel.departments.models import Department
from personnel.tree.fields import code_field, name_field, parent_field


class DepartmentWriter(RecordWriter):
    key_field = "dept_code"

    dept_code = code_field(Department, import_path="import_dept")
    dept_name = name_field(Department)
    parent_dept = parent_field(Department)
