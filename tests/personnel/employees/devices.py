"""A device port that notes what it is asked."""

from collections.abc import Collection
from typing import Any

from personnel.models import Area, Employee
from personnel.ports import Areas


def codes(employees: Collection[Employee]) -> list[str]:
    return sorted(employee.emp_code for employee in employees)


class Recorder:
    """Every call in its order: what, about whom, and what else it says."""

    def __init__(self) -> None:
        self.calls: list[tuple[Any, ...]] = []

    def update_people(self, employees: Collection[Employee]) -> None:
        self.calls.append(("update", codes(employees)))

    def remove_people(self, areas_of: Areas) -> None:
        names = dict(Area.objects.values_list("pk", "area_code"))
        left = {code: sorted(names[area] for area in areas) for code, areas in areas_of.items()}
        self.calls.append(("remove", left))

    def update_photos(self, employees: Collection[Employee]) -> None:
        self.calls.append(("photos", codes(employees)))

    def remove_templates(self, employees: Collection[Employee], bio_types: Collection[int]) -> None:
        self.calls.append(("templates", codes(employees), sorted(bio_types)))

    def resync_people(self, employees: Collection[Employee]) -> None:
        self.calls.append(("resync", codes(employees)))
