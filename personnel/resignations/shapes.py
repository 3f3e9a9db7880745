"""How resignations look on the wire."""

from etpserver.api.shapes import Boolean, Date, Integer, One, Shape, Text
from personnel.employees.models import Employee
from personnel.resignations.models import Resignation

EMPLOYEE_REF = Shape(
    Employee,
    id=Text(is_searchable=False),
    emp_code=Text(),
    first_name=Text(null=True),
    last_name=Text(null=True),
)
# Manual 4.7.1: the reason is answered by the create only; the names stand twice.
RESIGNATION = Shape(
    Resignation,
    id=Integer(),
    resign_date=Date(),
    resign_type=Integer(),
    report_generation_end_date=Date(),
    disableatt=Boolean(),
    employee=One(EMPLOYEE_REF, code="emp_code", is_searchable=True),
    first_name=Text("employee__first_name", null=True),
    last_name=Text("employee__last_name", null=True),
)
RESIGNATION_CREATED = Shape(
    Resignation,
    id=Integer(),
    resign_date=Date(),
    report_generation_end_date=Date(),
    resign_type=Integer(),
    reason=Text(null=True),
    disableatt=Boolean(),
    employee=Text("employee_id"),
)
RESIGNATION_WRITTEN = Shape(
    Resignation,
    resign_date=Date(),
    resign_type=Integer(),
    report_generation_end_date=Date(),
    disableatt=Boolean(),
)
