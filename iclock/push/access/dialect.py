"""Which terminals speak push 3.x."""

from iclock.terminals.models import Terminal

ACCESS = "acc"
FIRST_VERSION = 3


def speaks_access(terminal: Terminal) -> bool:
    """Whether a terminal registered, calls itself one of access control or tells version 3."""
    # Push protocol, section 11: pushver 3 and above, or DeviceType=acc.
    if terminal.door_count or terminal.device_type.lower() == ACCESS:
        return True
    major = terminal.push_protocol.partition(".")[0].strip()
    return major.isdecimal() and int(major) >= FIRST_VERSION
