"""The logs of terminals: operations, errors, work codes, identity cards and events of doors."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime

from iclock.bounded import keep_newest
from iclock.push.batch import EventLine
from iclock.push.contact import Contact
from iclock.push.models import DOOR, ERROR, ID_CARD, OPERATION, WORK_CODE, DeviceEvent
from iclock.push.parsing.records import AccessEvent, ErrorLine, OperationLine, WorkCodeLine

KEPT = 10_000  # of each terminal
ROWS_AT_ONCE = 500


def store_events(contact: Contact, lines: Iterable[EventLine | AccessEvent]) -> None:
    """Store each line once; one that comes again is known to have come again."""
    events = {event.fingerprint: event for line in lines for event in [_event(contact, line)]}
    if not events:
        return
    DeviceEvent.objects.bulk_create(
        list(events.values()),
        batch_size=ROWS_AT_ONCE,
        update_conflicts=True,
        unique_fields=["terminal_sn", "fingerprint"],
        update_fields=["received_at"],
    )
    keep_newest(DeviceEvent.objects.filter(terminal_sn=contact.terminal.sn), KEPT)


def _event(contact: Contact, line: EventLine | AccessEvent) -> DeviceEvent:
    kind, code, operator, time, detail = _told_by(line)
    told = "\t".join((kind, code, operator, str(time), detail))
    return DeviceEvent(
        terminal_sn=contact.terminal.sn,
        kind=kind,
        code=code[:50],
        operator=operator,
        time=time,
        detail=detail,
        fingerprint=hashlib.sha256(told.encode()).hexdigest(),
        received_at=contact.now,
    )


def _told_by(line: EventLine | AccessEvent) -> tuple[str, str, str, datetime | None, str]:
    match line:
        case AccessEvent():
            return DOOR, str(line.event), line.pin, line.time, _pairs(line.fields)
        case OperationLine():
            values = ", ".join(line.values)
            return OPERATION, str(line.operation), line.operator, line.time, values
        case ErrorLine():
            parts = (line.message, line.origin, line.command_id, line.additional)
            return ERROR, line.code, "", None, ", ".join(part for part in parts if part)
        case WorkCodeLine():
            return WORK_CODE, line.code, "", None, line.name
        case _:
            return ID_CARD, "", "", None, _pairs(line.fields)


def _pairs(fields: Mapping[str, str]) -> str:
    return ", ".join(f"{name}={value}" for name, value in fields.items())
