"""Stamps: a device that is told 0 sends everything it holds, one that is told another goes on."""

import re

from iclock.commands import wire
from iclock.commands.queue import is_pending
from iclock.push.contact import Contact

EVERYTHING = "0"
# Observed: what new devices write, whatever they were told.
GOES_ON = "9999"
STAMP = re.compile(r"[\w.:-]{1,50}", re.ASCII)
# The table that an upload names -> the terminal's field.
FIELDS = {"ATTLOG": "log_stamp", "OPERLOG": "op_log_stamp", "ATTPHOTO": "capture_stamp"}


def shown_stamp(stored: str | None) -> str:
    """What the handshake tells; nothing was uploaded yet where nothing is stored."""
    return stored or EVERYTHING


def keep_stamp(contact: Contact) -> None:
    """Keep the stamp of an upload; never 0, which would ask for the same data again."""
    name = FIELDS.get(contact.query.table)
    if name is None:
        return
    stored = getattr(contact.terminal, name)
    # Everything was asked for, and the device does not know it yet.
    if stored == EVERYTHING and is_pending(contact.terminal, wire.CHECK):
        return
    told = contact.query.stamp
    if STAMP.fullmatch(told) and told.strip("0."):
        contact.note(**{name: told})
    elif not stored or stored == EVERYTHING:
        contact.note(**{name: GOES_ON})
