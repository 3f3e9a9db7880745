"""The photo of a punch: a header of lines, a NUL, the image.

PIN=20250601090000-7.jpg
SN=SN1
size=36908
CMD=uploadphoto<NUL><the JPEG, or base64 of it>
"""

import base64
import binascii
import re
from dataclasses import dataclass
from datetime import datetime

from iclock.push.parsing.options import read_options
from iclock.push.parsing.records import Rejected
from iclock.push.parsing.values import integer, quote
from iclock.transactions.attlog import PIN

LONGEST_HEADER = 4096  # bytes
LONGEST_NAME = 200
IMAGES = (b"\xff\xd8", b"\x89PNG\r\n\x1a\n")
COMMAND = re.compile(rb"^CMD=[^\r\n\0]*(?:\r?\n)?\0?", re.IGNORECASE | re.MULTILINE)
# 20250601090000-7.jpg; of an identity card 20250601090000-0-7-110101199003070015.jpg
NAME = re.compile(r"(\d{14})(?:-(.*))?", re.ASCII)
OF_ID_CARD = re.compile(r"[0-4]-([^-]+)-[^-]*", re.ASCII)


@dataclass(frozen=True, slots=True)
class PunchPhoto:
    """An image, and whose and when it is as far as its name tells."""

    file_name: str
    pin: str | None
    time: datetime | None
    content: bytes


def read_photo(body: bytes) -> PunchPhoto | Rejected:
    """A photo with or without the header before it."""
    header, content = _parts(body)
    options = {name.upper(): value for name, value in read_options(header).items()}
    image = content if content.startswith(IMAGES) else _from_base64(content)
    if not image.startswith(IMAGES):
        return Rejected(1, quote(header or body), "The photo is no JPEG or PNG.")
    size = integer(options.get("SIZE", ""))
    if size is not None and size > len(content):
        reason = f"The photo has {len(content)} bytes, its size is {size}."
        return Rejected(1, quote(header), reason)
    name = re.split(r"[/\\]", options.get("PIN", ""))[-1][:LONGEST_NAME]
    return PunchPhoto(name, *_told_by(name), image)


def _parts(body: bytes) -> tuple[bytes, bytes]:
    """The header, if there is one, and what follows it."""
    if body.startswith(IMAGES):
        return b"", body
    found = COMMAND.search(body[:LONGEST_HEADER])
    if found is None:
        return b"", body
    return body[: found.end()], body[found.end() :]


def _from_base64(content: bytes) -> bytes:
    try:
        return base64.b64decode(content.strip(), validate=True)
    except binascii.Error:
        return b""


def _told_by(file_name: str) -> tuple[str | None, datetime | None]:
    """The PIN and the time of a file name; a failed verification has no PIN."""
    found = NAME.fullmatch(file_name.rpartition(".")[0] or file_name)
    if found is None:
        return None, None
    pin = found[2] or ""
    if of_card := OF_ID_CARD.fullmatch(pin):
        pin = of_card[1]
    return (pin if PIN.fullmatch(pin) else None), _time(found[1])


def _time(digits: str) -> datetime | None:
    try:
        return datetime.strptime(digits, "%Y%m%d%H%M%S")  # noqa: DTZ007  wire times are naive
    except ValueError:
        return None
