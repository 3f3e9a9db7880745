"""Lines that hold biometric templates: the unified form, and the older one of each kind."""

import re
from dataclasses import dataclass

from iclock.push.parsing.fields import Fields
from iclock.push.parsing.records import TemplateLine
from iclock.push.parsing.values import UnreadableError, check_base64

FINGERPRINT, FACE, RETINA, FINGER_VEIN = 1, 2, 5, 7
# Guess: 5 is a retina on the wire, but finger veins in the vendor's API; nobody has retinas.
TOLD_AS = {RETINA: FINGER_VEIN}
UNDER_DURESS = 3  # of an older fingerprint's Valid, which is 0 or 1 otherwise
VERSION = re.compile(r"[0-9A-Za-z._-]{1,9}")


@dataclass(frozen=True, slots=True)
class Older:
    """How a table of its own tells what the unified form calls No, Index and the version."""

    wire_type: int
    no: str
    index: str
    major_ver: str
    content: str = "TMP"


# Observed: FP holds templates of algorithm 10.0 and before; of FVEIN only 3.0 is known.
OLDER = {
    "FP": Older(FINGERPRINT, "FID", "", "10"),
    "FACE": Older(FACE, "", "FID", ""),
    "FVEIN": Older(FINGER_VEIN, "FID", "INDEX", "3"),
    # Guess: the fingerprints of terminals of access control.
    "TEMPLATEV10": Older(FINGERPRINT, "FINGERID", "", "10", content="TEMPLATE"),
}


def read_bio_data(line: int, text: str) -> TemplateLine:
    """`BIODATA Pin=7<tab>No=6<tab>Index=0<tab>Valid=1<tab>Type=1<tab>..<tab>Tmp=..`."""
    fields = Fields.read(text)
    if not fields.text("TYPE"):
        raise UnreadableError("Type is missing.")
    wire_type = fields.number("TYPE")
    return TemplateLine(
        line,
        fields.pin(),
        TOLD_AS.get(wire_type, wire_type),
        fields.number("NO"),
        fields.number("INDEX"),
        _bit(fields.number("VALID", default=1)),
        _bit(fields.number("DURESS")),
        _version(fields.text("MAJORVER")),
        _version(fields.text("MINORVER")),
        _template(fields),
    )


def read_older(line: int, text: str, kind: Older) -> TemplateLine:
    """A line of an older table, such as `FP PIN=7<tab>FID=6<tab>Size=..<tab>Valid=1<tab>TMP=..`."""
    fields = Fields.read(text)
    valid = fields.number("VALID", default=1)
    return TemplateLine(
        line,
        fields.pin(),
        kind.wire_type,
        fields.number(kind.no),
        fields.number(kind.index),
        _bit(valid),
        _bit(valid == UNDER_DURESS),
        _version(fields.text("MAJORVER") or kind.major_ver),
        _version(fields.text("MINORVER")),
        _template(fields, kind.content),
    )


def _template(fields: Fields, name: str = "TMP") -> str:
    text = fields.text(name)
    check_base64("Tmp", text, fields.number("SIZE"))
    return text


def _version(text: str) -> str:
    if text and not VERSION.fullmatch(text):
        raise UnreadableError(f"{text[:50]} is no version of an algorithm.")
    return text


def _bit(value: int) -> int:
    return int(value != 0)
