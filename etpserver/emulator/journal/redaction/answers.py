"""Bodies of answers without their secrets. They are the server's own, so little need be guessed."""

import re
from collections.abc import Callable, Iterable, Iterator

from etpserver.emulator.journal.redaction.requests import text
from etpserver.emulator.journal.redaction.tables import table
from etpserver.emulator.journal.redaction.words import HIDDEN, WORKBOOK, left_out, shortened

# Answers are compact JSON. Measured on a page of 60 KB: searching whole keys takes a tenth of a
# millisecond, a regular expression for them four times that, parsing many times that.
STORED = ("device_password", "self_password", "password", "passwd")
ISSUED = ("token", "access", "refresh")
ENDS_TEXT = re.compile(rb'(?:[^"\\]|\\.)*', re.DOTALL)
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
    """The JSON with the texts under a key changed; a list says what is wrong with it, and stays."""
    key = f'"{name}":'.encode()
    if key not in content:
        return content
    first, *parts = content.split(key)
    return key.join([first, *_changed(parts, change)])


def _changed(parts: Iterable[bytes], change: Change) -> Iterator[bytes]:
    for part in parts:
        if part[:1] != b'"':
            yield part
            continue
        # Most texts have no escapes: a plain search finds their end.
        end = part.find(b'"', 1)
        if end < 0 or part.find(b"\\", 1, end) >= 0:
            found = ENDS_TEXT.match(part, 1)
            end = found.end() if found else len(part)
        yield part[:1] + change(part[1:end]) + part[end:]


def _hidden(value: bytes) -> bytes:
    return HIDDEN.encode() if value else value


def _shortened(value: bytes) -> bytes:
    return shortened(value.decode("latin-1")).encode("latin-1")
