"""UPGRADE: new firmware, fetched from the server and checked."""

import base64
import binascii
import hashlib
import re
from typing import TYPE_CHECKING

from iclock.virtual.commands.reading import Command, Fields
from iclock.virtual.commands.steps import Fetch, Result, Step
from iclock.virtual.refusals import FILE_PROBLEM, NO_DATA, RefusedError

if TYPE_CHECKING:
    from iclock.virtual.device import Device

PART = 1024 * 1024  # bytes of one request, when the file comes in parts
LARGEST = 512 * 1024 * 1024
# Guess: made-up firmware may say which version it is.
VERSION = re.compile(rb"FWVersion=([ -~]{1,60})")
LAST_NUMBER = re.compile(r"\d+(?=\D*\Z)")


def upgrade(device: "Device", command: Command) -> Step:
    """Fetch, check and install; the terminal restarts with the new version."""
    fields = Fields.read(command.rest.replace(",", "\t"))
    url = device.url_of(fields.required("url"))
    size, checksum = fields.number("size", 1, LARGEST), fields.required("checksum").lower()
    is_raw = fields.number("type", 0, 1, 0) == 1

    def install(content: bytes) -> Step:
        # Guess: checksum and size are those of the file, not of its base64 text.
        firmware = content if is_raw else _from_base64(content)
        digest = hashlib.md5(firmware, usedforsecurity=False).hexdigest()
        if len(firmware) != size or digest != checksum:
            raise RefusedError(FILE_PROBLEM)
        device.firmware = _version_in(firmware) or _next_version(device.firmware)
        device.intentions.restart = True
        return Result()

    def whole(content: bytes | None) -> Step:
        if content is None:
            raise RefusedError(NO_DATA)
        return install(content)

    def part(got: bytes) -> Fetch:
        def then(content: bytes | None) -> Step:
            if not content:
                raise RefusedError(NO_DATA)
            so_far = got + content
            return install(so_far) if len(so_far) >= size else part(so_far)

        last = min(len(got) + PART, size) - 1
        return Fetch(url, then, (("Range", f"bytes={len(got)}-{last}"),))

    in_parts = is_raw and fields.number("supportsubcontracting", 0, 1, 0) == 1
    return part(b"") if in_parts else Fetch(url, whole)


def _from_base64(content: bytes) -> bytes:
    try:
        return base64.b64decode(content, validate=True)
    except (binascii.Error, ValueError) as problem:
        raise RefusedError(FILE_PROBLEM) from problem


def _version_in(firmware: bytes) -> str | None:
    found = VERSION.search(firmware)
    return found[1].decode("ascii").strip() if found else None


def _next_version(version: str) -> str:
    return LAST_NUMBER.sub(lambda found: str(int(found[0]) + 1), version)
