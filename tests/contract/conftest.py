"""The records of the manual's examples, and callers with real keys."""

from collections.abc import Callable

import pytest
from django.conf import LazySettings
from rest_framework.test import APIClient

from etpserver.accounts.models import User
from etpserver.accounts.throttles import failed_logins
from etpserver.api.keys import issue_token
from etpserver.api.worlds import World
from etpserver.emulator import fixtures
from etpserver.emulator.fixtures.kinds import record_models


@pytest.fixture(autouse=True)
def _known_secret(settings: LazySettings) -> None:
    settings.SECRET_KEY = "the installation's secret of these tests"
    # Cheap hashes for users; employees bring the hash that the manual shows.
    settings.PASSWORD_HASHERS = [
        "django.contrib.auth.hashers.MD5PasswordHasher",
        "django.contrib.auth.hashers.PBKDF2PasswordHasher",
    ]
    failed_logins.clear()


@pytest.fixture
def manual(db: None, world: World) -> None:
    """The records of the fixture `manual`, and no others."""
    for model in record_models():
        rows = model._base_manager.all()
        rows._raw_delete(rows.db)
    fixtures.load("manual")


@pytest.fixture
def caller(admin: User, viewer: User, world: World) -> Callable[[str], APIClient]:
    """A client of that name: `admin` and `viewer` send their key, `anonymous` nothing."""
    users = {"admin": admin, "viewer": viewer}
    for user in users.values():
        user.set_password(user.username)
        user.save()

    def client(name: str) -> APIClient:
        made = APIClient()
        if name in users:
            made.credentials(HTTP_AUTHORIZATION=f"Token {issue_token(users[name]).key}")
        return made

    return client
