"""The documented records, by the names of their models: the console stands beside their apps."""

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.db.models import Manager

RESIGNED = 100
# Types of templates on the REST wire, and what badges show for them.
BIOMETRICS = {
    1: ("finger", "Finger"),
    2: ("face", "Face"),
    5: ("palm", "Vein"),
    8: ("palm", "Palm"),
    9: ("face", "Face"),
}
STATES = {
    "0": "in",
    "1": "out",
    "2": "break out",
    "3": "break in",
    "4": "overtime in",
    "5": "overtime out",
}
VERIFIED = {1: "finger", 3: "password", 4: "card", 15: "face", 25: "palm", 101: "app"}


def rows(model: str) -> "Manager[Any]":
    """All records of `personnel.Employee`, `iclock.Terminal`, ..; each is a `Manager`."""
    found: Manager[Any] = apps.get_model(model)._default_manager
    return found


def full_name(first: str | None, last: str | None) -> str:
    """The names that are there, the first one first."""
    return " ".join(part for part in (first, last) if part)


def names_of(codes: Iterable[str]) -> dict[str, str]:
    """The names of employees by their codes: one query."""
    people = rows("personnel.Employee").filter(emp_code__in=set(codes))
    found = people.values_list("emp_code", "first_name", "last_name")
    return {code: full_name(first, last) for code, first, last in found}


def serials() -> list[tuple[str, str]]:
    """Serial and alias of the terminals, for lists to choose from."""
    return list(rows("iclock.Terminal").order_by("pk").values_list("sn", "alias")[:200])
