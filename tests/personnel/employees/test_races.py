"""Two requests at once: each service is called as the slower one, after the other has committed."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from etpserver.api import storage
from etpserver.api.errors import UnknownRecordError
from personnel.employees import services
from personnel.models import Department, Employee
from tests.factories import make_area, make_department, make_employee
from tests.kernel.answers import vendor_error
from tests.personnel.employees.people import EMPLOYEES


@pytest.mark.django_db
def test_an_update_of_an_employee_who_was_deleted_meanwhile() -> None:
    person = make_employee()
    Employee.objects.filter(pk=person.pk).delete()
    with pytest.raises(UnknownRecordError) as refused:
        services.update_employee(person, {"first_name": "raj"})
    assert (refused.value.status, refused.value.vendor_code) == (404, -22)


@pytest.mark.django_db(transaction=True)
def test_a_create_in_a_department_that_was_deleted_meanwhile(
    api: APIClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    department, area = make_department(), make_area()
    create = services.create_employee

    def create_after_the_other(values: dict[str, Any]) -> Employee:
        Department.objects.filter(pk=department.pk).delete()
        return create(values)

    monkeypatch.setattr(services, "create_employee", create_after_the_other)
    sent = {"emp_code": "1", "department": department.dept_code, "area": [area.area_code]}
    answer = api.post(EMPLOYEES, sent, format="json")
    expected = vendor_error(-1, storage.OVERTAKEN.text)
    assert (answer.status_code, answer.json()) == (503, expected)
    assert not Employee.objects.exists()
