"""Letting one of Django's aliases mean another connection for a while, on this thread."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper


def bound_to(alias: str) -> Any:
    """What the alias is bound to on this thread, if it was ever asked for."""
    return getattr(connections._connections, alias, None)  # type: ignore[attr-defined]


def rebind(alias: str, before: Any) -> None:
    """Bind the alias to what `bound_to` answered."""
    if before is None:
        del connections[alias]
    else:
        connections[alias] = before


@contextmanager
def binding(alias: str, connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Bind the alias inside the block."""
    before = bound_to(alias)
    connections[alias] = connection
    try:
        yield
    finally:
        rebind(alias, before)
