import base64

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher

from etpserver.accounts import passwords
from tests.accounts.people import MISSING, answered, make_user, refusal

WRONG = (401, refusal("Invalid username/password."))
PREFIX = "Invalid basic header. "
NOT_ENCODED = (401, refusal(PREFIX + "Credentials not correctly base64 encoded."))


def basic(text):
    return "Basic " + base64.b64encode(text.encode()).decode()


@pytest.mark.parametrize("scheme", ["Basic", "basic", "BASIC"])
def test_a_users_name_and_password(whoami, user, scheme):
    header = basic("admin:a secret ").replace("Basic", scheme)

    assert answered(whoami(header)) == (200, {"user": "admin"})


def test_a_wrong_password_is_refused(whoami, user):
    assert answered(whoami(basic("admin:a secret"))) == WRONG


def test_a_disabled_user_is_refused(whoami):
    make_user(is_active=False)

    assert answered(whoami(basic("admin:a secret "))) == WRONG


def test_an_employee_is_refused(whoami, employee):
    assert answered(whoami(basic("9363:a secret "))) == WRONG


@pytest.mark.parametrize("text", ["a\0b:x", "a" * 151 + ":x", ":", "admin:\0"])
def test_names_and_passwords_that_cannot_be_are_refused(whoami, user, text):
    assert answered(whoami(basic(text))) == WRONG


@pytest.mark.parametrize("header", ["Basic !", "Basic é", basic("no colon")])
def test_a_malformed_header_is_refused(whoami, header):
    assert answered(whoami(header)) == NOT_ENCODED


def test_a_header_without_credentials_is_refused(whoami):
    assert answered(whoami("Basic")) == (401, refusal(PREFIX + "No credentials provided."))


def test_a_refusal_opens_no_password_dialog(whoami, user):
    assert whoami(basic("admin:wrong")).headers["WWW-Authenticate"] == "Token"


def test_an_access_token_beside_it_is_not_looked_at(whoami, user, key):
    assert answered(whoami(basic("admin:wrong"), access_token=key)) == WRONG


def test_another_scheme_in_other_letters_is_none(whoami):
    assert answered(whoami("Básic abc"))[0] == 401
    assert answered(whoami("Baasic abc")) == MISSING


@pytest.fixture
def verified(whoami, user):
    """A user whose password was found right before."""
    whoami(basic("admin:a secret "))
    return user


def test_a_password_found_right_is_not_hashed_again(whoami, verified, monkeypatch):
    monkeypatch.setattr(MD5PasswordHasher, "encode", None)

    assert answered(whoami(basic("admin:a secret "))) == (200, {"user": "admin"})


def test_costs_one_query_then(whoami, verified, django_assert_num_queries):
    with django_assert_num_queries(1):
        whoami(basic("admin:a secret "))


def test_a_wrong_password_is_refused_after_a_right_one(whoami, verified):
    assert answered(whoami(basic("admin:a secret"))) == WRONG


def test_a_changed_password_ends_the_old_one_at_once(whoami, verified):
    verified.set_password("new")
    verified.save()

    assert answered(whoami(basic("admin:a secret "))) == WRONG
    assert answered(whoami(basic("admin:new"))) == (200, {"user": "admin"})


def test_a_user_disabled_meanwhile_is_refused(whoami, verified):
    type(verified).objects.update(is_active=False)

    assert answered(whoami(basic("admin:a secret "))) == WRONG


def test_another_user_with_the_same_password_is_asked_for_it(whoami, verified):
    make_user("viewer", "another")

    assert answered(whoami(basic("viewer:a secret "))) == WRONG


def test_remembers_a_bounded_number_of_passwords(user, monkeypatch):
    monkeypatch.setattr(passwords, "CAPACITY", 2)
    remembered = passwords.VerifiedPasswords()

    for number in range(3):
        remembered.remember(user, str(number))

    assert [remembered.knows(user, str(number)) for number in range(3)] == [False, True, True]
