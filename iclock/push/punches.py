"""ATTLOG: a punch a line."""

from collections import deque
from collections.abc import Iterator
from io import BytesIO
from typing import IO

from django.db import transaction

from iclock.lines import lines_of
from iclock.push.contact import Contact
from iclock.push.parsing.records import Rejected
from iclock.push.parsing.values import quote
from iclock.push.rejections import KEPT, keep_rejected
from iclock.push.replies import counted
from iclock.push.stamps import keep_stamp
from iclock.transactions.attlog import LONGEST_LINE, AttlogError, AttlogPunch, read_line
from iclock.transactions.ingestion import store_punches
from iclock.transactions.punch import TERMINAL


class _Lines:
    """The lines of an upload: its punches when iterated, and then how many lines there were."""

    def __init__(self, body: IO[bytes]) -> None:
        self.body = body
        self.number = 0
        self.rejected: deque[Rejected] = deque(maxlen=KEPT)

    def __iter__(self) -> Iterator[AttlogPunch]:
        for number, line in lines_of(self.body, LONGEST_LINE):
            self.number += 1
            entry = read_line(number, line, is_push=True)
            if isinstance(entry, AttlogError):
                self.rejected.append(Rejected(number, quote(line), entry.message))
            else:
                yield entry


def take_punches(contact: Contact, body: IO[bytes]) -> str:
    """Store the punches; the reply counts every line, so that none is sent again."""
    # Read before the transaction: other servers than ours may still wait for the client.
    lines = _Lines(BytesIO(body.read()))
    with transaction.atomic():
        store_punches(lines, terminal=contact.terminal, source=TERMINAL, received_at=contact.now)
        keep_rejected(contact, lines.rejected, table="ATTLOG")
        keep_stamp(contact)
        contact.note_upload()
        contact.save()
    return counted(lines.number)
