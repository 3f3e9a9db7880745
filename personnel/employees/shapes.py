"""How employees look on the wire."""

from etpserver.api.shapes import (
    Boolean,
    Constant,
    Date,
    DateTime,
    Field,
    Integer,
    Json,
    Many,
    Names,
    One,
    Shape,
    Text,
)
from personnel.areas.models import Area
from personnel.areas.shapes import AREA
from personnel.departments.models import Department
from personnel.departments.shapes import DEPARTMENT
from personnel.employees.biometrics import (
    FACE,
    FINGERPRINT,
    PALM,
    VISIBLE_LIGHT_FACE,
    Versions,
)
from personnel.employees.models import Employee, EmployeeArea
from personnel.positions.models import Position

DEPARTMENT_REF = Shape(Department, id=Integer(), dept_code=Text(), dept_name=Text())
POSITION_REF = Shape(Position, id=Integer(), position_code=Text(), position_name=Text())
AREA_REF = Shape(Area, id=Integer(), area_code=Text(), area_name=Text())


def _names() -> dict[str, Field]:
    return {
        "emp_code": Text(),
        "first_name": Text(null=True),
        "last_name": Text(null=True),
        "nickname": Text(null=True),
        "device_password": Text(null=True),
        "card_no": Text(null=True),
    }


def _details() -> dict[str, Field]:
    return {
        "hire_date": Date(null=True),
        "gender": Text(null=True),
        "birthday": Date(null=True),
        "verify_mode": Integer(null=True),
        "emp_type": Integer(null=True),
        "validity_start": Date(null=True),
        "validity_end": Date(null=True),
        "contact_tel": Text(null=True),
        "office_tel": Text(null=True),
        "mobile": Text(null=True),
        "national": Text(null=True),
        "city": Text(null=True),
        "address": Text(null=True),
        "postcode": Text(null=True),
        "email": Text(null=True),
        "enroll_sn": Text(null=True),
        "ssn": Text(null=True),
        "religion": Text(null=True),
        "enable_att": Boolean(),
        "enable_overtime": Boolean(),
        "enable_holiday": Boolean(),
        "dev_privilege": Integer(),
        # Hashes are answered, never searched: a search must not tell their letters.
        "self_password": Text(is_searchable=False),
        "flow_role": Json("array"),
    }


def _app() -> dict[str, Field]:
    return {"app_status": Integer(), "app_role": Integer(null=True)}


def _areas(shape: Shape) -> Many:
    return Many(shape, EmployeeArea, owner="employee", target="area")


def _area_names() -> Names:
    return Names(EmployeeArea, owner="employee", target="area", name="area_name")


EMPLOYEE = Shape(
    Employee,
    id=Text(is_searchable=False),
    **_names(),
    department=One(DEPARTMENT_REF, code="dept_code"),
    position=One(POSITION_REF, code="position_code", null=True),
    area=_areas(AREA_REF),
    **_details(),
    **_app(),
    update_time=DateTime(),
    fingerprint=Versions("templates", bio_type=FINGERPRINT),
    face=Versions("templates", bio_type=FACE),
    palm=Versions("templates", bio_type=PALM),
    vl_face=Versions("templates", bio_type=VISIBLE_LIGHT_FACE),
)
# Manual 3.3.2: a create answers names. Observed: clients read the new record's id.
EMPLOYEE_CREATED = Shape(
    Employee,
    id=Text(),
    **_names(),
    department=Text("department__dept_name"),
    position=Text("position__position_name", null=True),
    area=_area_names(),
    **_details(),
    **_app(),
)
# Manual 3.3.4: an update answers no id, and the areas after flow_role.
EMPLOYEE_WRITTEN = Shape(
    Employee,
    **_names(),
    department=Text("department__dept_name"),
    position=Text("position__position_name", null=True),
    **_details(),
    area=_area_names(),
    **_app(),
)
# Manual 3.3.14: the record as the export shows it when no file format is asked for.
EMPLOYEE_EXPANDED = Shape(
    Employee,
    **_names(),
    department=One(DEPARTMENT, code="dept_code"),
    position=One(POSITION_REF, code="position_code", null=True),
    **_details(),
    area=_areas(AREA),
    **_app(),
    enable_whatsapp=Constant(value=False),
    enable_sms=Constant(value=False),
)
