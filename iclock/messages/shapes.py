"""How messages look on the wire."""

from etpserver.api.shapes import DateTime, Integer, One, Shape, Text
from iclock.messages.models import PrivateMessage, PublicMessage
from iclock.terminals.models import Terminal
from personnel.resignations.shapes import EMPLOYEE_REF

TERMINAL_REF = Shape(Terminal, id=Integer(), sn=Text(), alias=Text())
# Manual 4.2.1: the employee's code and names stand twice.
PRIVATE_MESSAGE = Shape(
    PrivateMessage,
    id=Integer(),
    employee=One(EMPLOYEE_REF, code="emp_code"),
    start_time=DateTime(),
    duration=Integer(),
    content=Text(),
    last_send=DateTime(null=True),
    emp_code=Text("employee__emp_code"),
    first_name=Text("employee__first_name", null=True),
    last_name=Text("employee__last_name", null=True),
)
# Manual 4.2.2: the employee's id, and none of the message's own.
PRIVATE_MESSAGE_WRITTEN = Shape(
    PrivateMessage,
    employee=Text("employee_id"),
    start_time=DateTime(),
    duration=Integer(),
    content=Text(),
    last_send=DateTime(null=True),
)
# Manual 4.3.1: the terminal's serial and alias stand twice.
PUBLIC_MESSAGE = Shape(
    PublicMessage,
    id=Integer(),
    terminal=One(TERMINAL_REF, code="sn"),
    start_time=DateTime(),
    duration=Integer(),
    content=Text(),
    last_send=DateTime(null=True),
    terminal_sn=Text("terminal__sn"),
    terminal_alias=Text("terminal__alias"),
)
# Manual 4.3.6: the terminal's id.
PUBLIC_MESSAGE_WRITTEN = Shape(
    PublicMessage,
    terminal=Integer("terminal_id"),
    start_time=DateTime(),
    duration=Integer(),
    content=Text(),
    last_send=DateTime(null=True),
)
