"""What terminals of access control upload: events of doors, states of doors, tables.

POST /iclock/cdata?SN=SN1&table=rtlog
time=2026-01-05 12:00:00<tab>pin=7<tab>event=0<tab>inoutstatus=0<tab>verifytype=4
POST /iclock/cdata?SN=SN1&table=tabledata&tablename=user&count=1
user pin=7<tab>name=Asha<tab>cardno=196793
user=1
"""

from io import BytesIO
from typing import IO

from django.db import transaction

from iclock.commands import queue
from iclock.push.contact import Contact
from iclock.push.events import store_events
from iclock.push.parsing.access import named_lines, read_events
from iclock.push.parsing.options import read_options
from iclock.push.parsing.records import AccessEvent, Rejected
from iclock.push.parsing.values import integer
from iclock.push.records import take_records
from iclock.push.rejections import keep_rejected
from iclock.push.replies import OK
from iclock.push.reports import note_options
from iclock.transactions.attlog import AttlogPunch
from iclock.transactions.ingestion import store_punches
from iclock.transactions.punch import TERMINAL

# Guess: events below 20 say that somebody was let in; the others are refusals, alarms and doors.
LAST_PASSED = 19
TRANSACTIONS = "transaction"


def take_events(contact: Contact, body: IO[bytes]) -> str:
    """`table=rtlog`: who was let in punched; everything else goes into the terminal's own log."""
    _store_events(contact, body.read(), table="RTLOG")
    return OK


def take_state(contact: Contact, body: IO[bytes]) -> str:
    """`table=rtstate`, sensors and relays of doors as they are now, which nobody asks for."""
    body.read()
    contact.save()
    return OK


def take_table(contact: Contact, body: IO[bytes]) -> str:
    """`table=tabledata`: rows of a table, as they change; the reply counts every line."""
    name = contact.query.get("tablename").strip()
    content = named_lines(body.read(), name)
    if name.lower() == TRANSACTIONS:
        _store_events(contact, content, table=name)
    else:
        take_records(contact, BytesIO(content), table=name)
    return f"{name}={_count(content)}"


def take_query(contact: Contact, body: IO[bytes]) -> str:
    """`querydata`: what a command asked for, in packages; the last one ends the command."""
    kind = contact.query.get("type").strip().lower()
    name = contact.query.get("tablename").strip()
    if kind == "tabledata":
        reply = take_table(contact, body)
    elif kind == "options":
        content = body.read()
        with transaction.atomic():
            rejected = note_options(contact, read_options(content))
            keep_rejected(contact, rejected, table="OPTIONS")
            contact.save()
        reply = f"{name or kind}={_count(content)}"
    else:  # a count: it is in the query
        body.read()
        contact.save()
        reply = f"{name}={_number(contact, 'count')}"
    _end_command(contact)
    return reply


def _store_events(contact: Contact, content: bytes, *, table: str) -> None:
    punches: list[AttlogPunch] = []
    others: list[AccessEvent] = []
    rejected: list[Rejected] = []
    for entry in read_events(content, language=contact.terminal.language):
        if isinstance(entry, Rejected):
            rejected.append(entry)
        elif entry.pin and entry.event <= LAST_PASSED:
            punches.append(_punch(entry))
        else:
            others.append(entry)
    with transaction.atomic():
        store_punches(punches, terminal=contact.terminal, source=TERMINAL, received_at=contact.now)
        store_events(contact, others)
        keep_rejected(contact, rejected, table=table)
        contact.note_upload()
        contact.save()


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


def _end_command(contact: Contact) -> None:
    # Guess: the terminal need not answer a command by `devicecmd` whose data it has sent.
    command = integer(contact.query.get("cmdid").strip())
    if command is not None and _number(contact, "packidx") >= _number(contact, "packcnt"):
        queue.answer(contact.terminal, command, _number(contact, "count"))


def _number(contact: Contact, name: str) -> int:
    return max(integer(contact.query.get(name).strip()) or 0, 0)


def _count(content: bytes) -> int:
    return sum(1 for line in content.split(b"\n") if line.strip())
