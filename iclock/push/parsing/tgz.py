"""Packed uploads: a gzip of a tar that holds the files with the lines.

The tar is read here and not by `tarfile`, which follows sparse maps and extended headers: in
Pythons that are still in use a small upload can keep it busy for hours.
"""

import gzip
import zlib
from collections.abc import Iterator
from io import BytesIO

BLOCK = 512  # bytes
SIZE, KIND, CHECKSUM = slice(124, 136), slice(156, 157), slice(148, 156)
REGULAR = {b"0", b"\0", b"7"}


class UnpackError(Exception):
    """The upload is no gzip of a tar, or inflates beyond the limit."""


def unpack(body: bytes, *, limit: int) -> Iterator[bytes]:
    """The contents of the regular files, in their order.

    Raises `UnpackError` before the first one for a body that is broken anywhere, or that
    inflates to more than `limit` bytes.
    """
    return iter(list(_files(_inflated(body, limit))))


def _inflated(body: bytes, limit: int) -> bytes:
    try:
        with gzip.GzipFile(fileobj=BytesIO(body)) as file:
            content = file.read(limit + 1)
    except (OSError, EOFError, zlib.error) as problem:
        raise UnpackError("The upload is no gzip file.") from problem
    if len(content) > limit:
        raise UnpackError(f"The upload inflates to more than {limit} bytes.")
    return content


def _files(tar: bytes) -> Iterator[bytes]:
    at = 0
    while (header := tar[at : at + BLOCK]).strip(b"\0"):
        size = _size(header)
        start, end = at + BLOCK, at + BLOCK + size
        if end > len(tar):
            raise UnpackError("The tar file ends too early.")
        if header[KIND] in REGULAR:
            yield tar[start:end]
        at = start + -(-size // BLOCK) * BLOCK


def _size(header: bytes) -> int:
    """The size of a member, once its header proves to be one."""
    try:
        stated = _octal(header[CHECKSUM])
        size = _octal(header[SIZE])
    except ValueError as problem:
        raise UnpackError("The upload is no tar file.") from problem
    blanked = header[: CHECKSUM.start] + b" " * 8 + header[CHECKSUM.stop :]
    if len(header) < BLOCK or sum(blanked) != stated:
        raise UnpackError("The upload is no tar file.")
    return size


def _octal(field: bytes) -> int:
    number = int(field.strip(b" \0") or b"0", 8)
    if number < 0:
        raise ValueError
    return number
