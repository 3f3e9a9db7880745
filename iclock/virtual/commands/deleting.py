"""DATA DELETE and CLEAR: what is taken out of the terminal's tables."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from iclock.virtual.commands.reading import Command, Fields
from iclock.virtual.commands.rows import delete_row
from iclock.virtual.commands.steps import Result
from iclock.virtual.device_models import FACE, FINGER_VEIN, FINGERPRINT
from iclock.virtual.numbers import LARGEST
from iclock.virtual.outbox import Table
from iclock.virtual.refusals import NOT_CONFIGURED, UNSUPPORTED, RefusedError

if TYPE_CHECKING:
    from iclock.virtual.device import Device


def delete(device: "Device", command: Command) -> Result:
    """Take all records of the command out of its table."""
    # Guess: deleting what is not there succeeds, because servers send such commands twice.
    remove = TABLES.get(command.table)
    if remove is None:
        raise RefusedError(NOT_CONFIGURED)
    for fields in command.records:
        remove(device, fields)
    return Result()


def delete_user(device: "Device", fields: Fields) -> None:
    """`USERINFO PIN=7`: a person, with templates, photos and links to messages."""
    device.memory.remove_user(fields.required("PIN"))


def delete_fingerprint(device: "Device", fields: Fields) -> None:
    """`FINGERTMP PIN=7<tab>FID=6`: one finger of a person, or all."""
    device.memory.remove_templates(
        fields.required("PIN"), FINGERPRINT, fields.optional("FID", 0, 99)
    )


def delete_face(device: "Device", fields: Fields) -> None:
    """`FACE PIN=7`: a near-infrared face, all its parts."""
    device.memory.remove_templates(fields.required("PIN"), FACE)


def delete_finger_vein(device: "Device", fields: Fields) -> None:
    """`FVEIN Pin=7<tab>FID=6`: the veins of one finger of a person, or of all."""
    device.memory.remove_templates(
        fields.required("Pin"), FINGER_VEIN, fields.optional("FID", 0, 99)
    )


def delete_bio_data(device: "Device", fields: Fields) -> None:
    """All templates of a person, those of a type, or one finger's."""
    bio_type, no = fields.optional("Type", 0, 99), fields.optional("No", 0, 99)
    device.memory.remove_templates(fields.required("Pin"), bio_type, no)


def delete_picture(device: "Device", fields: Fields) -> None:
    """`USERPIC PIN=7`: the portrait that is shown when the person punches."""
    device.memory.pictures.pop(fields.required("PIN"), None)


def delete_bio_photo(device: "Device", fields: Fields) -> None:
    """`BIOPHOTO PIN=7`: the comparison photo; the template made of it stays."""
    device.memory.bio_photos.pop(fields.required("PIN"), None)


def delete_message(device: "Device", fields: Fields) -> None:
    """A message, and whom it was for."""
    uid, memory = fields.number("UID", 0, LARGEST), device.memory
    memory.messages.pop(uid, None)
    memory.message_links = {link for link in memory.message_links if link[1] != uid}


def delete_work_code(device: "Device", fields: Fields) -> None:
    """`WORKCODE CODE=12`: a work code."""
    device.memory.work_codes.pop(fields.required("CODE"), None)


def delete_advertisement(device: "Device", fields: Fields) -> None:
    """`ADPIC Index=1`: a picture of the screen's advertisements."""
    delete_row(device, fields, "adpic")


TABLES: dict[str, Callable[["Device", Fields], None]] = {
    "userinfo": delete_user,
    "fingertmp": delete_fingerprint,
    "face": delete_face,
    "fvein": delete_finger_vein,
    "biodata": delete_bio_data,
    "userpic": delete_picture,
    "biophoto": delete_bio_photo,
    "sms": delete_message,
    "workcode": delete_work_code,
    "adpic": delete_advertisement,
}


def clear_log(device: "Device", _command: Command) -> Result:
    """`CLEAR LOG`: all punches, those that wait to be uploaded too."""
    device.memory.punches.clear()
    device.outbox.keep(Table.ATTLOG, lambda _: False)
    return Result()


def clear_photo(device: "Device", _command: Command) -> Result:
    """`CLEAR PHOTO`: all photos of punches, those that wait to be uploaded too."""
    device.memory.punch_photos.clear()
    device.outbox.keep(Table.ATTPHOTO, lambda _: False)
    return Result()


def clear_bio_data(device: "Device", _command: Command) -> Result:
    """`CLEAR BIODATA`: all templates and comparison photos."""
    device.memory.templates.clear()
    device.memory.bio_photos.clear()
    return Result()


def clear_data(device: "Device", _command: Command) -> Result:
    """Everything: people, punches, photos, messages, and what of them waits to be uploaded."""
    device.memory.clear()
    device.unrouted.templates.clear()
    device.unrouted.bio_photos.clear()
    for table in Table:
        device.outbox.keep(table, lambda _: False)
    return Result()


def clear_all(device: "Device", command: Command) -> Result:
    """`CLEAR ALL USERINFO`: all people; -1002 for any other table."""
    # Push protocol, section 8: only the vendor's demo server sends it.
    if command.rest.strip() != "USERINFO":
        raise RefusedError(UNSUPPORTED)
    for pin in list(device.memory.users):
        device.memory.remove_user(pin)
    return Result()
