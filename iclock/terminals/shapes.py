"""How terminals, and the people enrolled at them, look on the wire."""

from django.db.models import Expression

from etpserver.api.shapes import (
    Boolean,
    Column,
    DateTime,
    Field,
    Integer,
    One,
    Shape,
    Text,
    Uuid,
)
from iclock.terminals.models import Terminal
from iclock.terminals.online import OnlineState
from personnel.companies.shapes import COMPANY
from personnel.employees.models import Employee
from personnel.employees.shapes import AREA_REF, EMPLOYEE


class State(Integer):
    """Whether the terminal is online; querysets that sort or filter by it carry it as an alias."""

    def expression(self, prefix: str = "") -> Expression:
        return OnlineState(prefix, is_kept=True)

    def columns(self, key: str) -> list[Column]:
        return [Column(key, OnlineState())]


def _features() -> dict[str, Field]:
    """What the device can do, and how much of it is used; four kinds of template."""
    found: dict[str, Field] = {
        "user_count": Integer(null=True),
        "user_capacity": Integer(null=True),
        "photo_func_on": Boolean(),
        "transaction_count": Integer(null=True),
        "transaction_capacity": Integer(null=True),
    }
    for kind in ("fp", "face", "fv", "palm"):
        found[f"{kind}_func_on"] = Boolean()
        found[f"{kind}_count"] = Integer(null=True)
        found[f"{kind}_capacity"] = Integer(null=True)
        found[f"{kind}_alg_ver"] = Text(null=True)
    return found


TERMINAL = Shape(
    Terminal,
    id=Integer(),
    sn=Text(),
    ip_address=Text(null=True),
    alias=Text(),
    terminal_name=Text(null=True),
    fw_ver=Text(null=True),
    push_ver=Text(null=True),
    state=State(),
    terminal_tz=Integer(),
    area=One(AREA_REF, code="area_code"),
    last_activity=DateTime(null=True),
    user_count=Integer(null=True),
    fp_count=Integer(null=True),
    face_count=Integer(null=True),
    palm_count=Integer(null=True),
    transaction_count=Integer(null=True),
    push_time=DateTime(null=True),
    transfer_time=Text(),
    transfer_interval=Integer(),
    is_attendance=Integer(),
    # Manual 4.4.1: the area's name stands in the area and beside it.
    area_name=Text("area__area_name"),
    company=One(COMPANY, code="name"),
)
# Manual 4.4.2, 4.4.8: writes answer the whole record, its company as an id, its area as a name.
TERMINAL_WRITTEN = Shape(
    Terminal,
    id=Integer(),
    create_time=DateTime(),
    create_user=Text(null=True),
    change_time=DateTime(),
    change_user=Text(null=True),
    status=Integer(),
    sn=Text(),
    alias=Text(),
    ip_address=Text(null=True),
    real_ip=Text(null=True),
    state=State(),
    terminal_tz=Integer(),
    heartbeat=Integer(),
    transfer_mode=Integer(),
    device_direction=Integer(),
    transfer_interval=Integer(),
    transfer_time=Text(),
    product_type=Integer(),
    is_attendance=Integer(),
    is_registration=Integer(),
    purpose=Integer(null=True),
    controller_type=Integer(),
    authentication=Integer(),
    style=Text(null=True),
    upload_flag=Text(),
    fw_ver=Text(null=True),
    push_protocol=Text(),
    push_ver=Text(null=True),
    language=Integer(),
    is_tft=Boolean(),
    terminal_name=Text(null=True),
    platform=Text(null=True),
    oem_vendor=Text(null=True),
    log_stamp=Text(null=True),
    op_log_stamp=Text(null=True),
    capture_stamp=Text(null=True),
    **_features(),
    lock_func=Integer(),
    last_activity=DateTime(null=True),
    upload_time=DateTime(null=True),
    push_time=DateTime(null=True),
    is_access=Integer(),
    gps_location=Text(null=True),
    company=Uuid("company_id"),
    area=Text("area__area_name"),
)


def _enrolled() -> dict[str, Field]:
    """An employee's fields; the manual's 4.4.11 differs from its 3.3.1 in three."""
    found: dict[str, Field] = {}
    for key, field in EMPLOYEE.fields.items():
        if key == "app_status":
            found["status"] = Integer()
        found["aadhaar_no" if key == "ssn" else key] = field
    del found["vl_face"]
    return found


ENROLLED_EMPLOYEE = Shape(Employee, **_enrolled())
