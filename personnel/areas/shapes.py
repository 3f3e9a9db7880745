"""How areas look on the wire."""

from etpserver.api.shapes import Integer, One, Shape, Text
from personnel.areas.models import Area
from personnel.companies.shapes import COMPANY

# Manual 3.1.1: a nested parent shows its own parent's id only.
PARENT = Shape(
    Area,
    id=Integer(),
    area_code=Text(),
    area_name=Text(),
    parent_area=Integer("parent_area_id", null=True),
)
AREA = Shape(
    Area,
    id=Integer(),
    area_code=Text(),
    area_name=Text(),
    parent_area=One(PARENT, code="area_code", null=True),
    company=One(COMPANY, code="name"),
)
# Manual 3.1.2: writes answer the parent's name.
AREA_WRITTEN = Shape(
    Area,
    id=Integer(),
    area_code=Text(),
    area_name=Text(),
    parent_area=Text("parent_area__area_name", null=True),
)
