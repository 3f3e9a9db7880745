"""Terminals, and what hangs on them, for tests."""

from itertools import count
from typing import Any

from iclock.commands.models import Command
from iclock.models import BioData, Terminal
from personnel.models import Area, Employee, EmployeePhoto
from tests import factories

__all__ = ["lines", "make_command", "make_photo", "make_template", "make_terminal"]

_numbers = count(1000)
# What a device says that takes fingers, palms and visible-light faces as BIODATA, and makes
# templates of portraits.
MODERN = {"bio_data_support": "0:1:0:0:0:0:0:0:1:1", "bio_photo_support": "0:0:0:0:0:0:0:0:0:1"}
IMAGE = b"\xff\xd8picture"
IMAGE_TEXT = "/9hwaWN0dXJl"


def make_terminal(area: Area | None = None, **over: Any) -> Terminal:
    """A terminal of area 1, unless another one is given."""
    given = {"sn": f"SN{next(_numbers)}", "area_id": area.pk if area else 1, **over}
    return Terminal.objects.create(**given)


def make_template(employee: Employee, **over: Any) -> BioData:
    return factories.make_template(employee, **over)


def make_photo(employee: Employee, image: bytes = IMAGE) -> EmployeePhoto:
    """A portrait; nobody looks whether it is one."""
    return EmployeePhoto.objects.create(employee=employee, image=image)


def make_command(terminal: Terminal, content: str = "INFO", **over: Any) -> Command:
    return Command.objects.create(terminal=terminal, content=content, **over)


def lines(terminal: Terminal) -> list[str]:
    """The queue of a terminal, in its order."""
    commands = Command.objects.filter(terminal=terminal).order_by("id")
    return list(commands.values_list("content", flat=True))
