from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from rest_framework.test import APIClient

from etpserver.api.worlds import World
from personnel.employees.staff import StaffPrincipal
from personnel.models import Employee
from personnel.ports import install_device_port
from tests.factories import make_employee
from tests.personnel.employees.devices import Recorder


@pytest.fixture
def devices() -> Iterator[Recorder]:
    """What terminals were told during the test."""
    recorder = Recorder()
    before = install_device_port(recorder)
    yield recorder
    install_device_port(before)


@pytest.fixture
def strict(world: World) -> World:
    """A world that refuses what is not documented."""
    world.settings = replace(world.settings, validate="strict")
    return world


@pytest.fixture
def cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """New passwords cost one round."""
    monkeypatch.setattr(PBKDF2PasswordHasher, "iterations", 1)


@pytest.fixture
def person(api: APIClient) -> Employee:
    """Who logs in as `staff`."""
    return make_employee(emp_code="STAFF", first_name="Asha")


@pytest.fixture
def staff(person: Employee) -> APIClient:
    """A client that is logged in as an employee."""
    client = APIClient()
    client.force_authenticate(StaffPrincipal(person))  # type: ignore[arg-type]
    return client
