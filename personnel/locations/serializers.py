"""What writes of locations may send."""

from etpserver.api.writers import RecordWriter
from personnel.locations.models import Location
from personnel.tree.fields import code_field, name_field, parent_field


class LocationWriter(RecordWriter):
    key_field = "location_code"

    location_code = code_field(Location, import_path="import_location")
    location_name = name_field(Location)
    parent_location = parent_field(Location)
