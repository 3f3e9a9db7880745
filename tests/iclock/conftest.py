"""What the tests of terminals and of what they record share."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from rest_framework.test import APIClient

from etpserver.api.worlds import World
from personnel.employees.staff import StaffPrincipal
from tests.factories import make_employee
from tests.iclock.processes import empty_database


@pytest.fixture
def strict(world: World) -> World:
    """A world that refuses what is not documented."""
    world.settings = replace(world.settings, validate="strict")
    return world


@pytest.fixture
def staff(api: APIClient) -> APIClient:
    """A client that is logged in as an employee."""
    client = APIClient()
    client.force_authenticate(StaffPrincipal(make_employee(emp_code="STAFF")))  # type: ignore[arg-type]
    return client


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of an empty database."""
    with empty_database(request.param, tmp_path) as url:
        yield url
