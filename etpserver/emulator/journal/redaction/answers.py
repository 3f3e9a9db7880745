"""Bodies of answers without their secrets. They are the server's own, so little need be guessed."""

import re
from collections.abc import Callable, Iterable

from etpserver.emulator.journal.redaction.requests import request_body, text
from etpserver.emulator.journal.redaction.tables import table
from etpserver.emulator.journal.redaction.words import HIDDEN, WORKBOOK, left_out, shortened

# Answers are compact JSON, of which only the beginning may be there: one search finds the texts
# under all keys with this end, `self_password` and `device_password`.
SECRETS = ("password", "token", "access", "refresh")
INSIDE_TEXT = re.compile(rb'(?:[^"\\]|\\.)*', re.DOTALL)
TABLES = {"text/csv": ",", "text/plain": "\t"}

Change = Callable[[bytes], bytes]


def answer_body(
    content: bytes, content_type: str, *, is_file: bool, is_faulty: bool, links: Iterable[str] = ()
) -> bytes:
    """What is kept of an answer.

    Args:
        content: The body, or its beginning.
        content_type: Of the answer.
        is_file: Whether it is a download.
        is_faulty: Whether a fault may have put another body in its place.
        links: Names of secret parameters that links in it may repeat.
    """
    kind = content_type.partition(";")[0].strip().lower()
    if content.startswith(WORKBOOK):
        return left_out(content)
    if is_faulty:
        content = request_body(content, content_type)
    if kind.endswith("json"):
        content = _json(content)
    elif kind.startswith("text/"):
        content = table(content, TABLES.get(kind, ",")) if is_file else text(content)
    for name in links:
        link = re.escape(name.encode()) + rb"=[^&\"'\s<>\\]+"
        content = re.sub(link, name.encode() + b"=" + HIDDEN.encode(), content)
    return content


def _json(content: bytes) -> bytes:
    for name in SECRETS:
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
