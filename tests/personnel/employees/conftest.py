from collections.abc import Iterator

import pytest
from rest_framework.test import APIClient

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
def person(api: APIClient) -> Employee:
    """Who logs in as `staff`."""
    return make_employee(emp_code="STAFF", first_name="Asha")


@pytest.fixture
def staff(person: Employee) -> APIClient:
    """A client that is logged in as an employee."""
    client = APIClient()
    client.force_authenticate(StaffPrincipal(person))  # type: ignore[arg-type]
    return client
