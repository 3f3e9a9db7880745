"""How templates look on the wire."""

from etpserver.api.shapes import DateTime, Integer, Shape, Text
from iclock.biodata.models import BioData


class Template(Text):
    """A template as the terminal sent it; neither searched nor sorted by."""

    def __init__(self) -> None:
        super().__init__(is_searchable=False)

    @property
    def ordering(self) -> str | None:
        return None


BIODATA = Shape(
    BioData,
    id=Integer(),
    # Manual 4.1.1: the employee's code.
    employee=Text("employee__emp_code"),
    bio_type=Integer(),
    bio_no=Integer(),
    bio_index=Integer(),
    bio_tmp=Template(),
    major_ver=Text(),
    update_time=DateTime(),
    sn=Text(),
)
