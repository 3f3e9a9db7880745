"""Tests of punches share logins with those of employees."""

from tests.personnel.conftest import strict
from tests.personnel.employees.conftest import person, staff

__all__ = ["person", "staff", "strict"]
