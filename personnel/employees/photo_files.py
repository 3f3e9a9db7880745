"""What a picture file says of itself, read before anything decodes it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from etpserver.api.errors import DomainError
from etpserver.api.vendor_codes import NO_PHOTO

JPEG_START = b"\xff\xd8\xff"
PNG_START = b"\x89PNG\r\n\x1a\n"
MOST_PARTS = 10_000  # segments or chunks; cameras write some dozens
MOST_SCANS = 32  # each passes over all pixels again; encoders write about 10

FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
START_OF_SCAN, END_OF_IMAGE, EXIF = 0xDA, 0xD9, 0xE1
# Frames and Huffman tables, scans, quantisation, restarts, and what says the colours (JFIF, Adobe).
JPEG_KEPT = frozenset(range(0xC0, 0xD0)) | {START_OF_SCAN, 0xDB, 0xDD, 0xE0, 0xEE}
PNG_KEPT = frozenset({b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"})
FILL = re.compile(rb"\xff+")
# What ends a scan: neither a stuffed zero, nor a fill byte, nor a restart.
AFTER_SCAN = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]")
ORIENTATION, SHORT = 0x0112, 3


class InvalidPhotoError(DomainError):
    """There is no photo, or the file is no picture."""

    vendor_code = NO_PHOTO

    def __init__(self, message: str) -> None:
        super().__init__(message, field="upload_photo")


@dataclass(frozen=True, slots=True)
class PictureFile:
    """A JPEG or PNG that ends where it says, without its metadata."""

    kind: Literal["JPEG", "PNG"]
    width: int
    height: int
    orientation: int  # as EXIF counts: 1 is upright
    content: bytes


def read_picture(content: bytes) -> PictureFile:
    """Read the structure of a JPEG or PNG; nothing is decoded."""
    if content.startswith(JPEG_START):
        return _read_jpeg(content)
    if content.startswith(PNG_START):
        return _read_png(content)
    raise InvalidPhotoError("The file is neither a JPEG nor a PNG picture.")


def _read_jpeg(content: bytes) -> PictureFile:
    kept, sizes, orientation, scans = [content[:2]], [], 1, 0
    for marker, segment in _segments(content):
        if marker in FRAMES:
            sizes.append((_number(segment[7:9]), _number(segment[5:7])))
        if marker in JPEG_KEPT:
            kept.append(segment)
        elif marker == EXIF and segment[4:10] == b"Exif\0\0":
            orientation = orientation_of(segment[10:])
        scans += marker == START_OF_SCAN
    if len(sizes) != 1 or not 0 < scans <= MOST_SCANS:
        raise InvalidPhotoError("The JPEG holds no picture that can be read.")
    kept.append(bytes((0xFF, END_OF_IMAGE)))
    return PictureFile("JPEG", *sizes[0], orientation, b"".join(kept))


def _segments(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Each marker with its segment, a scan with its coded data, up to the end of the image."""
    position = 2
    for _ in range(MOST_PARTS):
        filled = FILL.match(content, position)
        if filled is None or filled.end() == len(content):
            raise _broken(is_truncated=filled is not None or position >= len(content))
        start, marker = filled.end() - 1, content[filled.end()]
        if marker == END_OF_IMAGE:
            _require_end(content, start + 2)
            return
        position = start + 2 + max(2, _number(content[start + 2 : start + 4]))
        if marker == START_OF_SCAN:
            found = AFTER_SCAN.search(content, position)
            position = found.start() if found else len(content)
        yield marker, content[start:position]
    raise InvalidPhotoError("The file is made of too many parts.")


def _read_png(content: bytes) -> PictureFile:
    kept, sizes, orientation = [PNG_START], [], 1
    for kind, chunk in _chunks(content):
        if kind == b"acTL":
            raise InvalidPhotoError("An animated picture is no photo.")
        if kind == b"IHDR":
            sizes.append((_number(chunk[8:12]), _number(chunk[12:16])))
        if kind in PNG_KEPT:
            kept.append(chunk)
        elif kind == b"eXIf":
            orientation = orientation_of(chunk[8:-4])
    if len(sizes) != 1:
        raise InvalidPhotoError("The PNG holds no picture that can be read.")
    return PictureFile("PNG", *sizes[0], orientation, b"".join(kept))


def _chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Each chunk under its name, up to the end of the image."""
    position = len(PNG_START)
    for _ in range(MOST_PARTS):
        start, kind = position, content[position + 4 : position + 8]
        position += 12 + _number(content[start : start + 4])
        if position > len(content):
            raise _broken(is_truncated=True)
        yield kind, content[start:position]
        if kind == b"IEND":
            _require_end(content, position)
            return
    raise InvalidPhotoError("The file is made of too many parts.")


def orientation_of(exif: bytes) -> int:
    """The orientation that EXIF data states; 1, upright, if it states none."""
    order: Literal["little", "big"] = "little" if exif.startswith(b"II") else "big"

    def number(start: int, length: int) -> int:
        return int.from_bytes(exif[start : start + length], order)  # 0 beyond the end

    first = number(4, 4) + 2
    for entry in range(first, min(len(exif), first + 12 * number(first - 2, 2)), 12):
        if number(entry, 2) == ORIENTATION and number(entry + 2, 2) == SHORT:
            return number(entry + 8, 2)
    return 1


def _number(digits: bytes) -> int:
    return int.from_bytes(digits, "big")


def _require_end(content: bytes, end: int) -> None:
    # What follows a picture may be a page or an archive to whoever reads the file otherwise.
    if end != len(content):
        raise InvalidPhotoError("The file holds more than a picture.")


def _broken(*, is_truncated: bool) -> InvalidPhotoError:
    how = "breaks off" if is_truncated else "is damaged"
    return InvalidPhotoError(f"The picture {how}.")
