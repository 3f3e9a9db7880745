"""What writes of terminals, and operations on them, may send."""

from collections.abc import Mapping
from typing import Any

from django.db.models import ForeignKey
from rest_framework.exceptions import ValidationError

from etpserver.api.errors import vendor_error
from etpserver.api.fields import (
    ChoiceField,
    CodeField,
    FlagField,
    NumberField,
    ReferenceField,
    TextField,
)
from etpserver.api.vendor_codes import (
    BAD_FINGER,
    NO_SERIAL,
    NO_SERIALS,
    UNKNOWN_AREA,
    UNKNOWN_BIO_TYPE,
    UNKNOWN_EMPLOYEE,
)
from etpserver.api.writers import Body, RecordWriter
from iclock.terminals.fields import CompanyField, HostField, TerminalsField
from iclock.terminals.models import LARGEST, SN_LENGTH, Terminal
from personnel.areas.models import Area
from personnel.employees.biometrics import BIO_TYPES, FINGERPRINT
from personnel.employees.models import Employee

STATIC_PATHS = (
    "action",
    "clear_all",
    "clear_capture",
    "clear_command",
    "enroll_remotely",
    "enrolled_employees",
    "export",
    "ip_port_update_to_device",
    "reboot",
    "sync_data_to_device",
    "unlock_terminal",
    "upload_all",
    "upload_transaction",
)
# Manual 4.4.4, 4.4.11, 4.4.12: three names of one list. Observed: BioTime 8 has two more.
SERIALS = ("devices_sn", "device_sn", "devices", "terminals", "sn")
DAY_IN_MINUTES = 24 * 60


def serials_as(name: str) -> dict[str, str]:
    """The other names of a body's list of serials."""
    return {alias: name for alias in SERIALS if alias != name}


def _default(name: str) -> Any:
    field: Any = Terminal._meta.get_field(name)
    default = field.get_default()
    if isinstance(field, ForeignKey):
        return field.related_model._default_manager.get(pk=default)
    return default


def serial_field() -> CodeField:
    return CodeField(
        reserved=STATIC_PATHS,
        is_taken=lambda sn: Terminal.objects.filter(sn=sn).exists(),
        max_length=SN_LENGTH,
    )


class TerminalWriter(RecordWriter):
    key_field = "sn"
    aliases = {"area_code": "area", "areas": "area"}

    sn = serial_field()
    alias = TextField(50)
    ip_address = TextField(50)
    terminal_tz = NumberField(-DAY_IN_MINUTES, DAY_IN_MINUTES)
    heartbeat = NumberField(1, LARGEST)
    transfer_mode = NumberField(0, LARGEST)
    device_direction = NumberField(0, LARGEST)
    transfer_interval = NumberField(0, LARGEST)
    # Manual 4.4.2: "string" is taken.
    transfer_time = TextField(100)
    is_attendance = NumberField(0, 1)
    is_registration = NumberField(0, 1)
    is_access = NumberField(0, 1)
    gps_location = TextField(200)
    company = CompanyField()
    area = ReferenceField(Area.objects.all, "area_code", unknown=UNKNOWN_AREA)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        changes = super().validate(attrs)
        # Observed: null asks for the default.
        return {name: _default(name) if value is None else value for name, value in changes.items()}


class TerminalsBody(Body):
    """The terminals that an operation is about; kindred servers call them objects too."""

    aliases = {
        **serials_as("devices_sn"),
        **dict.fromkeys(("object_codes", "object_ids", "objects"), "devices_sn"),
    }

    devices_sn = TerminalsField(missing=NO_SERIALS)


class BioTypeField(ChoiceField):
    """A type of template that can be enrolled."""

    other_code = UNKNOWN_BIO_TYPE

    def __init__(self) -> None:
        super().__init__(*map(str, BIO_TYPES.values()))
        self.required, self.allow_null = True, False


class FingerField(NumberField):
    other_code = BAD_FINGER


class EnrollRemotely(Body):
    aliases = {
        **serials_as("devices_sn"),
        **dict.fromkeys(("emp_codes", "employees"), "emp_code"),
    }

    devices_sn = TerminalsField(missing=NO_SERIALS)
    bio_type = BioTypeField()
    emp_code = ReferenceField(
        Employee.objects.all, "emp_code", unknown=UNKNOWN_EMPLOYEE, required=True
    )
    finger = FingerField(0, 9)

    def to_internal_value(self, data: Any) -> Any:
        """Whatever stands for a finger is only looked at for fingerprints."""
        if isinstance(data, Mapping) and str(data.get("bio_type")).strip() != str(FINGERPRINT):
            data = data.copy()  # type: ignore[attr-defined]  # a dict or a QueryDict
            data.pop("finger", None)
        return super().to_internal_value(data)

    def validate_emp_code(self, employee: Employee) -> Employee:
        # Guess: who has resigned is on no terminal and is not brought back to one.
        if employee.is_resigned:
            raise vendor_error(f"{employee.emp_code} has resigned.", UNKNOWN_EMPLOYEE)
        return employee

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs["bio_type"] == str(FINGERPRINT) and attrs.get("finger") is None:
            problem = vendor_error("A finger from 0 to 9 is needed.", BAD_FINGER)
            raise ValidationError({"finger": problem.detail})
        return attrs


class SyncData(Body):
    """Which kinds of data go; one that is not named stays."""

    aliases = {**serials_as("devices_sn"), "employees": "emp_code"}

    devices_sn = TerminalsField(missing=NO_SERIALS)
    # Manual 4.4.6: a flag here, an employee's code everywhere else.
    emp_code = FlagField()
    finger_print = FlagField()
    face = FlagField()
    finger_vein = FlagField()
    palm = FlagField()
    vl_face = FlagField()


class ServerAddress(Body):
    aliases = serials_as("device_sn")

    device_sn = TerminalsField(missing=NO_SERIALS)
    ip = HostField()
    port = NumberField(1, 65535, required=True)


class UnlockTerminal(Body):
    # Manual 4.8.1: one serial; a list is taken as well.
    aliases = serials_as("sn")

    sn = TerminalsField(missing=NO_SERIAL)


class EnrolledEmployees(Body):
    aliases = serials_as("sn")

    sn = TerminalsField(missing=NO_SERIALS)
