"""How positions look on the wire."""

from etpserver.api.shapes import Integer, One, Shape, Text
from personnel.companies.shapes import COMPANY
from personnel.positions.models import Position

# Manual 3.5.6: a nested parent shows its own parent's id only.
PARENT = Shape(
    Position,
    id=Integer(),
    position_code=Text(),
    position_name=Text(),
    parent_position=Integer("parent_position_id", null=True),
)
POSITION = Shape(
    Position,
    id=Integer(),
    position_code=Text(),
    position_name=Text(),
    parent_position=One(PARENT, code="position_code", null=True),
    parent_position_name=Text("parent_position__position_name", null=True),
    company=One(COMPANY, code="name"),
)
# Manual 3.5.2: writes answer no id, and the parent's name.
POSITION_WRITTEN = Shape(
    Position,
    position_code=Text(),
    position_name=Text(),
    parent_position=Text("parent_position__position_name", null=True),
)
