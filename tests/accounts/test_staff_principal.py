"""An employee as `request.user`."""

import pytest

from personnel.employees.staff import StaffPrincipal


@pytest.fixture
def principal(employee):
    return StaffPrincipal(employee)


def test_is_somebody_but_no_user(principal):
    found = (principal.is_authenticated, principal.is_staff_principal, principal.is_anonymous)

    assert found == (True, True, False)


def test_is_named_by_the_employees_code(principal):
    assert (principal.username, principal.get_username(), str(principal)) == ("9363",) * 3


def test_is_keyed_by_the_employees_id(principal):
    assert principal.pk == "3050991828712"


def test_holds_no_rights(principal):
    found = (
        principal.has_perm("personnel.view_employee"),
        principal.has_perms(["personnel.view_employee"]),
        principal.has_module_perms("personnel"),
        principal.is_superuser,
        principal.is_staff,
    )

    assert found == (False,) * 5
