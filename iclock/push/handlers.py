"""Which upload is whose: the tables of attendance terminals, and those of access control."""

from collections.abc import Callable
from typing import IO

from django.db import transaction

from iclock.push.access.dialect import speaks_access
from iclock.push.access.registration import registry_of
from iclock.push.access.tables import take_events, take_state, take_table
from iclock.push.contact import Contact
from iclock.push.files import tell_person
from iclock.push.handshake import introduce, options_of
from iclock.push.parsing.records import Rejected
from iclock.push.parsing.values import quote
from iclock.push.photos import take_punch_photo
from iclock.push.punches import take_punches
from iclock.push.records import take_records
from iclock.push.rejections import keep_rejected
from iclock.push.replies import OK
from iclock.push.reports import take_options

# Takes the upload; answers the reply.
Handler = Callable[[Contact, IO[bytes]], str]

TABLES: dict[str, Handler] = {
    "OPTIONS": take_options,
    "ATTLOG": take_punches,
    "OPERLOG": take_records,
    "BIODATA": take_records,
    "ERRORLOG": take_records,
    "IDCARD": take_records,
    "ATTPHOTO": take_punch_photo,
    "RTLOG": take_events,
    "RTSTATE": take_state,
    "TABLEDATA": take_table,
}


def receive(contact: Contact, body: IO[bytes]) -> str:
    """An upload to `/iclock/cdata`."""
    return TABLES.get(contact.query.table, take_unknown)(contact, body)


def take_unknown(contact: Contact, body: IO[bytes]) -> str:
    """Acknowledge what nothing is done with, and note it: else the device would not go on."""
    content = body.read()
    table = contact.query.table or contact.query.get("type").strip()
    with transaction.atomic():
        if content.strip():
            rejected = Rejected(1, quote(content), "Nothing is done with this table.")
            keep_rejected(contact, [rejected], table=table)
        contact.save()
    return OK


def tell(contact: Contact) -> str:
    """A question to `/iclock/cdata`: the handshake, or for one person."""
    reply = OK
    if contact.query.table == "REMOTEATT":
        reply = tell_person(contact)
    elif contact.query.get("options"):
        introduce(contact)
        of_its_kind = registry_of if speaks_access(contact.terminal) else options_of
        reply = of_its_kind(contact.terminal)
    contact.save()
    return reply
