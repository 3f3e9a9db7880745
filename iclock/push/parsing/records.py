"""The records that a terminal uploads; `line` is the line's number in the body, from 1."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Rejected:
    """A line that cannot be read: its beginning, decoded somehow, and what is wrong with it."""

    line: int
    text: str  # at most 1,000 characters, without NUL
    reason: str


@dataclass(frozen=True, slots=True)
class UserLine:
    """A person as the device has them.

    `fields` holds what was sent, under capital keys and without the PIN: NAME, PRI, PASSWD, CARD,
    GRP, TZ, VERIFY and others. PRI, VERIFY and GRP are whole numbers or empty; CARD is digits, or
    empty for no card.
    """

    line: int
    pin: str
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class TemplateLine:
    """A biometric template, or a part of one."""

    line: int
    pin: str
    wire_type: int  # 1 finger, 2 near-infrared face, 7 finger vein, 8 palm, 9 face, ..
    no: int  # which finger, palm or eye
    index: int  # which part of a template in several parts
    valid: int  # 0 or 1
    duress: int
    major_ver: str  # of the algorithm; "" if the line does not say
    minor_ver: str
    template: str  # base64


@dataclass(frozen=True, slots=True)
class PictureLine:
    """The photo that a device shows when the person punches."""

    line: int
    pin: str
    file_name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class PortraitLine:
    """A photo from which templates are made: its content, or where the device has it."""

    line: int
    pin: str
    wire_type: int
    content: bytes
    url: str


@dataclass(frozen=True, slots=True)
class OperationLine:
    """What somebody did at the device; `iclock.push.operations` names the operations."""

    line: int
    operation: int
    operator: str  # the PIN of an administrator, or "0"
    time: datetime  # the device's local time
    values: tuple[str, ...]  # without the empty ones at the end


@dataclass(frozen=True, slots=True)
class ErrorLine:
    """What the device could not do; `additional` is base64 of JSON."""

    line: int
    code: str
    message: str
    origin: str
    command_id: str
    additional: str


@dataclass(frozen=True, slots=True)
class WorkCodeLine:
    """A work code that was made at the device."""

    line: int
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class IdCardLine:
    """What the device read from an identity card, under capital keys."""

    line: int
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class AccessEvent:
    """What happened at a door; `pin` is "" where nobody is known to be there."""

    line: int
    pin: str
    time: datetime  # the device's local time
    event: int
    state: str  # as a punch has it: "0" in, "1" out, "255" neither
    verify_type: int
    mask_flag: int | None
    temperature: float | None
    fields: Mapping[str, str]  # everything else that was sent, under small keys


Record = (
    UserLine
    | TemplateLine
    | PictureLine
    | PortraitLine
    | OperationLine
    | ErrorLine
    | WorkCodeLine
    | IdCardLine
)
Entry = Record | Rejected
