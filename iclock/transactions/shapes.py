"""How punches look on the wire."""

from etpserver.api.shapes import DateTime, Field, Float, Integer, Shape, Text, Uuid
from iclock.transactions.models import Transaction


class EmployeeId(Text):
    """The employee's id; sorts by the code that the punch itself keeps."""

    def __init__(self) -> None:
        super().__init__("emp_id", null=True, is_searchable=False)

    @property
    def ordering(self) -> str | None:
        return "emp_code"


class TerminalId(Integer):
    """The terminal's id; sorts by the serial number that the punch itself keeps."""

    def __init__(self) -> None:
        super().__init__("terminal_id", null=True)

    @property
    def ordering(self) -> str | None:
        return "terminal_sn"


def what_a_punch_says() -> dict[str, Field]:
    """The keys between a punch's person and its references; fields are bound to one shape."""
    return {
        "punch_time": DateTime(),
        # Guess: a search for 25 does not mean the state 255, which most punches have.
        "punch_state": Text(is_searchable=False),
        "verify_type": Integer(),
        "work_code": Text(),
        "terminal_sn": Text(),
        "terminal_alias": Text(null=True),
        "area_alias": Text(null=True),
        "longitude": Float(null=True),
        "latitude": Float(null=True),
        "gps_location": Text(null=True),
        "mobile": Text(null=True),
        "source": Integer(),
        "purpose": Integer(),
        "crc": Text(null=True),
        "is_attendance": Integer(null=True),
        "reserved": Text(null=True),
        "upload_time": DateTime(),
        "sync_status": Integer(null=True),
        "sync_time": DateTime(null=True),
        "temperature": Float(null=True),
        "mask_flag": Integer(null=True),
        # Manual 4.5.1: the company's id alone, not an object as elsewhere.
        "company": Uuid("company_id"),
    }


TRANSACTION = Shape(
    Transaction,
    id=Integer(),
    emp_code=Text(),
    **what_a_punch_says(),
    emp=EmployeeId(),
    terminal=TerminalId(),
)
