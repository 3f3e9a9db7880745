"""Making a world for a visitor, and knowing those that were made so."""

import secrets
from datetime import timedelta
from typing import TypeGuard

from etpserver.emulator.models import WorldRecord
from etpserver.emulator.worlds import lifecycle, registry
from etpserver.emulator.worlds.errors import WorldError
from etpserver.emulator.worlds.lifecycle import NewWorld

PREFIX = "demo-"
LIFE = timedelta(hours=12)
MOST = 200  # at once; each takes some megabytes of disk


class NoRoomError(Exception):
    """As many visitors have worlds as may."""


def is_demo(world: str) -> bool:
    """Whether it was made for a visitor, by its name."""
    return world.startswith(PREFIX)


def make_demo_world() -> str:
    """A new world for a visitor; its name cannot be guessed. Raises `NoRoomError`."""
    worlds = registry.installed()
    if worlds is None:
        raise NoRoomError
    lifecycle.end_overdue(worlds)
    if WorldRecord.objects.filter(name__startswith=PREFIX).count() >= MOST:
        raise NoRoomError
    name = f"{PREFIX}{secrets.token_hex(8)}"
    try:
        lifecycle.create_world(worlds, NewWorld(name, ttl=LIFE))
    except WorldError as problem:
        raise NoRoomError from problem
    return name


def exists(world: str | None) -> TypeGuard[str]:
    """Whether there is such a world now."""
    worlds = registry.installed()
    return world is not None and worlds is not None and worlds.exists(world)
