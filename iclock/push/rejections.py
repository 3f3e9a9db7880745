"""Lines that were acknowledged, because the device would send them for ever, but not taken."""

from collections import deque
from collections.abc import Iterable

from iclock.bounded import keep_newest
from iclock.push.contact import Contact
from iclock.push.models import LONGEST_TEXT, RejectedLine
from iclock.push.parsing.records import Rejected

KEPT = 1000  # of each terminal
LONGEST_REASON = 200


def keep_rejected(contact: Contact, lines: Iterable[Rejected], *, table: str) -> None:
    """Note rejected lines of an upload, the newest if there are too many."""
    rows = [
        RejectedLine(
            terminal_sn=contact.terminal.sn,
            table=table[:20],
            line=rejected.line,
            text=rejected.text[:LONGEST_TEXT],
            reason=rejected.reason[:LONGEST_REASON],
            received_at=contact.now,
        )
        for rejected in deque(lines, maxlen=KEPT)
    ]
    if not rows:
        return
    RejectedLine.objects.bulk_create(rows)
    keep_newest(RejectedLine.objects.filter(terminal_sn=contact.terminal.sn), KEPT)
