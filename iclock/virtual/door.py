"""The door beside a terminal."""

from dataclasses import dataclass


@dataclass(slots=True)
class Door:
    """Opens for a while, for good, or not at all; times in the driver's seconds."""

    opened_until: float = 0.0
    is_held_open: bool = False
    is_locked: bool = False  # by a server, for good: no card opens it
    is_alarmed: bool = False

    def is_open(self, now: float) -> bool:
        """Whether somebody could walk in at this moment."""
        return not self.is_locked and (self.is_held_open or now < self.opened_until)

    def open(self, now: float, seconds: float) -> None:
        """Open for a while; a server's opening also ends its lock."""
        self.is_locked = False
        self.opened_until = now + seconds

    def hold_open(self) -> None:
        """Open for good, until it is locked."""
        self.is_locked, self.is_held_open = False, True

    def lock(self) -> None:
        """Close for good, until a server opens it."""
        self.is_locked, self.is_held_open, self.opened_until = True, False, 0.0
