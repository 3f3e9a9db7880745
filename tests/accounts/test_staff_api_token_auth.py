import pytest
from django.contrib.auth.hashers import make_password

from personnel.employees.models import StaffToken
from tests.accounts.people import (
    INACTIVE,
    INVALID_TOKEN,
    WRONG_LOGIN,
    answered,
    log_in,
    make_employee,
)


def test_answers_the_employees_key(api, employee, world):
    expected = world.key_for("staff-token", employee.pk, employee.self_password, "0")[:40]

    answer = log_in(api, "staff-api-token-auth", "9363")

    assert answered(answer) == (200, {"token": expected})


def test_answers_the_same_key_at_every_login(api, staff_key):
    assert log_in(api, "staff-api-token-auth", "9363").json() == {"token": staff_key}


def test_takes_a_form_and_the_employees_id(api, staff_key):
    form = {"username": "3050991828712", "password": "a secret "}

    assert answered(api.post("/api/staff-api-token-auth/", form)) == (200, {"token": staff_key})


def test_takes_a_number_as_username(api, staff_key):
    assert log_in(api, "staff-api-token-auth", 9363).json() == {"token": staff_key}


def test_a_code_goes_before_an_id(api, employee):
    make_employee(emp_code=employee.pk, employee_id="7", password="another")

    assert answered(log_in(api, "staff-api-token-auth", employee.pk)) == WRONG_LOGIN


def test_two_employees_with_the_default_password_have_keys_of_their_own(api, settings):
    make_employee("1", "1", password=None)
    make_employee("2", "2", password=None)

    first = log_in(api, "staff-api-token-auth", "1", "123456").json()
    second = log_in(api, "staff-api-token-auth", "2", "123456").json()

    assert first != second


def test_the_manuals_default_password_is_123456(api, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    make_employee(password=None)

    assert log_in(api, "staff-api-token-auth", "9363", "123456").status_code == 200


def test_refuses_a_wrong_password(api, employee):
    assert answered(log_in(api, "staff-api-token-auth", "9363", "wrong")) == WRONG_LOGIN


def test_refuses_an_unknown_employee(api, employee):
    assert answered(log_in(api, "staff-api-token-auth", "9364")) == WRONG_LOGIN


def test_refuses_a_user(api, user):
    assert answered(log_in(api, "staff-api-token-auth", "admin")) == WRONG_LOGIN


@pytest.mark.parametrize("over", [{"app_status": 0}, {"status": 100}])
def test_refuses_who_may_not_use_the_app(api, over):
    make_employee(**over)

    assert answered(log_in(api, "staff-api-token-auth", "9363")) == WRONG_LOGIN


@pytest.mark.parametrize("stored", ["", "!unusable", "123456"])
def test_refuses_an_employee_without_a_hashed_password(api, stored):
    make_employee(password=None, self_password=stored)

    assert answered(log_in(api, "staff-api-token-auth", "9363", "123456")) == WRONG_LOGIN


@pytest.mark.parametrize("stored", [None, "right"])
def test_unknown_and_known_names_run_the_hasher_alike(api, monkeypatch, stored):
    from django.contrib.auth.hashers import MD5PasswordHasher

    if stored:
        make_employee(password=stored)
    runs = []
    encode = MD5PasswordHasher.encode
    monkeypatch.setattr(
        MD5PasswordHasher, "encode", lambda *a, **k: runs.append(1) or encode(*a, **k)
    )

    log_in(api, "staff-api-token-auth", "9363", "wrong")

    assert runs == [1]


def test_the_key_is_accepted(staff_key, whoami):
    assert answered(whoami(f"Token {staff_key}")) == (200, {"staff": "9363"})


def test_a_changed_password_ends_the_old_key(staff_key, employee, whoami):
    employee.self_password = make_password("new")
    employee.save()

    assert answered(whoami(f"Token {staff_key}")) == INVALID_TOKEN


def test_a_changed_password_gives_a_new_key(api, staff_key, employee, whoami):
    employee.self_password = make_password("new")
    employee.save()

    new = log_in(api, "staff-api-token-auth", "9363", "new").json()["token"]

    assert new != staff_key
    assert answered(whoami(f"Token {new}")) == (200, {"staff": "9363"})


@pytest.mark.parametrize("over", [{"app_status": 0}, {"status": 100}])
def test_the_key_of_who_may_no_longer_use_the_app_is_refused(staff_key, employee, whoami, over):
    type(employee).objects.update(**over)

    assert answered(whoami(f"Token {staff_key}")) == INACTIVE


def test_one_row_per_employee(api, staff_key):
    log_in(api, "staff-api-token-auth", "9363")

    assert list(StaffToken.objects.values_list("key", flat=True)) == [staff_key]
