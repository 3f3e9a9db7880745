"""What a terminal holds in its tables."""

from dataclasses import dataclass
from datetime import datetime

TemplateKey = tuple[str, int, int, int]
NO_STATE = 255  # of a punch without a state key


@dataclass(slots=True)
class User:
    """A person; texts as they came, which is how they go out again."""

    pin: str
    name: str = ""
    privilege: str = "0"
    password: str = ""
    card: str = ""
    group: str = "1"
    zones: str = "0000000100000000"
    verify: str = "-1"
    vice_card: str = ""
    start: str = "0"
    end: str = "0"


@dataclass(frozen=True, slots=True)
class Template:
    """One template or one part of it; `data` is base64, `bio_type` the wire's number."""

    pin: str
    bio_type: int
    no: int
    index: int
    major: str
    data: str
    minor: str = "0"
    valid: str = "1"
    duress: str = "0"

    @property
    def key(self) -> TemplateKey:
        """What names it in the terminal's table; a new version replaces an old one."""
        return (self.pin, self.bio_type, self.no, self.index)


@dataclass(frozen=True, slots=True)
class Punch:
    """One line of the attendance log, in the terminal's own local time."""

    pin: str
    at: datetime
    status: int = NO_STATE
    verify: int = 1
    work_code: str = "0"
    mask: str = "0"
    temperature: str = "0"
    number: int = 0  # running, since the log was last empty


@dataclass(frozen=True, slots=True)
class Operation:
    """One line of the operation log."""

    code: int
    at: datetime
    operator: str = "0"
    values: tuple[str, str, str] = ("0", "0", "0")


@dataclass(frozen=True, slots=True)
class Message:
    """A short message; tag 253 is for all, 254 for those it is linked to."""

    uid: int
    text: str
    tag: int
    minutes: int
    start: datetime
