"""Resignations share what the tests of employees have."""

from tests.personnel.employees.conftest import devices, person, staff

__all__ = ["devices", "person", "staff"]
