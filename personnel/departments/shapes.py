"""How departments look on the wire."""

from etpserver.api.shapes import Integer, One, Shape, Text
from personnel.companies.shapes import COMPANY
from personnel.departments.models import Department

# Manual 3.2.3: a nested parent shows its own parent's id only.
PARENT = Shape(
    Department,
    id=Integer(),
    dept_code=Text(),
    dept_name=Text(),
    parent_dept=Integer("parent_dept_id", null=True),
)
DEPARTMENT = Shape(
    Department,
    id=Integer(),
    dept_code=Text(),
    dept_name=Text(),
    parent_dept=One(PARENT, code="dept_code", null=True),
    parent_dept_name=Text("parent_dept__dept_name", null=True),
    company=One(COMPANY, code="name"),
)
# Manual 3.2.2: one item of the list has its parent under parent_dept_code, the other under
# parent_dept, whose inner key then is parent_dept_code. The list answers both.
PARENT_IN_LIST = Shape(
    Department,
    id=Integer(),
    dept_code=Text(),
    dept_name=Text(),
    parent_dept_code=Integer("parent_dept_id", null=True),
)
DEPARTMENT_IN_LIST = Shape(
    Department,
    id=Integer(),
    dept_code=Text(),
    dept_name=Text(),
    parent_dept=One(PARENT_IN_LIST, code="dept_code", null=True),
    parent_dept_code=One(PARENT, code="dept_code", source="parent_dept", null=True),
    parent_dept_name=Text("parent_dept__dept_name", null=True),
    company=One(COMPANY, code="name"),
)
# Manual 3.2.1: writes answer the parent's name.
DEPARTMENT_WRITTEN = Shape(
    Department,
    id=Integer(),
    dept_code=Text(),
    dept_name=Text(),
    parent_dept=Text("parent_dept__dept_name", null=True),
)
