"""The rules of terminals: one transaction each, what it queues included."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from etpserver.api.clock import local_now
from etpserver.api.errors import DomainError
from etpserver.api.locking import locked
from iclock.terminals.models import Terminal

# Manual 4.4.8: what a terminal that never sent anything shows once it was changed.
NEVER_PUSHED = datetime(1901, 1, 1)  # noqa: DTZ001  wire times are naive


class SerialTakenError(DomainError):
    """Another terminal has the serial."""


@transaction.atomic
def create_terminal(values: dict[str, Any]) -> Terminal:
    """Store a terminal; its device is told the settings when it calls."""
    now = local_now()
    terminal = Terminal(create_time=now, change_time=now, **values)
    try:
        with transaction.atomic():
            terminal.save(force_insert=True)
    except IntegrityError as problem:  # somebody else was first; the writer asked before
        raise SerialTakenError(f"{terminal.sn} is taken.", field="sn") from problem
    return terminal


@transaction.atomic
def update_terminal(terminal: Terminal, changes: dict[str, Any]) -> Terminal:
    """Change what is sent and keep the rest, what the device reports meanwhile included."""
    terminal = locked(terminal)
    if terminal.push_time is None:
        changes = {**changes, "push_time": NEVER_PUSHED}
    changed = [name for name, value in changes.items() if getattr(terminal, name) != value]
    for name in changed:
        setattr(terminal, name, changes[name])
    if changed:
        terminal.change_time = local_now()
        terminal.save(update_fields=[*changed, "change_time"])
    return terminal


@transaction.atomic
def delete_terminals(terminals: QuerySet[Terminal]) -> None:
    """Delete terminals with their queue and public messages; punches and templates stay.

    The device is added again when it calls.
    """
    terminals.delete()
