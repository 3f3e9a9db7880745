"""Which function carries out which command."""

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

from iclock.virtual.commands import controlling, deleting, enrolling, files, querying
from iclock.virtual.commands.reading import Command
from iclock.virtual.commands.steps import Result, Step
from iclock.virtual.commands.updating import update
from iclock.virtual.commands.upgrading import upgrade
from iclock.virtual.refusals import UNSUPPORTED, RefusedError

if TYPE_CHECKING:
    from iclock.virtual.device import Device

CarryOut: TypeAlias = Callable[["Device", Command], Step]

# What is not here, SHELL among it, is unsupported.
COMMANDS: dict[str, CarryOut] = {
    "DATA UPDATE": update,
    "DATA DELETE": deleting.delete,
    "DATA QUERY": querying.query,
    "CLEAR LOG": deleting.clear_log,
    "CLEAR PHOTO": deleting.clear_photo,
    "CLEAR DATA": deleting.clear_data,
    "CLEAR BIODATA": deleting.clear_bio_data,
    "CLEAR ALL": deleting.clear_all,
    "CHECK": controlling.check,
    "LOG": controlling.upload_now,
    "VERIFY SUM": querying.verify_sum,
    "SET OPTION": controlling.set_option,
    "SET OPTIONS": controlling.set_options,
    "GET OPTION": controlling.get_option,
    "RELOAD OPTIONS": controlling.reload_options,
    "INFO": controlling.tell_all,
    "GetFile": files.get_file,
    "PutFile": files.put_file,
    "ENROLL_FP": enrolling.enroll_finger,
    "ENROLL_BIO": enrolling.enroll_bio,
    "ENROLL_MF": enrolling.enroll_card,
    "REBOOT": controlling.restart,
    "AC_UNLOCK": controlling.unlock,
    "AC_UNALARM": controlling.cancel_alarm,
    "CONTROL DEVICE": controlling.control_device,
    "UPGRADE": upgrade,
}


def execute(device: "Device", command: Command) -> Step:
    """Carry a command out as far as that is possible at once."""
    carry_out = COMMANDS.get(command.verb)
    if carry_out is None:
        return Result(UNSUPPORTED)
    return attempt(lambda: carry_out(device, command))


def attempt(work: Callable[[], Step]) -> Step:
    """The next step of a command; a refusal is its result."""
    try:
        return work()
    except RefusedError as refused:
        return Result(refused.code)
