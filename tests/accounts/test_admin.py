import re

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client

from etpserver.accounts.models import ApiClient, User
from tests.accounts.people import INVALID_TOKEN, PASSWORD, answered, log_in, make_user

USERS = "/_etp/admin/accounts/user/"
CLIENTS = "/_etp/admin/accounts/apiclient/"


@pytest.fixture
def admin(user):
    User.objects.update(is_staff=True, is_superuser=True)
    client = Client()
    client.login(username="admin", password=PASSWORD)
    return client


@pytest.fixture
def registered(admin, user):
    admin.post(f"{CLIENTS}add/", {"name": "payroll", "user": user.pk, "is_active": "on"})
    return ApiClient.objects.get()


def test_logs_in_with_a_session(user):
    User.objects.update(is_staff=True, is_superuser=True)
    client = Client()

    answer = client.post(
        "/_etp/admin/login/", {"username": "admin", "password": PASSWORD, "next": USERS}
    )

    assert (answer.status_code, answer.headers["Location"]) == (302, USERS)
    assert client.get(USERS).status_code == 200


def test_a_session_is_no_credential_of_the_api(admin):
    assert admin.get("/whoami/").status_code == 401


def test_shows_and_edits_a_user(admin, user):
    assert admin.get(f"{USERS}{user.pk}/change/").status_code == 200


def test_revokes_tokens(admin, user, key, api, whoami):
    answer = admin.post(USERS, {"action": "revoke_tokens", "_selected_action": [user.pk]})

    assert (answer.status_code, answer.headers["Location"]) == (302, USERS)
    assert answered(whoami(f"Token {key}")) == INVALID_TOKEN
    assert log_in(api, "api-token-auth").json()["token"] != key


def test_revoking_needs_the_right_to_change_users(user, key, whoami):
    make_user("clerk", is_staff=True)
    client = Client()
    client.login(username="clerk", password=PASSWORD)

    answer = client.post(USERS, {"action": "revoke_tokens", "_selected_action": [user.pk]})

    assert answer.status_code == 403
    assert whoami(f"Token {key}").status_code == 200


def test_registers_an_api_client_with_a_key_of_its_own(registered, whoami):
    assert re.fullmatch("[0-9a-f]{40}", registered.access_token)
    assert answered(whoami(f"Bearer {registered.access_token}")) == (200, {"user": "admin"})


def test_registers_an_api_client_with_a_given_key(admin, user):
    form = {"name": "payroll", "user": user.pk, "is_active": "on", "access_token": "apitoken"}
    admin.post(f"{CLIENTS}add/", form)

    assert ApiClient.objects.get().access_token == "apitoken"


def test_refuses_a_key_that_could_not_travel(admin, user):
    form = {"name": "payroll", "user": user.pk, "access_token": "a.b c"}

    assert "Only A-Z, a-z, 0-9, _ and -." in admin.post(f"{CLIENTS}add/", form).text
    assert not ApiClient.objects.exists()


def test_lists_api_clients_without_their_keys(admin, registered):
    page = admin.get(CLIENTS).text

    assert "payroll" in page
    assert registered.access_token not in page


def test_disables_an_api_client(admin, registered, whoami):
    form = {"name": "payroll", "user": registered.user_id, "access_token": registered.access_token}
    admin.post(f"{CLIENTS}{registered.pk}/change/", form)

    assert answered(whoami(f"Bearer {registered.access_token}")) == INVALID_TOKEN


def test_deletes_an_api_client(admin, registered, whoami):
    admin.post(f"{CLIENTS}{registered.pk}/delete/", {"post": "yes"})

    assert answered(whoami(f"Bearer {registered.access_token}")) == INVALID_TOKEN


def test_keys_stand_nowhere_in_the_admins_log(admin, registered, user, key):
    admin.post(USERS, {"action": "revoke_tokens", "_selected_action": [user.pk]})
    admin.post(f"{CLIENTS}{registered.pk}/delete/", {"post": "yes"})

    written = " ".join(
        f"{entry.object_repr} {entry.change_message}" for entry in LogEntry.objects.all()
    )

    assert "payroll" in written
    assert registered.access_token not in written
    assert key not in written


def test_offers_no_page_that_shows_keys(admin):
    assert admin.get("/_etp/admin/authtoken/tokenproxy/").status_code == 404
