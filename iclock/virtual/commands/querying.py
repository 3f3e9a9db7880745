"""DATA QUERY and VERIFY SUM: what of the tables a server asks for.

The records go out by the usual uploads, whatever TransFlag says.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from iclock.virtual import uploads
from iclock.virtual.clock import WIRE_FORMAT
from iclock.virtual.commands.reading import Command, Fields
from iclock.virtual.commands.steps import Result
from iclock.virtual.device_models import FINGERPRINT
from iclock.virtual.outbox import Table
from iclock.virtual.records import Punch, Template
from iclock.virtual.refusals import NOT_CONFIGURED, NOTHING_FOUND, UNSUPPORTED, RefusedError

if TYPE_CHECKING:
    from iclock.virtual.device import Device


def query(device: "Device", command: Command) -> Result:
    """`DATA QUERY`: upload what the records ask for; -1 where that is nothing."""
    ask = TABLES.get(command.table)
    if ask is None:
        raise RefusedError(NOT_CONFIGURED)
    if not sum(ask(device, fields) for fields in command.records):
        # Observed: this is how a query ends that finds nothing.
        raise RefusedError(NOTHING_FOUND)
    device.intentions.upload = True
    return Result()


def query_punches(device: "Device", fields: Fields) -> int:
    """`ATTLOG StartTime=..<tab>EndTime=..`: punches, both times included; how many."""
    found = _between(device, fields)
    for punch in found:
        device.queue(Table.ATTLOG, uploads.of_punch(device, punch, is_asked=True))
    return len(found)


def query_punch_photos(device: "Device", fields: Fields) -> int:
    """`ATTPHOTO StartTime=..<tab>EndTime=..`: the photos of punches; how many."""
    start, end = (fields.moment(name).strftime("%Y%m%d%H%M%S") for name in ("StartTime", "EndTime"))
    photos = device.memory.punch_photos
    found = [name for name in photos if start <= name.partition("-")[0] <= end]
    for name in found:
        device.queue(Table.ATTPHOTO, uploads.of_punch_photo(name, photos[name], is_asked=True))
    return len(found)


def query_users(device: "Device", fields: Fields) -> int:
    """One person, or all of them."""
    pin = fields.text("PIN").strip()
    users = [user for user in device.memory.users.values() if pin in {"", user.pin}]
    for user in users:
        device.queue_user(user, is_new=False, is_asked=True)
    return len(users)


def query_fingerprints(device: "Device", fields: Fields) -> int:
    """`FINGERTMP PIN=7<tab>FID=6`: one finger of a person, or all; how many."""
    no, pin = fields.optional("FID", 0, 9), fields.required("PIN")
    return _upload(device, list(device.memory.templates_of(pin, FINGERPRINT, no)))


def query_bio_data(device: "Device", fields: Fields) -> int:
    """The templates of a type: everybody's, one person's, or one finger's."""
    bio_type, pin = fields.number("Type", 0, 10), fields.text("PIN").strip() or None
    no = fields.optional("No", 0, 99)
    return _upload(device, list(device.memory.templates_of(pin, bio_type, no)))


def _upload(device: "Device", found: list[Template]) -> int:
    device.unrouted.templates += [(template, True) for template in found]
    return len(found)


TABLES: dict[str, Callable[["Device", Fields], int]] = {
    "attlog": query_punches,
    "attphoto": query_punch_photos,
    "userinfo": query_users,
    "fingertmp": query_fingerprints,
    "biodata": query_bio_data,
}


def verify_sum(device: "Device", command: Command) -> Result:
    """How many punches there are in a span of time."""
    table, _, rest = command.rest.partition(" ")
    if table != "ATTLOG":
        raise RefusedError(UNSUPPORTED)
    fields = Fields.read(rest)
    count = len(_between(device, fields))
    start, end = (fields.moment(name).strftime(WIRE_FORMAT) for name in ("StartTime", "EndTime"))
    return Result(suffix=f"&StartTime={start}&EndTime={end}&AttLogSum={count}")


def _between(device: "Device", fields: Fields) -> list[Punch]:
    start, end = fields.moment("StartTime"), fields.moment("EndTime")
    return [punch for punch in device.memory.punches if start <= punch.at <= end]
