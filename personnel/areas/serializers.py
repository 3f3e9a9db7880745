"""What writes of areas may send."""

from etpserver.api.writers import RecordWriter
from personnel.areas.models import Area
from personnel.tree.fields import code_field, name_field, parent_field


class AreaWriter(RecordWriter):
    key_field = "area_code"

    area_code = code_field(Area, import_path="import_area")
    area_name = name_field(Area)
    parent_area = parent_field(Area)
