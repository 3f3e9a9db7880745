import base64

import pytest

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
