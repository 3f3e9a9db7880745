"""How a terminal, and the people before it, behave."""

from dataclasses import dataclass
from enum import StrEnum


class Enrolment(StrEnum):
    """How an enrolment that a server asks for ends."""

    SUCCESS = "success"
    POOR_QUALITY = "poor_quality"
    CANCEL = "cancel"
    TIMEOUT = "timeout"
    BUSY = "busy"
    ALREADY = "already"
    OTHER = "other"


@dataclass(slots=True)
class Behaviour:
    """May be changed while the terminal runs; times are seconds of the terminal's driver."""

    enrolment: Enrolment = Enrolment.SUCCESS
    takes_photos: bool = False  # of whoever punches, where there is a camera
    has_state_keys: bool = False  # whether people press In or Out
    drift: float = 0.0  # seconds that the clock gains in a day
    boot_s: float = 20.0
    door_s: float = 5.0  # how long the door stays open
