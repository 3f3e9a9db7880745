"""Fixtures of every test: a world with the records each installation starts with, and clients."""

from collections.abc import Iterator
from datetime import datetime

import pytest
from django.contrib.auth.models import Permission
from django.core.management import call_command
from hypothesis import settings
from pytest_django import DjangoDbBlocker
from rest_framework.test import APIClient

from etpserver.accounts.models import User
from etpserver.api.clock import Clock
from etpserver.api.worlds import World, WorldSettings, use_world
from etpserver.emulator import fixtures

# How long an example takes says nothing on a machine that does other work too.
settings.register_profile("untimed", parent=settings(), deadline=None)
settings.load_profile("untimed")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--only-database", action="store_true", help="Only tests that use one.")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--only-database"):
        kept = [item for item in items if uses_database(item)]
        config.hook.pytest_deselected(items=[item for item in items if item not in set(kept)])
        items[:] = kept


def uses_database(item: pytest.Item) -> bool:
    asked_for = getattr(item, "fixturenames", ())
    return "db" in asked_for or item.get_closest_marker("django_db") is not None


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """The test database holds the fixture `empty`; each test's changes are rolled back."""
    with django_db_blocker.unblock():
        call_command("flush", verbosity=0, interactive=False, inhibit_post_migrate=False)
        fixtures.load("empty")


@pytest.fixture
def world() -> Iterator[World]:
    """A world of the test's own: seed 1, settings at their defaults; set `world.settings`."""
    with use_world(World("main", settings=WorldSettings(), seed=1)) as own:
        yield own


@pytest.fixture
def clock(world: World) -> Clock:
    """The world's clock, standing still at noon (Indian time) of 5 January 2026."""
    world.clock.freeze(datetime.fromisoformat("2026-01-05T12:00:00+05:30"))
    return world.clock


@pytest.fixture
def admin(db: None) -> User:
    return User.objects.create(username="admin", is_superuser=True, is_staff=True)


@pytest.fixture
def viewer(db: None) -> User:
    user = User.objects.create(username="viewer")
    user.user_permissions.set(Permission.objects.filter(codename__startswith="view_"))
    return user


@pytest.fixture
def api(admin: User, world: World) -> APIClient:
    """A client that is logged in as admin."""
    client = APIClient()
    client.force_authenticate(admin)
    return client


@pytest.fixture
def anonymous(db: None, world: World) -> APIClient:
    return APIClient()
