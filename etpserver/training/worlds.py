"""The world of a trainee: made, put back to the beginning of an exercise, dropped."""

from contextlib import suppress
from dataclasses import asdict
from threading import Lock
from uuid import UUID, uuid5

from django.apps import apps
from django.contrib.auth.hashers import make_password

from etpserver.api.keys import issue_token
from etpserver.api.worlds import WorldSettings
from etpserver.emulator.clock.bodies import kept_clock
from etpserver.emulator.worlds import lifecycle
from etpserver.emulator.worlds.errors import UnknownWorldError
from etpserver.emulator.worlds.lifecycle import NewWorld
from etpserver.emulator.worlds.origins import FIXTURE as FROM_FIXTURE
from etpserver.emulator.worlds.registry import Worlds
from etpserver.training.calling import change
from etpserver.training.exercises import FIXTURE, START, Call, Exercise
from etpserver.training.models import Trainee

PREFIX = "trainee-"
ORIGIN = f"{FROM_FIXTURE}{FIXTURE}"
USERNAME = "trainee"
# One at a time in a process: of two clicks on a button the second would set up what the first has.
_setting_up = Lock()
# Of the user's id the key follows: it is the same each time an exercise is started.
USER_ID = uuid5(UUID("0f1b9d1c-9a0c-4a53-8f0e-6b1f2a7d2f3e"), USERNAME)


def world_of(slug: str) -> str:
    """The name of a trainee's world."""
    return f"{PREFIX}{slug}"


def slug_of(world: str) -> str | None:
    """Whose world it is, if it is a trainee's."""
    return world.removeprefix(PREFIX) if world.startswith(PREFIX) else None


def make_world(worlds: Worlds, trainee: Trainee) -> None:
    """A world in which nothing was started; raises `WorldError`."""
    clock = kept_clock({"mode": "offset", "now": START})
    name = world_of(trainee.slug)
    lifecycle.create_world(worlds, NewWorld(name, origin=ORIGIN, clock=clock))
    _furnish(worlds, name, trainee)


def set_up(worlds: Worlds, trainee: Trainee, exercise: Exercise) -> None:
    """Put the world to where the exercise begins; raises `WorldError` or `SetupError`."""
    with _setting_up:
        _set_up(worlds, trainee, exercise)


def _set_up(worlds: Worlds, trainee: Trainee, exercise: Exercise) -> None:
    name = world_of(trainee.slug)
    clock = kept_clock({"mode": "offset", "now": exercise.clock})
    try:
        lifecycle.change_world(worlds, name, first_clock=clock)
        lifecycle.reset_world(worlds, name, to=ORIGIN)
    except UnknownWorldError:  # somebody dropped it
        lifecycle.create_world(worlds, NewWorld(name, origin=ORIGIN, clock=clock))
    _furnish(worlds, name, trainee)
    for one in exercise.setup:
        make_call(worlds, name, one)


def make_call(worlds: Worlds, world: str, one: Call) -> None:
    """Bound for each call anew: one may have set the clock."""
    with worlds.use(world):
        change(one.method, one.path, one.body)


def drop_world(worlds: Worlds, trainee: Trainee) -> None:
    """Drop it if it is still there."""
    with suppress(UnknownWorldError):
        lifecycle.delete_world(worlds, world_of(trainee.slug))


def key_of(worlds: Worlds, trainee: Trainee) -> str | None:
    """The key of the trainee's user; None where the world is gone."""
    users = apps.get_model("accounts", "User")._default_manager
    try:
        with worlds.use(world_of(trainee.slug)):
            user = users.filter(pk=USER_ID).first()
            return str(issue_token(user).key) if user else None
    except UnknownWorldError:
        return None


def _furnish(worlds: Worlds, name: str, trainee: Trainee) -> None:
    """The same settings on every server, for which the exercises are written, and a login."""
    lifecycle.change_settings(worlds, name, asdict(WorldSettings()))
    with worlds.use(name):
        _let_in(trainee)


def _let_in(trainee: Trainee) -> None:
    """The user with whom the trainee logs in: all rights in this world, but not Django's admin."""
    users = apps.get_model("accounts", "User")._default_manager
    # The same each time: another hash would log the trainee out of the console at every start.
    password = make_password(trainee.password, salt=uuid5(USER_ID, trainee.slug).hex)
    given = {"username": USERNAME, "password": password, "is_superuser": True}
    users.update_or_create(id=USER_ID, defaults=given)
