"""OPERLOG and its kin: uploads whose lines say their own kinds."""

from typing import IO

from django.conf import settings
from django.db import transaction

from iclock.commands.queue import take_templates
from iclock.push.batch import Batch
from iclock.push.contact import Contact
from iclock.push.events import store_events
from iclock.push.parsing.records import Rejected
from iclock.push.parsing.tgz import UnpackError, unpack
from iclock.push.parsing.values import quote
from iclock.push.photos import decode_portraits, store_photos
from iclock.push.rejections import keep_rejected
from iclock.push.replies import OK
from iclock.push.stamps import keep_stamp
from iclock.push.templates import store_templates
from iclock.push.users import take_users


def take_records(contact: Contact, body: IO[bytes], *, table: str = "") -> str:
    """Store what the lines say, whatever table they came under; by default the query names it."""
    batch = _read(contact, body.read())
    portraits = decode_portraits(batch)
    with transaction.atomic():
        people = take_users(contact, batch)
        enrolled = store_templates(contact, batch, people)
        enrolled |= store_photos(contact, batch, portraits, people)
        if enrolled:
            take_templates(contact.terminal, enrolled)
        store_events(contact, batch.events)
        keep_rejected(contact, batch.rejected, table=table or contact.query.table)
        keep_stamp(contact)
        contact.note_upload()
        contact.save()
    return OK


def _read(contact: Contact, content: bytes) -> Batch:
    language = contact.terminal.language
    if contact.query.get("ContentType").strip().lower() != "tgz":
        return Batch(content, language=language)
    try:
        # Lines are counted through all files, as if they were one.
        files = b"\n".join(unpack(content, limit=settings.UPLOAD_LIMIT))
    except UnpackError as problem:
        batch = Batch(b"", language=language)
        batch.rejected.append(Rejected(1, quote(content), str(problem)))
        return batch
    return Batch(files, language=language)
