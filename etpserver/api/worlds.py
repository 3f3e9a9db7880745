"""The one seam through which clock, chance, keys, settings and database are reached.

A world is a whole EasyTimePro of its own. `current_world()` answers the one this request, command
or test is about; `main` always exists.
"""

import hmac
import random
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar, Token
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS

from etpserver.api.clock import Clock

MAIN = "main"


@dataclass(frozen=True, slots=True)
class WorldSettings:
    """What a world may do differently; start values come from `ETP_*`."""

    validate: str = "vendor"
    error_style: str = "both"
    api_license: str = "active"
    time_bounds: str = "inclusive"
    time_zone: str = "Asia/Kolkata"
    unknown_paths: str = "json404"
    cors: str = "any"
    auto_add_terminals: bool = True
    device_user_sync: str = "update"
    magic: bool = False

    @classmethod
    def from_start_values(cls, values: dict[str, Any]) -> "WorldSettings":
        """Those of `settings.ETP`, in which there are others too."""
        return cls(**{name: values[name] for name in cls.__slots__})

    @property
    def is_strict(self) -> bool:
        """Whether what the vendor only ignores is refused."""
        return self.validate == "strict"


def _in_memory(seed: int) -> Callable[[], random.Random]:
    generator = random.Random(seed)  # noqa: S311  chance for data, never for secrets
    return lambda: generator


@dataclass(slots=True)
class World:
    """One isolated server: its name, clock, seeded generator and settings."""

    name: str
    settings: WorldSettings = field(default_factory=WorldSettings)
    seed: int = 0
    clock: Clock = field(default_factory=Clock)
    # A served world counts its draws in its database, so that all processes draw from one
    # series and a reset world draws the same again; others draw in memory.
    draw: Callable[[], random.Random] | None = None
    # Told of each key that is given out: a request with the key alone then finds the world.
    remember_key: Callable[[str], None] = field(default=lambda _key: None)
    database: str = DEFAULT_DB_ALIAS

    def __post_init__(self) -> None:
        if self.draw is None:
            self.draw = _in_memory(self.seed)

    @property
    def generator(self) -> random.Random:
        """Chance for data: the same seed and the same calls give the same records."""
        if self.draw is None:
            raise RuntimeError  # set in __post_init__
        return self.draw()

    def new_uuid(self) -> uuid.UUID:
        """A version 4 UUID drawn from the world's generator."""
        return uuid.UUID(int=self.generator.getrandbits(128), version=4)

    def key_for(self, *parts: str) -> str:
        """A key only this installation and world can make for `parts`: 64 hex digits."""
        message = "\x1f".join((self.name, *parts)).encode()
        return hmac.digest(settings.SECRET_KEY.encode(), message, "sha256").hex()


_current: ContextVar[World | None] = ContextVar("etp_world", default=None)


@cache
def main_world() -> World:
    """The world every server has."""
    # Outside a served world nothing counts the draws. Seeded from the operating system: a
    # generator that starts over would draw the ids it has already given away.
    seed = random.SystemRandom().getrandbits(64)
    return World(MAIN, settings=WorldSettings.from_start_values(settings.ETP), seed=seed)


def current_world() -> World:
    """The world that the running request, command or test is about."""
    return _current.get() or main_world()


def bind_world(world: World) -> "Token[World | None]":
    """Let `current_world()` answer `world` until `unbind_world` is given what this answers."""
    return _current.set(world)


def unbind_world(token: "Token[World | None]") -> None:
    """Undo what `bind_world` did, in the same thread or task."""
    _current.reset(token)


@contextmanager
def use_world(world: World) -> Iterator[World]:
    """Let `current_world()` answer `world` inside the block."""
    token = bind_world(world)
    try:
        yield world
    finally:
        unbind_world(token)


def new_uuid() -> uuid.UUID:
    """A UUID from the current world's generator (a model default)."""
    return current_world().new_uuid()
