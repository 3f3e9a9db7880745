"""Commands about the terminal itself: its talk, its options, its door."""

from typing import TYPE_CHECKING

from iclock.virtual import operations
from iclock.virtual.clock import decoded
from iclock.virtual.commands.reading import Command
from iclock.virtual.commands.steps import Result
from iclock.virtual.numbers import number_of
from iclock.virtual.parameters import parameters
from iclock.virtual.refusals import BAD_PARAMETER, NOT_CONFIGURED, UNSUPPORTED, RefusedError

if TYPE_CHECKING:
    from iclock.virtual.device import Device

DATE_TIME = "datetime"
# Guess: the first byte of CONTROL DEVICE, as access controllers read it.
OUTPUT, CANCEL_ALARM, RESTART = 1, 2, 3
LOCK = 1
CLOSED, FOR_GOOD = 0, 255


def check(device: "Device", _command: Command) -> Result:
    """Read the server's options again; stamps of 0 make the terminal upload everything."""
    device.intentions.handshake = True
    return Result()


def upload_now(device: "Device", _command: Command) -> Result:
    """`LOG`: upload now what else would wait for its time."""
    device.intentions.upload = True
    return Result()


def tell_all(device: "Device", _command: Command) -> Result:
    """`INFO`: all parameters, a line each after that of the result."""
    return Result(lines=tuple(f"{name}={value}" for name, value in parameters(device).items()))


def restart(device: "Device", _command: Command) -> Result:
    """`REBOOT`: start anew, once the result has been told."""
    device.intentions.restart = True
    return Result()


def set_option(device: "Device", command: Command) -> Result:
    """`SET OPTION VOLUME=67`: one option; -1 for a text that is none."""
    _set(device, command.rest)
    return Result()


def set_options(device: "Device", command: Command) -> Result:
    """`SET OPTIONS VOLUME=67,Delay=10`: several at once."""
    # Observed: newer firmware knows the plural, older does not.
    if device.model.is_legacy:
        raise RefusedError(UNSUPPORTED)
    for pair in command.rest.split(","):
        _set(device, pair)
    return Result()


def _set(device: "Device", pair: str) -> None:
    name, equals, value = pair.strip().partition("=")
    if not name.strip() or not equals:
        raise RefusedError(BAD_PARAMETER)
    if name.strip().lower() != DATE_TIME:
        device.set_option(name.strip(), value.strip())
        return
    moment = decoded(number_of(value, default=-1))
    if moment is None:
        raise RefusedError(BAD_PARAMETER)
    device.clock.set(moment)


def get_option(device: "Device", command: Command) -> Result:
    """`GET OPTION FROM VOLUME`: -1 for an option that is not there."""
    # Observed: the answer is only that it worked.
    name = command.rest.removeprefix("FROM").strip()
    known = {*device.options, *(key.lstrip("~") for key in parameters(device))}
    if name.lstrip("~") not in known:
        raise RefusedError(BAD_PARAMETER)
    return Result()


def reload_options(device: "Device", _command: Command) -> Result:
    """Take the options over that were set, and tell them anew."""
    device.intentions.tell_parameters = True
    return Result()


def unlock(device: "Device", _command: Command) -> Result:
    """`AC_UNLOCK`: open the door for a while; -1004 where there is none."""
    _refuse_without_door(device)
    device.open_door(device.behaviour.door_s)
    return Result()


def cancel_alarm(device: "Device", _command: Command) -> Result:
    """`AC_UNALARM`: end the alarm; -1004 where there is no door."""
    _refuse_without_door(device)
    device.door.is_alarmed = False
    device.log_operation(operations.ALARM, operations.ALARM_CANCELLED)
    return Result()


def control_device(device: "Device", command: Command) -> Result:
    """Hex bytes: what to do, door, lock, seconds (0: closed, 255: open for good)."""
    try:
        content = bytes.fromhex(command.rest.strip())
    except ValueError as problem:
        raise RefusedError(BAD_PARAMETER) from problem
    what, door, output, seconds = (*content[:4], *bytes(4))[:4]
    if what == RESTART:
        return restart(device, command)
    _refuse_without_door(device)
    if what == CANCEL_ALARM:
        return cancel_alarm(device, command)
    if (what, door, output) != (OUTPUT, 1, LOCK):
        raise RefusedError(BAD_PARAMETER)
    _control_lock(device, seconds)
    return Result()


def _control_lock(device: "Device", seconds: int) -> None:
    if seconds == CLOSED:
        device.door.lock()
    elif seconds == FOR_GOOD:
        device.door.hold_open()
        device.log_operation(operations.UNLOCK)
    else:
        device.open_door(seconds)


def _refuse_without_door(device: "Device") -> None:
    if not device.model.has_door:
        raise RefusedError(NOT_CONFIGURED)
