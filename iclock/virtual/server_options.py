"""The option block with which a server answers the handshake (push protocol, section 2)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from typing import Self

from iclock.virtual.clock import zone_minutes
from iclock.virtual.device_models import has_flag
from iclock.virtual.numbers import number_of

FIRST_LINE = "GET OPTION FROM"
TRANS_DATA = "transdata"
# The places of a TransFlag that is digits.
FLAG_NAMES = (
    "AttLog", "OpLog", "AttPhoto", "EnrollFP", "EnrollUser", "FPImag", "ChgUser", "ChgFP", "FACE",
    "UserPic", "WORKCODE", "BioPhoto",
)  # fmt: skip
PHOTOS_ONLY = frozenset({"attphoto"})
# Each table's stamp, and the short name that older servers send.
STAMPS = {
    "ATTLOG": ("attlogstamp", "stamp"),
    "OPERLOG": ("operlogstamp", "opstamp"),
    "ATTPHOTO": ("attphotostamp", "photostamp"),
    # Guess: a server that names no stamp of its own for templates means that of their people.
    "BIODATA": ("biodatastamp", "operlogstamp", "opstamp"),
}
OLDEST_PROTOCOL = (2, 2, 14)
# Guess: the first version with templates of any type in one table.
BIO_DATA_PROTOCOL = (2, 3, 0)
MEBIBYTE = 1024 * 1024
LONGEST_DELAY = 86_400
LONGEST_INTERVAL = 366 * 24 * 60  # minutes
TIME_OF_DAY = re.compile(r"(\d{1,2}):(\d{2})", re.ASCII)
MOST_TIMES = 10


@dataclass(frozen=True, slots=True)
class ServerOptions:
    """What a server wants of a terminal; delays in seconds, the zone in minutes."""

    values: Mapping[str, str] = field(default_factory=dict)  # names in small letters

    @classmethod
    def read(cls, text: str) -> Self | None:
        """The block of a handshake's answer; None for any other text."""
        lines = text.splitlines()
        if not lines or not lines[0].startswith(FIRST_LINE):
            return None
        pairs = (line.partition("=") for line in lines[1:] if "=" in line)
        return cls({name.strip().lower(): value.strip() for name, _, value in pairs})

    def with_option(self, name: str, value: str) -> Self:
        """The same but for one option, which a command has set."""
        return type(self)({**self.values, name.lower(): value})

    @property
    def error_delay(self) -> int:
        """Seconds until what failed is tried again."""
        return self._number("errordelay", 60, low=1)

    @property
    def delay(self) -> int:
        """Seconds between two polls, when nothing happens."""
        return self._number("delay", 30, low=1)

    @property
    def upload_times(self) -> list[time]:
        """The times of day at which new records are looked for."""
        found = TIME_OF_DAY.findall(self.values.get("transtimes", ""))[:MOST_TIMES]
        pairs = ((int(hour), int(minute)) for hour, minute in found)
        return [time(hour, minute) for hour, minute in pairs if hour < 24 and minute < 60]

    @property
    def upload_interval(self) -> int:
        """Seconds between two looks for new records; 0: none."""
        return 60 * min(self._number("transinterval", 0), LONGEST_INTERVAL)

    @property
    def zone(self) -> int | None:
        """Minutes east of Greenwich."""
        return zone_minutes(self.values.get("timezone", ""))

    @property
    def is_realtime(self) -> bool:
        """Whether records go as they come, and not only at their times."""
        return self._number("realtime", 1) != 0

    @property
    def wants_parameters(self) -> bool:
        """Whether it wants the terminal's parameters after the handshake."""
        return self._number("pushoptionsflag", 0) == 1

    @property
    def supports_ping(self) -> bool:
        """Whether it answers `/iclock/ping`."""
        return self._number("supportping", 0) == 1

    @property
    def max_post(self) -> int:
        """Bytes of the largest POST."""
        return self._number("maxpostsize", MEBIBYTE) or MEBIBYTE

    @property
    def wants_base64_photos(self) -> bool:
        """Whether it wants photos of punches as base64."""
        return self._number("attphotobase64", 0) == 1

    @property
    def protocol(self) -> tuple[int, ...]:
        """The version it speaks, to be compared: (2, 4, 1)."""
        return version_of(self.values.get("pushprotver", ""))

    def passes(self, flag: str) -> bool:
        """Whether TransFlag lets a kind of record be uploaded; without one all kinds are."""
        text = self.values.get("transflag")
        if not text:
            return True
        return flag.lower() in _flags(text)

    def is_zero(self, table: str) -> bool:
        """Whether the server has nothing of a table: all of it is to be uploaded again."""
        for name in STAMPS[table]:
            if name in self.values:
                return number_of(self.values[name].partition(".")[0], default=1) == 0
        return False

    def takes_bio_data(self, bio_type: int) -> bool:
        """Whether it takes templates of this type as BIODATA."""
        return self._takes("multibiodatasupport", bio_type)

    def takes_bio_photo(self, bio_type: int) -> bool:
        """Whether it takes comparison photos for this type of template."""
        return self._takes("multibiophotosupport", bio_type)

    def _takes(self, name: str, bio_type: int) -> bool:
        support = self.values.get(name)
        if support:
            return has_flag(support, bio_type)
        # Guess: a server that lists no types takes all, if it is not older than BIODATA.
        return self.protocol >= BIO_DATA_PROTOCOL

    def _number(self, name: str, default: int, *, low: int = 0) -> int:
        value = number_of(self.values.get(name, ""), default=default)
        return min(max(value, low), LONGEST_DELAY if name.endswith("delay") else 2**31)


def _flags(text: str) -> frozenset[str]:
    """The names in a TransFlag, in small letters."""
    lowered = text.lower()
    if lowered.startswith(TRANS_DATA):
        return frozenset(re.split(r"[\s,]+", lowered[len(TRANS_DATA) :]))
    on = {name.lower() for name, digit in zip(FLAG_NAMES, text, strict=False) if digit == "1"}
    # Push protocol, section 2: all zero means photos only.
    return frozenset(on) or PHOTOS_ONLY


def version_of(text: str) -> tuple[int, ...]:
    """A protocol's version, to be compared; what says none is 2.2.14."""
    numbers = re.findall(r"\d{1,6}", text)
    return tuple(map(int, numbers)) or OLDEST_PROTOCOL
