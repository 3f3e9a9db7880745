import pytest
from rest_framework.test import APIClient

from personnel.models import Employee
from tests.personnel.employees.answers import refused
from tests.personnel.employees.people import EMPLOYEES, body


@pytest.mark.parametrize(
    ("role", "detail"),
    [
        (10**400, "Ensure this value is less than or equal to 2147483647."),
        (-(10**400), "Ensure this value is greater than or equal to -2147483648."),
    ],
    ids=["too large", "too small"],
)
def test_refuses_a_role_beyond_32_bits(api: APIClient, role: int, detail: str) -> None:
    answer = api.post(EMPLOYEES, body(flow_role=[1, role]), format="json")
    assert (answer.status_code, answer.json()) == (400, refused(-1, detail, "flow_role"))
    assert not Employee.objects.exists()
