"""Each operation of a resource asks for one of Django's rights."""

import pytest
from django.contrib.auth.models import Permission
from rest_framework.test import APIClient

from etpserver.accounts.models import User
from tests.kernel.answers import vendor_error

AREAS = "/personnel/api/areas/"
FORBIDDEN = "You do not have permission to perform this action."
OPERATIONS = [
    ("get", "", "view"),
    ("get", "1/", "view"),
    ("get", "export/?export_type=csv", "view"),
    ("post", "export/?export_type=csv", "view"),
    ("post", "", "add"),
    ("put", "1/", "change"),
    ("patch", "1/", "change"),
    ("post", "import_area/", "change"),
    ("delete", "1/", "delete"),
    ("post", "action/", "delete"),
]


@pytest.fixture
def client_with(db, world):
    """A client whose user holds these rights on areas."""

    def made(*rights):
        user = User.objects.create(username="-".join(rights) or "nobody")
        names = [f"{right}_area" for right in rights]
        user.user_permissions.set(Permission.objects.filter(codename__in=names))
        client = APIClient()
        client.force_authenticate(user)
        return client

    return made


@pytest.mark.parametrize(("method", "tail", "right"), OPERATIONS)
def test_the_right_is_enough(client_with, method, tail, right):
    answer = getattr(client_with(right), method)(AREAS + tail)
    assert answer.status_code in {200, 400}


@pytest.mark.parametrize(("method", "tail", "right"), OPERATIONS)
def test_all_other_rights_are_not(client_with, method, tail, right):
    others = {"view", "add", "change", "delete"} - {right}
    answer = getattr(client_with(*sorted(others)), method)(AREAS + tail)
    assert (answer.status_code, answer.json()) == (403, vendor_error(-1, FORBIDDEN))


def test_403_comes_before_404(client_with):
    answer = client_with("view").delete(f"{AREAS}NOBODY/")
    assert (answer.status_code, answer.json()) == (403, vendor_error(-1, FORBIDDEN))


def test_405_needs_a_login_but_no_right(client_with):
    answer = client_with().post(f"{AREAS}1/")
    expected = vendor_error(-1, 'Method "POST" not allowed.')
    assert (answer.status_code, answer.json()) == (405, expected)


def test_the_rights_of_another_resource_do_not_count(client_with):
    answer = client_with("view").get("/personnel/api/departments/")
    assert (answer.status_code, answer.json()) == (403, vendor_error(-1, FORBIDDEN))
