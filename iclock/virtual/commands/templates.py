"""DATA UPDATE of templates: the older tables, and BIODATA for every type."""

from typing import TYPE_CHECKING

from iclock.virtual.commands.reading import Command, Fields
from iclock.virtual.device_models import FACE, FINGER_VEIN, FINGERPRINT, has_flag
from iclock.virtual.records import Template
from iclock.virtual.refusals import (
    BAD_TEMPLATE,
    BAD_TEMPLATE_FORMAT,
    NOT_CONFIGURED,
    OTHER_VERSION,
    TEMPLATE_SIZE,
    RefusedError,
)
from iclock.virtual.templates import without_filler

if TYPE_CHECKING:
    from iclock.virtual.device import Device


def put_fingerprint(device: "Device", fields: Fields, _command: Command) -> None:
    """`FINGERTMP PIN=7<tab>FID=6<tab>Size=..<tab>Valid=1<tab>TMP=..`: a finger."""
    _put(device, fields, FINGERPRINT, fields.number("FID", 0, 9), 0)


def put_face(device: "Device", fields: Fields, _command: Command) -> None:
    """`FACE PIN=7<tab>FID=0<tab>Valid=1<tab>Size=..<tab>TMP=..`: a part of a face."""
    _put(device, fields, FACE, 0, fields.number("FID", 0, 99))


def put_finger_vein(device: "Device", fields: Fields, _command: Command) -> None:
    """`FVEIN Pin=7<tab>FID=6<tab>Index=0<tab>Size=..<tab>Tmp=..`: a part of a finger's veins."""
    no, index = fields.number("FID", 0, 9), fields.number("Index", 0, 9)
    _put(device, fields, FINGER_VEIN, no, index)


def _put(device: "Device", fields: Fields, bio_type: int, no: int, index: int) -> None:
    """A template of one of the older tables, which name no version."""
    if not device.model.knows(bio_type):
        raise RefusedError(NOT_CONFIGURED)
    pin = device.memory.known_user(fields.required("PIN")).pin
    data = _data(fields)
    if bio_type == FACE:
        data = without_filler(data)
    version, valid = device.model.version(bio_type), fields.text("Valid", default="1")
    device.memory.put_template(Template(pin, bio_type, no, index, version, data, valid=valid))


def put_bio_data(device: "Device", fields: Fields, _command: Command) -> None:
    """`BIODATA Pin=7<tab>No=6<tab>Index=0<tab>Type=1<tab>MajorVer=10<tab>Tmp=..`: any type."""
    bio_type = fields.number("Type", 0, 10)
    if not has_flag(device.model.bio_data, bio_type):
        raise RefusedError(NOT_CONFIGURED)
    pin = device.memory.known_user(fields.required("Pin")).pin
    data = _data(fields)
    major = fields.required("MajorVer")
    # Observed: a visible-light face of another version is refused so.
    # Guess: so are the other types.
    if major != device.model.version(bio_type):
        raise RefusedError(OTHER_VERSION)
    device.memory.put_template(
        Template(
            pin,
            bio_type,
            fields.number("No", 0, 99, 0),
            fields.number("Index", 0, 99, 0),
            major,
            data,
            minor=fields.text("MinorVer", default="0"),
            valid=fields.text("Valid", default="1"),
            duress=fields.text("Duress", default="0"),
        )
    )


def _data(fields: Fields) -> str:
    text = fields.text("Tmp").strip()
    if not text:
        raise RefusedError(BAD_TEMPLATE)
    content = fields.content("Tmp", BAD_TEMPLATE_FORMAT)
    fields.refuse_other_size(len(text), len(content), TEMPLATE_SIZE)
    return text
