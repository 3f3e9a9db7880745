"""What writes of positions may send."""

from etpserver.api.writers import RecordWriter
from personnel.positions.models import Position
from personnel.tree.fields import code_field, name_field, parent_field


class PositionWriter(RecordWriter):
    key_field = "position_code"

    position_code = code_field(Position, import_path="import_position")
    position_name = name_field(Position)
    parent_position = parent_field(Position)
