"""What terminals of access control upload: events of doors, states of doors, tables.

POST /iclock/cdata?SN=SN1&table=rtlog
time=2026-01-05 12:00:00<tab>pin=7<tab>event=0<tab>inoutstatus=0<tab>verifytype=4
POST /iclock/cdata?SN=SN1&table=tabledata&tablename=user&count=1
user pin=7<tab>name=Asha<tab>cardno=196793
user=1
"""

import re
from collections import deque
from collections.abc import Iterator
from io import BytesIO
from typing import IO

from django.db import transaction

from iclock.commands import queue
from iclock.push import events, rejections
from iclock.push.contact import Contact
from iclock.push.parsing.access import named_lines, read_events
from iclock.push.parsing.records import AccessEvent, Rejected
from iclock.push.parsing.values import integer
from iclock.push.records import take_records
from iclock.push.replies import OK
from iclock.push.reports import take_options
from iclock.transactions.attlog import AttlogPunch
from iclock.transactions.ingestion import store_punches
from iclock.transactions.punch import TERMINAL

# Guess: events below 20 say that somebody was let in; the others are refusals, alarms and doors.
LAST_PASSED = 19
TRANSACTIONS = "transaction"
TABLE = re.compile(r"\w{1,20}", re.ASCII)


class _Events:
    """The events of an upload: those that are punches when iterated, and then the others."""

    def __init__(self, content: bytes, *, language: int) -> None:
        self.entries = read_events(content, language=language)
        self.others: deque[AccessEvent] = deque(maxlen=events.KEPT)
        self.rejected: deque[Rejected] = deque(maxlen=rejections.KEPT)

    def __iter__(self) -> Iterator[AttlogPunch]:
        for entry in self.entries:
            if isinstance(entry, Rejected):
                self.rejected.append(entry)
            elif entry.pin and entry.event <= LAST_PASSED:
                yield _punch(entry)
            else:
                self.others.append(entry)


def _punch(event: AccessEvent) -> AttlogPunch:
    return AttlogPunch(
        event.line,
        event.pin,
        event.time,
        event.state,
        event.verify_type,
        mask_flag=event.mask_flag,
        temperature=event.temperature,
    )


def take_events(contact: Contact, body: IO[bytes]) -> str:
    """`table=rtlog`: who was let in punched; everything else goes into the terminal's own log."""
    _store_events(contact, body.read(), table="RTLOG")
    return OK


def take_state(contact: Contact, body: IO[bytes]) -> str:
    """`table=rtstate`: sensors and relays of doors at this moment, which are not kept."""
    body.read()
    contact.save()
    return OK


def take_table(contact: Contact, body: IO[bytes]) -> str:
    """`table=tabledata`: rows of a table, as they change; the reply counts every line."""
    name = _table_of(contact)
    content = named_lines(body.read(), name)
    if name.lower() == TRANSACTIONS:
        _store_events(contact, content, table=name)
    else:
        take_records(contact, BytesIO(content), table=name)
    return f"{name}={_count(content)}"


def take_query(contact: Contact, body: IO[bytes]) -> str:
    """`querydata`: what a command asked for, in packages; the last one ends the command."""
    kind = contact.query.get("type").strip().lower()
    if kind == "tabledata":
        reply = take_table(contact, body)
    elif kind == "options":
        take_options(contact, body)
        reply = f"{_table_of(contact) or kind}={_number(contact, 'count')}"
    else:  # a count: it is in the query
        body.read()
        contact.save()
        reply = f"{_table_of(contact)}={_number(contact, 'count')}"
    _end_command(contact)
    return reply


def _store_events(contact: Contact, content: bytes, *, table: str) -> None:
    found = _Events(content, language=contact.terminal.language)
    with transaction.atomic():
        store_punches(found, terminal=contact.terminal, source=TERMINAL, received_at=contact.now)
        events.store_events(contact, found.others)
        rejections.keep_rejected(contact, found.rejected, table=table)
        contact.note_upload()
        contact.save()


def _end_command(contact: Contact) -> None:
    # Guess: the terminal need not answer a command by `devicecmd` whose data it has sent.
    command = integer(contact.query.get("cmdid").strip())
    if command is not None and _number(contact, "packidx") >= _number(contact, "packcnt"):
        queue.answer(contact.terminal, command, _number(contact, "count"))


def _table_of(contact: Contact) -> str:
    name = contact.query.get("tablename").strip()
    return name if TABLE.fullmatch(name) else ""


def _number(contact: Contact, name: str) -> int:
    return max(integer(contact.query.get(name).strip()) or 0, 0)


def _count(content: bytes) -> int:
    return sum(1 for line in content.split(b"\n") if line.strip())
