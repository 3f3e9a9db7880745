"""Which records go out for what is in the tables, and by which of them."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from iclock.virtual import lines
from iclock.virtual.device_models import FACE, FINGER_VEIN, VISIBLE_LIGHT_FACE, has_flag
from iclock.virtual.outbox import Record, Table
from iclock.virtual.records import Operation, Punch, Template, User

if TYPE_CHECKING:
    from iclock.virtual.device import Device
    from iclock.virtual.server_options import ServerOptions

# The TransFlags of the older tables of templates.
TEMPLATE_FLAGS = {FACE: "FACE", FINGER_VEIN: "FVEIN"}


def of_punch(device: "Device", punch: Punch, *, is_asked: bool = False) -> Record:
    """A punch as ATTLOG has it."""
    return Record(lines.punch_line(punch, device.model), "AttLog", is_asked)


def of_operation(operation: Operation) -> Record:
    """A line of the operation log as OPERLOG has it."""
    return Record(lines.operation_line(operation), "OpLog")


def of_user(device: "Device", user: User, flag: str, *, is_asked: bool = False) -> Record:
    """A person as OPERLOG has them; `flag` is the TransFlag that lets the line pass."""
    return Record(lines.user_line(user, device.model), flag, is_asked)


def of_punch_photo(name: str, image: bytes, *, is_asked: bool = False) -> Record:
    """The photo of a punch as ATTPHOTO has it, under the name of its file."""
    return Record(name, "AttPhoto", is_asked, image)


def of_error(code: str, message: str, command_id: str) -> Record:
    """A command that failed as ERRORLOG has it; no TransFlag stops it."""
    return Record(lines.error_line(code, message, command_id))


def of_template(
    device: "Device", server: "ServerOptions", template: Template, *, is_asked: bool = False
) -> tuple[Table, Record] | None:
    """By BIODATA where both sides take it, else by the older table; None where there is none."""
    bio_type = template.bio_type
    # Push protocol, section 2: both lists together decide, no TransFlag does.
    if has_flag(device.model.bio_data, bio_type) and server.takes_bio_data(bio_type):
        return Table.BIODATA, Record(lines.bio_data_line(template))
    text = lines.legacy_template_line(template)
    flag = TEMPLATE_FLAGS.get(bio_type, "EnrollFP")
    return (Table.OPERLOG, Record(text, flag, is_asked)) if text else None


def of_bio_photo(device: "Device", server: "ServerOptions", pin: str) -> Record | None:
    """The comparison photo of a face, where both sides take such photos."""
    own = has_flag(device.model.bio_photo, VISIBLE_LIGHT_FACE)
    if pin not in device.memory.bio_photos or not own:
        return None
    if not server.takes_bio_photo(VISIBLE_LIGHT_FACE):
        return None
    return Record(lines.bio_photo_line(pin, device.memory.bio_photos[pin]))


def everything(device: "Device", server: "ServerOptions", table: Table) -> Iterator[Record]:
    """All records of a table, for a server that has none of them."""
    memory = device.memory
    if table is Table.ATTLOG:
        yield from (of_punch(device, punch) for punch in memory.punches)
    elif table is Table.ATTPHOTO:
        yield from (of_punch_photo(*photo) for photo in memory.punch_photos.items())
    elif table is Table.BIOPHOTO:
        photos = (of_bio_photo(device, server, pin) for pin in memory.bio_photos)
        yield from (photo for photo in photos if photo)
    else:
        if table is Table.OPERLOG:
            yield from _operation_log(device)
        routed = (of_template(device, server, one) for one in memory.templates_of())
        yield from (found[1] for found in routed if found and found[0] is table)


def _operation_log(device: "Device") -> Iterable[Record]:
    """Users, their pictures, what was done; the older tables of templates come after."""
    memory = device.memory
    yield from (of_user(device, user, "EnrollUser") for user in memory.users.values())
    for pin, image in memory.pictures.items():
        yield Record(lines.picture_line(pin, image), "UserPic")
    for code, name in memory.work_codes.items():
        yield Record(lines.work_code_line(code, name), "WORKCODE")
    yield from map(of_operation, memory.operations)
