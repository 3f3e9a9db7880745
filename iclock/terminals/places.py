"""Where terminals stand, and so whose they are: a person's are those of the person's areas."""

from collections.abc import Collection

from iclock.terminals.models import Terminal
from personnel.employees.models import EmployeeArea


def terminals_in(areas: Collection[int]) -> dict[int | None, list[Terminal]]:
    """Area id -> the terminals that stand in it; an area without one is left out."""
    found: dict[int | None, list[Terminal]] = {}
    for terminal in Terminal.objects.filter(area__in=areas):
        found.setdefault(terminal.area_id, []).append(terminal)
    return found


def terminals_of(employees: Collection[str]) -> dict[str, list[Terminal]]:
    """Employee id -> the terminals of the person's areas, by their ids; nobody without one."""
    ties = EmployeeArea.objects.filter(employee__in=employees)
    pairs = list(ties.values_list("employee_id", "area_id"))
    at = terminals_in({area for _, area in pairs})
    found: dict[str, list[Terminal]] = {}
    for person, area in pairs:
        if area in at:
            found.setdefault(person, []).extend(at[area])
    return {person: by_id(terminals) for person, terminals in found.items()}


def by_id(terminals: Collection[Terminal]) -> list[Terminal]:
    """The terminals in the order in which they hear of things."""
    return sorted(terminals, key=lambda terminal: terminal.pk)
