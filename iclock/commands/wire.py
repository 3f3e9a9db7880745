"""The wire text of every command the server sends; pure functions of plain values.

Push protocol, section 8: exactly one space between verb, table and first field, fields parted by
tabs, no tab or line break inside a value.
"""

import base64
from collections.abc import Iterable
from datetime import datetime

from etpserver.api.clock import WIRE_FORMAT

SMS_BYTES = 320
VALID_UNDER_DURESS = 3
PRIVATE_TAG, PUBLIC_TAG = 254, 253
# Finger veins are 5 in the manual and 7 on the wire; all other types have one number.
FINGER_VEIN, FINGER_VEIN_ON_THE_WIRE = 5, 7
VISIBLE_LIGHT_FACE = 9


def wire_type_of(bio_type: int) -> int:
    """The number on the wire of a type of template."""
    return FINGER_VEIN_ON_THE_WIRE if bio_type == FINGER_VEIN else bio_type


def bio_type_of(wire_type: int) -> int:
    """The number in the manual of a type that a terminal names."""
    return FINGER_VEIN if wire_type == FINGER_VEIN_ON_THE_WIRE else wire_type


def _fields(pairs: Iterable[tuple[str, object]]) -> str:
    return "\t".join(f"{key}={_value(value)}" for key, value in pairs)


def _value(value: object) -> str:
    text = "" if value is None else str(value)
    return text.translate({9: " ", 10: " ", 13: " "})


def update_user(  # noqa: PLR0913  the fields of the line
    *, pin: str, name: str, privilege: int, password: str | None, card: str | None, verify: int
) -> str:
    """A person: new to the terminal, or changed."""
    # Observed: BioTime leaves an empty field between Card and Grp.
    head = _fields(
        [("PIN", pin), ("Name", name), ("Pri", privilege), ("Passwd", password), ("Card", card)]
    )
    return f"DATA UPDATE USERINFO {head}\t\t{_fields([('Grp', 1), ('Verify', verify)])}"


def delete_user(pin: str) -> str:
    """A person goes, with templates and photo."""
    return f"DATA DELETE USERINFO PIN={_value(pin)}"


def update_bio_data(  # noqa: PLR0913  the fields of the line
    *,
    pin: str,
    wire_type: int,
    no: int,
    index: int,
    duress: int,
    major_ver: str,
    minor_ver: str,
    template: str,
) -> str:
    """A template of any type, or a part of one; `template` is base64."""
    pairs = [
        ("Pin", pin),
        ("No", no),
        ("Index", index),
        ("Valid", 1),
        ("Duress", duress),
        ("Type", wire_type),
        ("MajorVer", major_ver),
        ("MinorVer", minor_ver),
        ("Tmp", template),
    ]
    return f"DATA UPDATE BIODATA {_fields(pairs)}"


def update_fingerprint(*, pin: str, finger: int, duress: int, template: str) -> str:
    """A fingerprint for devices that do not exchange BIODATA."""
    pairs = [
        ("PIN", pin),
        ("FID", finger),
        ("Size", len(template)),
        ("Valid", VALID_UNDER_DURESS if duress else 1),
        ("TMP", template),
    ]
    return f"DATA UPDATE FINGERTMP {_fields(pairs)}"


def update_face(*, pin: str, part: int, template: str) -> str:
    """A part of a near-infrared face, for devices that do not exchange BIODATA."""
    pairs = [("PIN", pin), ("FID", part), ("Valid", 1), ("Size", len(template)), ("TMP", template)]
    return f"DATA UPDATE FACE {_fields(pairs)}"


def update_finger_vein(*, pin: str, finger: int, index: int, template: str) -> str:
    """A part of a finger's veins, for devices that do not exchange BIODATA."""
    pairs = [
        ("Pin", pin),
        ("FID", finger),
        ("Index", index),
        ("Valid", 1),
        ("Size", len(template)),
        ("Tmp", template),
    ]
    return f"DATA UPDATE FVEIN {_fields(pairs)}"


def delete_bio_data(*, pin: str, wire_type: int, no: int | None = None) -> str:
    """All templates of a type that a person has, or those of one finger or palm, `no`."""
    pairs: list[tuple[str, object]] = [("Pin", pin), ("Type", wire_type)]
    return f"DATA DELETE BIODATA {_fields([*pairs, ('No', no)] if no is not None else pairs)}"


def update_user_picture(*, pin: str, image: bytes) -> str:
    """The portrait that is shown when the person punches."""
    content = base64.b64encode(image).decode()
    pairs = [("PIN", pin), ("Size", len(content)), ("Content", content)]
    return f"DATA UPDATE USERPIC {_fields(pairs)}"


def update_bio_photo(*, pin: str, image: bytes) -> str:
    """A portrait from which the device makes its own visible-light template."""
    content = base64.b64encode(image).decode()
    pairs = [
        ("PIN", pin),
        ("Type", VISIBLE_LIGHT_FACE),
        ("Size", len(content)),
        ("Content", content),
        ("Format", 0),
    ]
    return f"DATA UPDATE BIOPHOTO {_fields(pairs)}"


def update_message(*, uid: int, tag: int, content: str, minutes: int, start: datetime) -> str:
    """A message, cut to 320 bytes; shown for some minutes from `start`, a local time, on."""
    shown = content.encode()[:SMS_BYTES].decode(errors="ignore")
    pairs = [
        ("MSG", shown),
        ("TAG", tag),
        ("UID", uid),
        ("MIN", minutes),
        ("StartTime", start.strftime(WIRE_FORMAT)),
    ]
    return f"DATA UPDATE SMS {_fields(pairs)}"


def link_message(*, pin: str, uid: int) -> str:
    """Whom a private message is for; the terminal must have both."""
    return f"DATA UPDATE USER_SMS {_fields([('PIN', pin), ('UID', uid)])}"


def delete_message(uid: int) -> str:
    """A message goes, whomever it was for."""
    return f"DATA DELETE SMS UID={uid}"


def enroll_finger(*, pin: str, finger: int) -> str:
    """Let the terminal ask for a finger, 0 to 9."""
    pairs = [("PIN", pin), ("FID", finger), ("RETRY", 3), ("OVERWRITE", 1)]
    return f"ENROLL_FP {_fields(pairs)}"


def enroll_bio(*, pin: str, wire_type: int, card: str | None) -> str:
    """Let the terminal ask for a template of any other type."""
    # Observed: without RETRY and OVERWRITE devices answer -1002.
    pairs = [("TYPE", wire_type), ("PIN", pin), ("CardNo", card), ("RETRY", 3), ("OVERWRITE", 1)]
    return f"ENROLL_BIO {_fields(pairs)}"


def set_server_address(*, address: str, port: int, is_host_name: bool) -> list[str]:
    """The options of the server's address, and the restart that applies them."""
    if is_host_name:
        options = ["WebServerURLModel=1", f"ICLOCKSVRURL=http://{_value(address)}:{port}"]
    else:
        options = ["WebServerURLModel=0", f"WebServerIP={_value(address)}", f"WebServerPort={port}"]
    return [*(f"SET OPTION {option}" for option in options), REBOOT]


def query_transactions(*, start: datetime, end: datetime) -> str:
    """Let the terminal send its punches between two local times, both included."""
    pairs = [("StartTime", start.strftime(WIRE_FORMAT)), ("EndTime", end.strftime(WIRE_FORMAT))]
    return f"DATA QUERY ATTLOG {_fields(pairs)}"


REBOOT = "REBOOT"
UNLOCK = "AC_UNLOCK"
UNALARM = "AC_UNALARM"
# Guess: door 1 closed for good.
LOCK = "CONTROL DEVICE 01010100"
CLEAR_DATA, CLEAR_LOG, CLEAR_PHOTO = "CLEAR DATA", "CLEAR LOG", "CLEAR PHOTO"
INFO = "INFO"
CHECK = "CHECK"
