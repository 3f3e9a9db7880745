"""Portraits."""

from collections.abc import Collection
from typing import Any

from personnel.employees.models import Employee


def store_photo(employees: Collection[Employee], upload: Any) -> None:
    """Store one portrait for all of them."""
    raise NotImplementedError
