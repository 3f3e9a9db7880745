"""How unregistered punches look on the wire."""

from etpserver.api.shapes import Integer, Shape, Text
from iclock.transactions.shapes import TerminalId, what_a_punch_says
from iclock.unregistered.models import UnregisteredPunch

UNREGISTERED = Shape(
    UnregisteredPunch,
    id=Integer(),
    **what_a_punch_says(),
    emp=Text("emp_id", null=True, is_searchable=False),
    terminal=TerminalId(),
)
