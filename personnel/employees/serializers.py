"""What writes of employees may send."""

import re
from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from etpserver.api.errors import vendor_error
from etpserver.api.fields import (
    ChoiceField,
    CodeField,
    DateField,
    FlagField,
    NumberField,
    ReferenceField,
    ReferencesField,
    TextField,
    VendorField,
)
from etpserver.api.vendor_codes import (
    BLANK_PIN,
    CARD_TAKEN,
    MISSING_AREA,
    NO_CODES,
    PIN_TAKEN,
    START_AFTER_END,
    UNKNOWN_AREA,
    UNKNOWN_DEPARTMENT,
    UNKNOWN_EMPLOYEE,
)
from etpserver.api.writers import Body, RecordWriter
from personnel.areas.models import Area
from personnel.departments.models import Department
from personnel.employees.models import CODE_LENGTH, Employee
from personnel.employees.passwords import is_acceptable_hash
from personnel.positions.models import Position

# Letters and digits of ASCII: terminals know no others.
EMP_CODE = re.compile(r"[A-Za-z0-9._-]+")
STATIC_PATHS = (
    "action",
    "adjust_area",
    "adjust_depart",
    "adjust_department",
    "adjust_emp_type",
    "adjust_position",
    "adjust_regsin",
    "adjust_resign",
    "del_bio_template",
    "disable_att",  # this and the like are paths of resigns, which an employee's code names too
    "export",
    "import_emp",
    "import_resign",
    "rehire",
    "reinstatement",
    "resync_to_device",
    "update_emp_photo",
)
# Manual 3.3.2: 0 user and 1 admin. Observed: the privileges terminals know besides.
PRIVILEGES = (0, 1, 2, 6, 10, 14)


def emp_code_field() -> CodeField:
    return CodeField(
        reserved=STATIC_PATHS,
        is_taken=lambda code: Employee.objects.filter(emp_code=code).exists(),
        missing=BLANK_PIN,
        malformed=PIN_TAKEN,
        taken=PIN_TAKEN,
        max_length=CODE_LENGTH,
        is_wellformed=EMP_CODE.fullmatch,
    )


class PasswordField(VendorField, serializers.CharField):
    """A password, or the encoded hash of one."""

    default_error_messages = {
        "hash": "This hash is malformed, or asks for more rounds than the server takes."
    }

    def __init__(self) -> None:
        super().__init__(max_length=128, required=False, allow_null=True, trim_whitespace=False)

    def run_validators(self, value: Any) -> None:
        super().run_validators(value)
        if not is_acceptable_hash(value):
            self.fail("hash")


class FlowRoleField(VendorField, serializers.ListField):
    """Role ids of 32 bits, stored and nothing more."""

    def __init__(self) -> None:
        role = serializers.IntegerField(min_value=-(2**31), max_value=2**31 - 1)
        super().__init__(child=role, required=False, allow_null=True, max_length=100)


def all_employees() -> QuerySet[Employee]:
    return Employee.objects.all()


class EmployeeWriter(RecordWriter):
    key_field = "emp_code"
    aliases = {
        "department_code": "department",
        "dept_code": "department",
        "position_code": "position",
        "area_code": "area",
        "areas": "area",
    }

    emp_code = emp_code_field()
    first_name = TextField(25)
    last_name = TextField(25)
    nickname = TextField(25)
    device_password = TextField(20)
    card_no = TextField(20)
    department = ReferenceField(
        Department.objects.all, "dept_code", unknown=UNKNOWN_DEPARTMENT, required=True
    )
    position = ReferenceField(Position.objects.all, "position_code")
    area = ReferencesField(Area.objects.all, "area_code", unknown=UNKNOWN_AREA, empty=MISSING_AREA)
    hire_date = DateField()
    gender = ChoiceField("M", "F", allow_blank=True)
    birthday = DateField()
    verify_mode = NumberField(-1, 200)
    emp_type = NumberField(0, 99)
    validity_start = DateField()
    validity_end = DateField()
    contact_tel = TextField(20)
    office_tel = TextField(20)
    mobile = TextField(20)
    national = TextField(50)
    city = TextField(50)
    address = TextField(200)
    postcode = TextField(10)
    email = TextField(50)
    enroll_sn = TextField(50)
    ssn = TextField(20)
    religion = TextField(25)
    enable_att = FlagField()
    enable_overtime = FlagField()
    enable_holiday = FlagField()
    dev_privilege = ChoiceField(*PRIVILEGES)
    self_password = PasswordField()
    flow_role = FlowRoleField()
    app_status = NumberField(0, 1)
    app_role = NumberField(0, 2**31 - 1)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance is not None:
            # Manual 3.3.4: a PUT sends first_name alone; what is not sent is kept.
            self.fields["department"].required = False
            self.fields["area"].required = False

    def validate_card_no(self, card_no: str | None) -> str | None:
        """A blank card is never taken."""
        others = Employee.objects.exclude(pk=self.instance.pk if self.instance else None)
        if card_no and others.filter(card_no=card_no).exists():
            raise vendor_error(f"Card {card_no} is taken.", CARD_TAKEN)
        return card_no

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        changes = super().validate(attrs)
        for name, value in changes.items():
            if value is None:
                # Observed: null asks for the default.
                changes[name] = Employee._meta.get_field(name).get_default()  # type: ignore[union-attr]
        self._check_validity(changes)
        return changes

    def _check_validity(self, changes: dict[str, Any]) -> None:
        start, end = (
            changes.get(name, getattr(self.instance, name, None))
            for name in ("validity_start", "validity_end")
        )
        if start and end and end < start:
            problem = vendor_error("It ends before it starts.", START_AFTER_END)
            raise ValidationError({"validity_end": problem.detail})


class EmployeesBody(Body):
    """The employees that an operation is about."""

    aliases = {"emp_codes": "emp_code", "employees": "emp_code", "resigns": "emp_code"}

    emp_code = ReferencesField(all_employees, "emp_code", unknown=UNKNOWN_EMPLOYEE, empty=NO_CODES)


class AdjustArea(EmployeesBody):
    aliases = {**EmployeesBody.aliases, "areas": "area_code", "area": "area_code"}

    area_code = ReferencesField(
        Area.objects.all, "area_code", unknown=UNKNOWN_AREA, empty=MISSING_AREA
    )


class AdjustDepartment(EmployeesBody):
    aliases = {
        **EmployeesBody.aliases,
        "dept_code": "department_code",
        "department": "department_code",
    }

    department_code = ReferenceField(
        Department.objects.all, "dept_code", unknown=UNKNOWN_DEPARTMENT, required=True
    )


class AdjustPosition(EmployeesBody):
    aliases = {**EmployeesBody.aliases, "position": "position_code"}

    position_code = ReferenceField(Position.objects.all, "position_code", required=True)


class AdjustEmployeeType(EmployeesBody):
    emp_type = NumberField(0, 99, required=True)


class DeleteTemplates(EmployeesBody):
    """Which kinds of template go; a kind that is not named stays."""

    finger_print = FlagField()
    face = FlagField()
    finger_vein = FlagField()
    palm = FlagField()
    vl_face = FlagField()
