"""Messages share what the tests of employees have."""

import pytest

from tests.iclock.messages.records import PRIVATE, PUBLIC, Kind
from tests.personnel.conftest import strict
from tests.personnel.employees.conftest import person, staff

__all__ = ["person", "staff", "strict"]


@pytest.fixture(params=[PRIVATE, PUBLIC], ids=["private", "public"])
def kind(request: pytest.FixtureRequest) -> Kind:
    """Each of the two kinds of message."""
    found: Kind = request.param
    return found
