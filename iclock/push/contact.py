"""A terminal that calls: who it is, and what its record learns of the call."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest
from rest_framework.exceptions import ValidationError

from etpserver.api.clock import local_now
from etpserver.api.worlds import current_world
from etpserver.server.addresses import is_loopback
from iclock.push.parsing.query import DeviceQuery
from iclock.terminals.calling import terminal_of, write
from iclock.terminals.hosts import is_ip_address
from iclock.terminals.models import SN_LENGTH, Terminal
from iclock.terminals.serializers import serial_field

# A terminal that polls every second need not be noted every second; a third of its heartbeat
# is less than anything that tells it from an offline one.
LONGEST_UNNOTED = timedelta(seconds=5)


@dataclass(slots=True)
class Contact:
    """One request of a known terminal."""

    terminal: Terminal
    query: DeviceQuery
    now: datetime = field(default_factory=local_now)
    changes: dict[str, Any] = field(default_factory=dict)

    def note(self, **values: Any) -> None:
        """Change the terminal's record where it differs, once the request is saved."""
        for name, value in values.items():
            if getattr(self.terminal, name) != value:
                setattr(self.terminal, name, value)
                self.changes[name] = value

    def note_upload(self) -> None:
        """Note that data came."""
        self.note(last_activity=self.now, push_time=self.now, upload_time=self.now)

    def save(self) -> None:
        """Write what changed, in one statement; `change_time` is that of people's changes."""
        if self.changes:
            write(self.terminal, self.changes)
            self.changes = {}


def meet(request: HttpRequest) -> Contact | None:
    """The terminal that calls, added if it may be; None if nothing is to be done for it."""
    query = DeviceQuery.read(request.META.get("QUERY_STRING", ""))
    address = address_of(request)
    terminal = _find(query.sn) or _add(query.sn, address)
    if terminal is None:
        return None
    contact = Contact(terminal, query)
    contact.note(real_ip=address)
    if _is_due(terminal, contact.now):
        contact.note(last_activity=contact.now)
    return contact


def may_not_be_added(request: HttpRequest) -> bool:
    """Whether the serial would do, so that only the setting keeps the terminal out."""
    sn = DeviceQuery.read(request.META.get("QUERY_STRING", "")).sn
    return not current_world().settings.auto_add_terminals and _is_serial(sn)


def _find(sn: str) -> Terminal | None:
    if not 0 < len(sn) <= SN_LENGTH:
        return None
    return terminal_of(sn)


def _add(sn: str, address: str) -> Terminal | None:
    """A terminal nobody knew. Of two first contacts at once one adds it and both get it."""
    # Manual 4.4.1: terminals called "Auto add".
    if not current_world().settings.auto_add_terminals or not _is_serial(sn):
        return None
    seen = {"last_activity": local_now(), "real_ip": address}
    return Terminal.objects.get_or_create(sn=sn, defaults=seen)[0]


def _is_serial(sn: str) -> bool:
    try:
        serial_field().run_validation(sn)
    except ValidationError:
        return False
    return True


def _is_due(terminal: Terminal, now: datetime) -> bool:
    seen = terminal.last_activity
    if seen is None or seen > now:  # somebody set the world's clock back
        return True
    return now - seen >= min(LONGEST_UNNOTED, timedelta(seconds=terminal.heartbeat / 3))


def address_of(request: HttpRequest) -> str:
    """The peer's address; behind a proxy on this machine that of the proxy's peer."""
    peer = str(request.META.get("REMOTE_ADDR", ""))
    # What the proxy itself saw stands last; what stands before, its client may have made up.
    told = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip()
    return told if is_loopback(peer) and is_ip_address(told) else peer
