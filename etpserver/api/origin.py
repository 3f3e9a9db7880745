"""Who asks for what is being done: noted where an effect outlives its request."""

from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Origin:
    """An operation (`employees_create`) and the name of the user who called it."""

    operation: str = ""
    user: str = ""


_current: ContextVar[Origin] = ContextVar("etp_origin")


def current_origin() -> Origin:
    """The origin of the running request; empty outside one."""
    return _current.get(Origin())


def set_origin(operation: str, user: Any) -> None:
    """Called once per request, when its caller is known."""
    _current.set(Origin(operation, str(getattr(user, "username", "") or "")))
