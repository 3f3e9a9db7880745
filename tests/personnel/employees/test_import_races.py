"""Imports that somebody else overtakes."""

from typing import Any

import pytest
from django.db import IntegrityError
from rest_framework.test import APIClient

from personnel.employees import loading
from personnel.employees.models import Employee
from tests.kernel.answers import vendor_error
from tests.personnel.employees.uploads import send

IMPORT = "/personnel/api/employees/import_emp/"


def test_a_code_that_somebody_else_took_meanwhile_refuses_the_whole_file(
    api: APIClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def overtaken(*_args: Any, **_kwargs: Any) -> None:
        raise IntegrityError("UNIQUE constraint failed")

    monkeypatch.setattr(loading._Loading, "_write", overtaken)
    answer = send(api, IMPORT, "emp_code,dept_code,area_code\n70001,1,1\n")
    detail = "The employees changed meanwhile: nothing was imported, send it again."
    assert (answer.status_code, answer.json()) == (400, vendor_error(-1, detail))
    assert not Employee.objects.exists()
