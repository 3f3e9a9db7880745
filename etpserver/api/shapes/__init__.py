"""Shapes: a wire record declared once, rendered as JSON by the database.

    AREA_REF = Shape(Area, id=Integer(), area_code=Text(), area_name=Text())
    AREA = Shape(Area, id=Integer(), area_code=Text(), parent_area=One(AREA_REF, code="area_code"))
    render(Area.objects.filter(area_name="Gate"), AREA)   # b'[{"id":2,"area_code":"2", ...}]'

The same declaration answers reads and writes, names the sortable and searchable fields, gives the
export columns and the OpenAPI schema.
"""

from etpserver.api.shapes.fields import (
    Boolean,
    Column,
    Constant,
    Date,
    DateTime,
    Field,
    Float,
    Integer,
    Json,
    Many,
    Names,
    One,
    Text,
    Uuid,
)
from etpserver.api.shapes.shape import Shape, render, render_keys, render_one

__all__ = [
    "Boolean",
    "Column",
    "Constant",
    "Date",
    "DateTime",
    "Field",
    "Float",
    "Integer",
    "Json",
    "Many",
    "Names",
    "One",
    "Shape",
    "Text",
    "Uuid",
    "render",
    "render_keys",
    "render_one",
]
