"""Enrolments that a server starts: a dialog at the terminal, and how it ends."""

from typing import TYPE_CHECKING

from iclock.virtual.behaviour import Enrolment
from iclock.virtual.commands.reading import Command
from iclock.virtual.commands.steps import Dialog, Result, Step
from iclock.virtual.device_models import FINGER_VEIN, FINGERPRINT
from iclock.virtual.refusals import NOT_CONFIGURED, TIMEOUT, UNSUPPORTED, RefusedError

if TYPE_CHECKING:
    from iclock.virtual.device import Device

ALREADY, POOR_QUALITY, OTHER, CANCELLED, BUSY = 2, 4, 5, 6, 7
CODES = {
    Enrolment.SUCCESS: 0,
    Enrolment.POOR_QUALITY: POOR_QUALITY,
    Enrolment.CANCEL: CANCELLED,
    Enrolment.TIMEOUT: TIMEOUT,
    Enrolment.BUSY: BUSY,
    Enrolment.ALREADY: ALREADY,
    Enrolment.OTHER: OTHER,
}
# Guess: how long the dialog stays on the screen.
SECONDS = {
    Enrolment.SUCCESS: 6.0,
    Enrolment.POOR_QUALITY: 15.0,
    Enrolment.CANCEL: 4.0,
    Enrolment.TIMEOUT: 60.0,
    Enrolment.BUSY: 0.0,
    Enrolment.ALREADY: 0.0,
    Enrolment.OTHER: 5.0,
}
CARD_TIMEOUT = 5
INDEX_FINGER = 6


def enroll_finger(device: "Device", command: Command) -> Step:
    """`ENROLL_FP PIN=7<tab>FID=6<tab>RETRY=3<tab>OVERWRITE=1`: a dialog about a finger."""
    _refuse_incomplete(command)
    return _enroll(device, command, FINGERPRINT, command.fields.number("FID", 0, 9))


def enroll_bio(device: "Device", command: Command) -> Step:
    """`ENROLL_BIO TYPE=9<tab>PIN=7<tab>RETRY=3<tab>OVERWRITE=1`: the same for any type."""
    _refuse_incomplete(command)
    bio_type = command.fields.number("TYPE", 0, 10)
    # Guess: newer firmware names the finger, older takes the right index finger.
    usual = INDEX_FINGER if bio_type in {FINGERPRINT, FINGER_VEIN} else 0
    return _enroll(device, command, bio_type, command.fields.number("NO", 0, 9, usual))


def enroll_card(device: "Device", command: Command) -> Step:
    """`ENROLL_MF PIN=7<tab>RETRY=3`: a dialog that gives somebody a card."""
    pin = device.memory.known_user(command.fields.required("PIN")).pin
    how = _how(device)

    def end() -> Result:
        if how is Enrolment.SUCCESS:
            device.enroll_card(pin)
        return Result(CARD_TIMEOUT if how is Enrolment.TIMEOUT else CODES[how])

    return Dialog(SECONDS[how], end)


def _refuse_incomplete(command: Command) -> None:
    # Observed: devices do not know the command without these two.
    if "retry" not in command.fields or "overwrite" not in command.fields:
        raise RefusedError(UNSUPPORTED)


def _enroll(device: "Device", command: Command, bio_type: int, no: int) -> Step:
    pin = device.memory.known_user(command.fields.required("PIN")).pin
    if not device.model.knows(bio_type):
        raise RefusedError(NOT_CONFIGURED)
    how = _how(device)
    is_enrolled = (pin, no) in device.memory.enrolled(bio_type)
    if how is not Enrolment.BUSY and is_enrolled and not command.fields.number("OVERWRITE", 0, 1):
        how = Enrolment.ALREADY

    def end() -> Result:
        if how is Enrolment.SUCCESS:
            device.memory.known_user(pin)
            device.enroll(pin, bio_type, no)
        return Result(CODES[how])

    return Dialog(SECONDS[how], end)


def _how(device: "Device") -> Enrolment:
    """Busy while somebody is in the menu, else as the people at this terminal behave."""
    return Enrolment.BUSY if device.now < device.menu_until else device.behaviour.enrolment
