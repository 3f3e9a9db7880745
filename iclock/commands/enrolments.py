"""Enrolments: the device answers when its dialog ends, and sends the template by itself."""

import re
from dataclasses import dataclass
from typing import Self

WAITS = "answered; waits for the template"
NEVER_CAME = "the template never came"
FINGER = 1  # on the wire
ENROLMENT = re.compile(r"ENROLL_(?:FP|BIO) (.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Enrolled:
    """Whose template it is, of which wire type, and which one of theirs (a finger from 0 to 9)."""

    pin: str
    wire_type: int
    no: int


@dataclass(frozen=True, slots=True)
class Sought:
    """What an enrolment asks for; only of fingers it may say which one."""

    pin: str
    wire_type: int
    no: int | None

    @classmethod
    def by(cls, content: str) -> Self | None:
        """What a command asks for; None for one that ends with its answer."""
        found = ENROLMENT.match(content)
        if found is None:
            return None
        pairs = (part.partition("=") for part in found[1].split("\t"))
        fields = {name.upper(): value for name, _, value in pairs}
        wire_type = _number(fields.get("TYPE", "")) or FINGER
        no = _number(fields.get("FID", "")) if wire_type == FINGER else None
        return cls(fields.get("PIN", ""), wire_type, no)

    def is_met_by(self, template: Enrolled) -> bool:
        return (self.pin, self.wire_type) == (template.pin, template.wire_type) and (
            self.no is None or self.no == template.no
        )


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() else None
