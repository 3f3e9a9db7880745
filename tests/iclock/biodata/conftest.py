"""Templates share what the tests of employees have."""

from tests.personnel.conftest import strict
from tests.personnel.employees.conftest import person, staff

__all__ = ["person", "staff", "strict"]
