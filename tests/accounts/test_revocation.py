import pytest
from rest_framework.authtoken.models import Token

from etpserver.accounts.services import revoke_token
from etpserver.api.keys import issue_token
from tests.accounts.people import INVALID_TOKEN, answered, log_in


@pytest.fixture
def revoked(key, user):
    revoke_token(user)
    return key


def test_deletes_the_row(revoked):
    assert not Token.objects.exists()


def test_the_old_key_is_refused(revoked, whoami):
    assert answered(whoami(f"Token {revoked}")) == INVALID_TOKEN


def test_the_next_login_gives_a_different_key(revoked, api):
    assert log_in(api, "api-token-auth").json()["token"] != revoked


def test_the_different_key_is_accepted(revoked, api, whoami):
    new = log_in(api, "api-token-auth").json()["token"]

    assert answered(whoami(f"Token {new}")) == (200, {"user": "admin"})


def test_counts_even_without_a_row(user):
    revoke_token(user)
    revoke_token(user)

    assert user.token_revision == 2


def test_a_login_that_ran_alongside_leaves_no_valid_key(key, user, whoami):
    before = type(user).objects.get()
    revoke_token(user)

    issue_token(before)  # knows nothing of the revocation

    assert answered(whoami(f"Token {key}")) == INVALID_TOKEN
