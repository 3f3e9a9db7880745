"""Bodies of answers without their secrets. They are the server's own, so little need be guessed."""

import re
from collections.abc import Callable, Iterable

from etpserver.emulator.journal.redaction.requests import text
from etpserver.emulator.journal.redaction.tables import table
from etpserver.emulator.journal.redaction.words import HIDDEN, WORKBOOK, left_out, shortened

# Answers are compact JSON, in which one search finds the texts under all keys with this end:
# `self_password`, `device_password`. Measured on 60 KB: a tenth of a millisecond; a regular
# expression takes four times that, parsing many times that.
STORED = ("password",)
ISSUED = ("token", "access", "refresh")
INSIDE_TEXT = re.compile(rb'(?:[^"\\]|\\.)*', re.DOTALL)
TABLES = {"text/csv": ",", "text/plain": "\t"}

Change = Callable[[bytes], bytes]


def answer_body(
    content: bytes, content_type: str, *, is_login: bool, is_file: bool, links: Iterable[str] = ()
) -> bytes:
    """What is kept of an answer.

    Args:
        content: The body, or its beginning.
        content_type: Of the answer.
        is_login: Whether it may give out keys or tokens.
        is_file: Whether it is a download.
        links: Names of secret parameters that links in it may repeat.
    """
    kind = content_type.partition(";")[0].strip().lower()
    if content.startswith(WORKBOOK):
        return left_out(content)
    if kind.endswith("json"):
        content = _json(content, is_login=is_login)
    elif kind.startswith("text/"):
        content = table(content, TABLES.get(kind, ",")) if is_file else text(content)
    for name in links:
        link = re.escape(name.encode()) + rb"=[^&\"'\s<>\\]+"
        content = re.sub(link, name.encode() + b"=" + HIDDEN.encode(), content)
    return content


def _json(content: bytes, *, is_login: bool) -> bytes:
    for name in (*STORED, *ISSUED) if is_login else STORED:
        content = _each_text(content, name, _hidden)
    return _each_text(content, "bio_tmp", _shortened)


def _each_text(content: bytes, name: str, change: Change) -> bytes:
    """The JSON with the texts under keys of this end changed; lists, which say errors, stay."""
    key = f'{name}":"'.encode()
    first, *parts = content.split(key)
    if not parts:
        return content
    changed = [first]
    for part in parts:
        end = _end_of_text(part)
        changed.append(change(part[:end]) + part[end:])
    return key.join(changed)


def _end_of_text(part: bytes) -> int:
    end = part.find(b'"')
    # Most texts have no escapes: a plain search finds their end.
    if end >= 0 and part.find(b"\\", 0, end) < 0:
        return end
    found = INSIDE_TEXT.match(part)
    return found.end() if found else len(part)


def _hidden(value: bytes) -> bytes:
    return HIDDEN.encode() if value else value


def _shortened(value: bytes) -> bytes:
    return shortened(value.decode("latin-1")).encode("latin-1")
