"""Bodies of requests without their secrets: JSON, forms, files, lines of a device, or broken."""

import codecs
import json
import re
from contextlib import suppress
from urllib.parse import unquote

from etpserver.emulator.journal.redaction.heads import form
from etpserver.emulator.journal.redaction.tables import table
from etpserver.emulator.journal.redaction.values import json_without
from etpserver.emulator.journal.redaction.words import (
    HIDDEN,
    TEMPLATE_KEPT,
    WORKBOOK,
    has_sign,
    is_secret,
    is_template,
    left_out,
    shortened,
)

# No open repetition stands before a word: in a long line that would take forever.
WORDS = (
    r"(?:(?:passw|pwd|token|secret|api[_-]?key|commkey|credential|authorization)[\w-]{0,40}"
    r"|\b(?:access|refresh|jwt))"
)
# `"password": "x"` where the JSON around it is cut or broken.
QUOTED = re.compile(
    rf"""({WORDS}["']?\s*:\s*)("(?:[^"\\]|\\.)*"?|'(?:[^'\\]|\\.)*'?|\[[^\]]*\]?|[^\s,}}]+)""",
    re.IGNORECASE,
)
# Push protocol, sections 5 and 8: a field ends with its tab, a record with its line.
FIELD = re.compile(rf"({WORDS}\s*=)[^\t\r\n]+", re.IGNORECASE)
TEMPLATE = re.compile(
    rf"""((?:(?:tmp|template)["']\s*:\s*["']|(?:tmp|template|content|photo)=))"""
    rf"""([^\t\r\n"']{{{TEMPLATE_KEPT + 1},}})""",
    re.IGNORECASE,
)
BOUNDARY = re.compile(r'boundary="?([^";,]+)"?', re.IGNORECASE)
CHARSET = re.compile(r"charset=[\"']?([\w.:-]+)", re.IGNORECASE)
# In these every byte below 128 is the letter that it is in ASCII.
PLAIN_CHARSETS = frozenset({"utf-8", "ascii", "iso8859-1", "cp1252"})
PART_NAME = re.compile(rb'\bname(\*?)="?([^";\r\n]*)', re.IGNORECASE)
PART_FILE = re.compile(rb"\bfilename\*?=", re.IGNORECASE)
HEAD_OF_FILE = 512  # bytes, in which a file that is no text has a NUL


def request_body(content: bytes, content_type: str, encoding: str = "") -> bytes:
    """What is kept of a body, which may be cut and may be something else than its type says.

    `encoding` is the header Content-Encoding.
    """
    if encoding and encoding.strip().lower() != "identity":
        return left_out(content, f"a body in {encoding[:20]}")
    if content.startswith(WORKBOOK):
        return left_out(content)
    content = _in_plain_charset(content, content_type)
    read = content.decode("latin-1")  # a character for each byte, so that all of them come back
    if "x-www-form-urlencoded" in content_type.lower():
        return form(read).encode("latin-1")
    if WORKBOOK not in content and not has_sign(read):
        return content
    boundary = BOUNDARY.search(content_type)
    if boundary is not None:
        return _multipart(content, boundary[1].encode("latin-1", "replace"))
    return _json(content) or text(content)


def _in_plain_charset(content: bytes, content_type: str) -> bytes:
    """In UTF-8, where the letters of names could not be found as they are (UTF-16)."""
    named = CHARSET.search(content_type)
    charset = named[1] if named else json.detect_encoding(content)
    with suppress(LookupError, ValueError):  # unknown, or it says what it is not
        if codecs.lookup(charset).name not in PLAIN_CHARSETS:
            read = content.decode(charset)
            if named or read.lstrip("\ufeff \t\r\n")[:1] in {"{", "["}:
                return read.encode("utf-8", "replace")
    return content


def _json(content: bytes) -> bytes | None:
    """None for what is no whole JSON."""
    kept = json_without(content)
    return None if kept is None else kept.encode("utf-8", "replace")


def text(content: bytes) -> bytes:
    """Lines of a device, JSON that is cut or broken, whatever else."""
    read = content.decode("latin-1")
    read = QUOTED.sub(rf'\1"{HIDDEN}"', read)
    read = FIELD.sub(rf"\1{HIDDEN}", read)
    read = TEMPLATE.sub(lambda found: found[1] + shortened(found[2]), read)
    return read.encode("latin-1")


def _multipart(content: bytes, boundary: bytes) -> bytes:
    first, *parts = content.split(b"--" + boundary)
    return (b"--" + boundary).join([text(first), *(_part(part) for part in parts)])


def _part(part: bytes) -> bytes:
    head, blank, body = part.partition(b"\r\n\r\n")
    if not blank:
        return text(part)
    name = _name_of(head)
    if is_secret(name):
        body = HIDDEN.encode() + b"\r\n"
    elif is_template(name):
        body = shortened(body.rstrip().decode("latin-1")).encode("latin-1") + b"\r\n"
    elif PART_FILE.search(head):
        body = _file(body)
    else:
        whole = _json(body)
        body = text(body) if whole is None else whole + b"\r\n"
    return head + blank + body


def _name_of(head: bytes) -> str:
    found = PART_NAME.search(head)
    if found is None:
        return ""
    name = found[2].decode("latin-1")
    # RFC 2231: name*=utf-8''%70assword
    return unquote(name.rpartition("'")[2]) if found[1] else name


def _file(content: bytes) -> bytes:
    if content.startswith(WORKBOOK):
        return left_out(content) + b"\r\n"
    if b"\0" in content[:HEAD_OF_FILE]:
        return content
    heading = content.partition(b"\n")[0]
    kept = table(content, "\t" if b"\t" in heading else ",")
    return text(content) if kept == content else kept
