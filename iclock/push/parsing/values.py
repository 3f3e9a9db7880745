"""Single values of a line: what a terminal may write for a PIN, a number, a time, a text."""

import base64
import binascii
import re
from datetime import datetime

from iclock.transactions.attlog import PIN, TIME

CHINESE = 83  # of the numbers of languages (push protocol, section 2)
CP1256_LANGUAGES = {65, 66}  # Persian and Arabic
INTEGER = re.compile(r"-?\d{1,10}", re.ASCII)
SMALLEST, LARGEST = -(2**31), 2**31 - 1
BASE64 = re.compile(r"[A-Za-z0-9+/]+={0,2}")
LONGEST_QUOTE = 1000
# Guess: how far a size may be off: a padding, and the 16 bytes before a face's raw template.
SLACK, FILLER = 4, 16


class UnreadableError(ValueError):
    """What is wrong with a line, in words."""


def decode(content: bytes, language: int | None = None) -> str:
    """Text in one of the encodings of terminals whose language has this number; never fails."""
    if language == CHINESE:
        second = "gb18030"
    elif language in CP1256_LANGUAGES:
        second = "cp1256"
    else:
        second = "latin-1"
    for encoding in ("utf-8", second):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return content.decode("latin-1")


def without_nul(text: str) -> str:
    """No database takes a NUL in a text."""
    return text.replace("\0", "\ufffd")


def quote(content: bytes) -> str:
    """The beginning of a line that could not be read."""
    # Four bytes are the longest character.
    return without_nul(content[: 4 * LONGEST_QUOTE].decode(errors="replace"))[:LONGEST_QUOTE]


def read_pin(text: str) -> str:
    """A trimmed PIN; raises `UnreadableError`, as does all that reads here."""
    pin = text.strip()
    if not PIN.fullmatch(pin):
        raise UnreadableError("A PIN is 1 to 20 letters, digits, '-', '_' or '.'.")
    return pin


def integer(text: str) -> int | None:
    """A whole number of 32 bits; None for what is none."""
    if not INTEGER.fullmatch(text):
        return None
    number = int(text)
    return number if SMALLEST <= number <= LARGEST else None


def read_number(name: str, text: str, *, least: int = SMALLEST) -> int:
    """A whole number of 32 bits; `name` is for the sentence that refuses another one."""
    number = integer(text)
    if number is None or number < least:
        raise UnreadableError(f"{name}: {text[:50]} is no whole number that fits.")
    return number


def read_time(text: str) -> datetime:
    """A local time such as 2025-06-19 04:55:31."""
    try:
        if TIME.fullmatch(text):
            return datetime.fromisoformat(text)
    except ValueError:  # 2025-02-30
        pass
    raise UnreadableError("A time looks like 2025-06-19 04:55:31.")


def check_base64(name: str, text: str, size: int) -> None:
    """Refuse what is no base64, or less than its size says; a size of 0 says nothing.

    The size may be that of the text or that of the bytes (push protocol, section 14, no. 11).
    """
    if not BASE64.fullmatch(text):
        raise UnreadableError(f"{name} is no base64.")
    raw = len(text.rstrip("=")) * 3 // 4
    if size and not raw - FILLER <= size <= len(text) + SLACK:
        raise UnreadableError(f"{name} has {len(text)} characters, its size is {size}.")


def read_base64(name: str, text: str, size: int) -> bytes:
    """The bytes of a base64 text, which must fit its size."""
    check_base64(name, text, size)
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error as problem:
        raise UnreadableError(f"{name} is no base64.") from problem
