"""Bodies of requests without their secrets: JSON, forms, files, lines of a device, or broken."""

import json
import re
from typing import Any

from etpserver.emulator.journal.redaction.heads import form
from etpserver.emulator.journal.redaction.tables import table
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
WORDS = r"(?:passw[\w-]{0,40}|access_token|token|access|refresh|pwd|pushcommkey|secret|api_key)"
# `"password": "x"` where the JSON around it is cut or broken.
QUOTED = re.compile(
    rf"""({WORDS}["']?\s*:\s*)("(?:[^"\\]|\\.)*"?|'(?:[^'\\]|\\.)*'?|\[[^\]]*\]?|[^\s,}}]+)""",
    re.IGNORECASE,
)
# Push protocol, sections 5 and 8: a field ends with its tab, a record with its line.
FIELD = re.compile(rf"({WORDS}\s*=)[^\t\r\n]+", re.IGNORECASE)
TEMPLATE = re.compile(
    rf"""((?:bio_tmp["']\s*:\s*["']|(?:tmp|content)=))([^\t\r\n"']{{{TEMPLATE_KEPT + 1},}})""",
    re.IGNORECASE,
)
BOUNDARY = re.compile(r'boundary="?([^";,]+)"?', re.IGNORECASE)
PART_NAME = re.compile(rb'\bname="?([^";\r\n]*)', re.IGNORECASE)
PART_FILE = re.compile(rb"\bfilename\*?=", re.IGNORECASE)


def request_body(content: bytes, content_type: str) -> bytes:
    """What is kept of a body, which may be cut and may be something else than its type says."""
    if content.startswith(WORKBOOK):
        return left_out(content)
    read = content.decode("latin-1")  # a character for each byte, so that all of them come back
    if "x-www-form-urlencoded" in content_type.lower():
        return form(read).encode("latin-1")
    if WORKBOOK not in content and not has_sign(read):
        return content
    boundary = BOUNDARY.search(content_type)
    if boundary is not None:
        return _multipart(content, boundary[1].encode("latin-1", "replace"))
    return _json(content) or text(content)


def _json(content: bytes) -> bytes | None:
    """None for what is no whole JSON."""
    if content.lstrip()[:1] not in {b"{", b"["}:
        return None
    try:
        kept = json.dumps(_without(json.loads(content)), ensure_ascii=False, separators=(",", ":"))
    except (ValueError, RecursionError):
        return None
    return kept.encode("utf-8", "replace")


def _without(value: Any) -> Any:
    if isinstance(value, list):
        return [_without(item) for item in value]
    if isinstance(value, dict):
        return {name: _kept(name, inner) for name, inner in value.items()}
    return value


def _kept(name: str, value: Any) -> Any:
    if is_secret(name):
        return HIDDEN if value or value == 0 else value
    if is_template(name) and isinstance(value, str):
        return shortened(value)
    return _without(value)


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
    found = PART_NAME.search(head)
    name = found[1].decode("latin-1") if found else ""
    if is_secret(name):
        body = HIDDEN.encode() + b"\r\n"
    elif is_template(name):
        body = shortened(body.rstrip().decode("latin-1")).encode("latin-1") + b"\r\n"
    elif PART_FILE.search(head):
        body = _file(body)
    return head + blank + body


def _file(content: bytes) -> bytes:
    if content.startswith(WORKBOOK):
        return left_out(content) + b"\r\n"
    heading = content.partition(b"\n")[0]
    return table(content, "\t" if b"\t" in heading else ",")
