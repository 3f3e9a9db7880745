"""How locations look on the wire."""

from etpserver.api.shapes import Integer, One, Shape, Text
from personnel.companies.shapes import COMPANY
from personnel.locations.models import Location

# Manual 3.4.1: a nested parent shows its own parent's id only.
PARENT = Shape(
    Location,
    id=Integer(),
    location_code=Text(),
    location_name=Text(),
    parent_location=Integer("parent_location_id", null=True),
)
LOCATION = Shape(
    Location,
    id=Integer(),
    location_code=Text(),
    location_name=Text(),
    parent_location=One(PARENT, code="location_code", null=True),
    company=One(COMPANY, code="name"),
)
# Manual 3.4.2: writes answer the parent's name.
LOCATION_WRITTEN = Shape(
    Location,
    id=Integer(),
    location_code=Text(),
    location_name=Text(),
    parent_location=Text("parent_location__location_name", null=True),
)
