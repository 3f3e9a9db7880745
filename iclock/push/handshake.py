"""The handshake: what a terminal says of itself first, and the options it gets.

GET /iclock/cdata?SN=SN1&options=all&language=69&pushver=2.4.1
GET OPTION FROM: SN1
TransFlag=TransData AttLog<tab>OpLog<tab>..
ServerVer=2.4.1
..
"""

import re
from collections.abc import Iterator

from iclock.push.contact import Contact
from iclock.push.parsing.values import integer
from iclock.push.stamps import shown_stamp
from iclock.terminals.models import Terminal

SERVER_VERSION = "2.4.1"
# Push protocol, section 2: the version of devices that do not tell one.
OLDEST_VERSION = "2.2.14"
WORD = re.compile(r"[\w. -]{1,50}", re.ASCII)
LINE_BREAKS = re.compile(r"[\x00-\x1f]+")
ERROR_DELAY = 60  # seconds until a device tries again
LARGEST_POST = 1024 * 1024  # bytes; it binds the device, the server takes more
MOST_HOURS = 11

# Observed: keys, values and their order are those of a BioTime server.
KINDS = (
    "AttLog", "OpLog", "AttPhoto", "EnrollFP", "EnrollUser", "FPImag", "ChgUser", "ChgFP", "FACE",
    "UserPic", "FVEIN", "BioPhoto",
)  # fmt: skip
WANTED_OPTIONS = (
    "UserCount,TransactionCount,FingerFunOn,FPVersion,FPCount,FaceFunOn,FaceVersion,FaceCount,"
    "FvFunOn,FvVersion,FvCount,PvFunOn,PvVersion,PvCount,BioPhotoFun,BioDataFun,PhotoFunOn,"
    "~LockFunOn,CardProtFormat,~Platform,MultiBioPhotoSupport,MultiBioDataSupport,MultiBioVersion"
)
BIO_DATA, BIO_PHOTO = "0:1:1:0:0:0:0:1:1:1", "0:0:0:0:0:0:0:0:0:1"


def introduce(contact: Contact) -> None:
    """Note what the device says of itself."""
    query = contact.query
    version = query.get("pushver").strip()
    contact.note(push_protocol=version if WORD.fullmatch(version) else OLDEST_VERSION)
    language = integer(query.get("language").strip())
    if language is not None:
        contact.note(language=language)
    if WORD.fullmatch(device_type := query.get("DeviceType").strip()):
        contact.note(device_type=device_type)


def options_of(terminal: Terminal) -> str:
    """The block of options that is a terminal's answer."""
    lines = (f"{name}={LINE_BREAKS.sub(' ', str(value))}" for name, value in _options(terminal))
    return "\n".join((f"GET OPTION FROM: {terminal.sn}", f"TransFlag={_kinds()}", *lines, ""))


def _kinds() -> str:
    return "TransData " + "\t".join(KINDS)


def _options(terminal: Terminal) -> Iterator[tuple[str, object]]:
    yield "ServerVer", SERVER_VERSION
    yield "PushProtVer", SERVER_VERSION
    yield "Encrypt", 0
    # Observed: sent although nothing is encrypted.
    yield "EncryptFlag", 1000000000
    yield "SupportPing", 1
    yield "PushOptionsFlag", 1
    yield "MaxPostSize", LARGEST_POST
    yield "PushOptions", WANTED_OPTIONS
    yield "MultiBioDataSupport", BIO_DATA
    yield "MultiBioPhotoSupport", BIO_PHOTO
    yield "TimeZone", zone_of(terminal.terminal_tz)
    yield "TransTimes", terminal.transfer_time
    yield "TransInterval", terminal.transfer_interval
    yield "ErrorDelay", ERROR_DELAY
    yield "Delay", terminal.heartbeat
    yield "Realtime", int(terminal.transfer_mode == 1)
    yield "Stamp", shown_stamp(terminal.log_stamp)
    yield "OpStamp", shown_stamp(terminal.op_log_stamp)
    yield "PhotoStamp", shown_stamp(terminal.capture_stamp)


def zone_of(minutes: int) -> int:
    """A zone as devices read it: in hours if they are whole and few, else in minutes."""
    # Push protocol, section 2: a device cuts 5.5 to 5, and takes 12 and more for minutes.
    hours = minutes // 60
    return hours if minutes % 60 == 0 and abs(hours) <= MOST_HOURS else minutes
