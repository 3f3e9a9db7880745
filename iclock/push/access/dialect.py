"""Which terminals speak push 3.x."""

from iclock.terminals.models import Terminal

ACCESS, ATTENDANCE = "acc", "att"
FIRST_VERSION = 3


def speaks_access(terminal: Terminal) -> bool:
    """Whether a terminal registered, calls itself one of access control, or tells version 3."""
    # Push protocol, section 11: pushver 3 and above, or DeviceType=acc.
    kind = terminal.device_type.lower()
    if terminal.door_count or kind == ACCESS:
        return True
    # Guess: one that calls itself a terminal for attendance is one, whatever its version.
    major = terminal.push_protocol.partition(".")[0].strip()
    return kind != ATTENDANCE and major.isdecimal() and int(major) >= FIRST_VERSION
