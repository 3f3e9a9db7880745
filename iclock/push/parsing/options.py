"""What a device says of itself: the body of `table=options`, and `INFO` of a poll."""

import re
from dataclasses import dataclass

from iclock.push.parsing.values import decode, integer, without_nul

LINE_END = re.compile(r"[\r\n]+")
# A comma parts two options only before another key: ~OEMVendor=ZKTeco Co., Ltd.
NEXT = re.compile(r",(?=\s{0,4}~?[A-Za-z]\w{0,99}=)", re.ASCII)
VALUES = 10  # that are known of INFO
OPTION = re.compile(r"\s*~?([A-Za-z]\w{0,99})=(.*)", re.ASCII | re.DOTALL)


def read_options(body: bytes) -> dict[str, str]:
    """The options by name, without their `~`: of one line with commas, or of several lines."""
    options: dict[str, str] = {}
    for line in LINE_END.split(decode(body)):
        for part in NEXT.split(line):
            if found := OPTION.match(part):
                options[found[1]] = without_nul(found[2]).strip()
    return options


@dataclass(frozen=True, slots=True)
class Info:
    """What a poll tells; None where it does not, or where no number is one."""

    fw_ver: str | None = None
    user_count: int | None = None
    fp_count: int | None = None
    transaction_count: int | None = None
    ip_address: str | None = None
    fp_alg_ver: str | None = None
    face_alg_ver: str | None = None
    face_frames: int | None = None
    face_count: int | None = None
    # One digit each: fingerprint, face, photo, comparison photo, visible-light template.
    functions: str | None = None


def read_info(text: str) -> Info:
    """The values in their order; devices may send more than are known."""
    parts = [without_nul(part).strip() for part in text.split(",", VALUES)[:VALUES]]
    values = [part or None for part in parts] + [None] * (VALUES - len(parts))
    return Info(
        fw_ver=values[0],
        user_count=_count(values[1]),
        fp_count=_count(values[2]),
        transaction_count=_count(values[3]),
        ip_address=values[4],
        fp_alg_ver=values[5],
        face_alg_ver=values[6],
        face_frames=_count(values[7]),
        face_count=_count(values[8]),
        functions=values[9],
    )


def _count(text: str | None) -> int | None:
    number = integer(text or "")
    return number if number is not None and number >= 0 else None
