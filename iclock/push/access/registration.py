"""How a terminal of access control starts: handshake, registration, configuration, time.

GET  /iclock/cdata?SN=SN1&options=all&pushver=3.1.2&DeviceType=acc    OK
POST /iclock/registry?SN=SN1        DeviceType=acc,~DeviceName=F20,LockCount=2
RegistryCode=5e0c2f9a1b
POST /iclock/push?SN=SN1
ServerVersion=3.1.2
..
"""

from collections.abc import Iterator
from typing import IO

from django.db import transaction

from etpserver.api.clock import now
from etpserver.api.worlds import current_world
from iclock.push.access.dialect import ACCESS
from iclock.push.contact import Contact
from iclock.push.handshake import BIO_DATA, BIO_PHOTO, ERROR_DELAY, LINE_BREAKS, WORD
from iclock.push.parsing.options import read_options
from iclock.push.parsing.values import integer
from iclock.push.parsing.zk_time import encode
from iclock.push.rejections import keep_rejected
from iclock.push.replies import OK
from iclock.push.reports import note_options
from iclock.terminals.models import Terminal

SERVER_VERSION = "3.1.2"
SERVER_NAME = "etpserver"
TIMEOUT = 10  # seconds
# Guess: what a registration calls otherwise than `table=options` does.
SAME = {"FirmVer": "FWVersion"}
MOST_DOORS = 16


def registry_of(terminal: Terminal) -> str:
    """The answer to a handshake: `OK` until the terminal has registered."""
    if not terminal.door_count:
        return OK
    # Guess: how a registered terminal is told that it is one.
    return f"registry=ok\nRegistryCode={_code_of(terminal)}\n{configuration_of(terminal)}"


def register(contact: Contact, body: IO[bytes]) -> str:
    """Note what the terminal says of itself; the code by which it is registered."""
    told = read_options(body.read())
    device_type = told.get("DeviceType", "")
    doors = integer(told.get("LockCount", "")) or 1
    rejected = note_options(
        contact, {SAME.get(option, option): value for option, value in told.items()}
    )
    contact.note(
        # Terminals for attendance never register.
        device_type=device_type if WORD.fullmatch(device_type) else ACCESS,
        door_count=min(max(doors, 1), MOST_DOORS),
    )
    with transaction.atomic():
        keep_rejected(contact, rejected, table="REGISTRY")
        contact.save()
    return f"RegistryCode={_code_of(contact.terminal)}"


def configuration_of(terminal: Terminal) -> str:
    """What the terminal is to do, and when."""
    lines = (f"{name}={LINE_BREAKS.sub(' ', str(value))}" for name, value in _options(terminal))
    return "".join(f"{line}\n" for line in lines)


def _options(terminal: Terminal) -> Iterator[tuple[str, object]]:
    yield "ServerVersion", SERVER_VERSION
    yield "ServerName", SERVER_NAME
    yield "PushVersion", SERVER_VERSION
    yield "ErrorDelay", ERROR_DELAY
    yield "RequestDelay", terminal.heartbeat
    yield "TransTimes", terminal.transfer_time
    yield "TransInterval", terminal.transfer_interval
    yield "TransTables", "User Transaction"
    yield "Realtime", int(terminal.transfer_mode == 1)
    yield "SessionID", current_world().key_for("session", terminal.sn)[:32].upper()
    yield "TimeoutSec", TIMEOUT
    yield "BioPhotoFun", 1
    yield "BioDataFun", 1
    yield "MultiBioDataSupport", BIO_DATA
    yield "MultiBioPhotoSupport", BIO_PHOTO


def time_of(terminal: Terminal) -> str:
    """The time, and the zone of the terminal: `DateTime=834483600,ServerTZ=+0530`."""
    # Guess: the number is of UTC, and the terminal adds the zone.
    hours, minutes = divmod(abs(terminal.terminal_tz), 60)
    sign = "-" if terminal.terminal_tz < 0 else "+"
    return f"DateTime={encode(now())},ServerTZ={sign}{hours:02}{minutes:02}"


def _code_of(terminal: Terminal) -> str:
    return current_world().key_for("registry", terminal.sn)[:10]
