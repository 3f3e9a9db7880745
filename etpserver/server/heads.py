"""The head of a request as terminals write it, made into one that any HTTP server reads."""

import re
from urllib.parse import quote, unquote_to_bytes

METHOD = re.compile(rb"[A-Z]{1,10}")
VERSIONS = {b"HTTP/1.0", b"HTTP/1.1"}
# What RFC 3986 allows, `%` included: what stands escaped stays so. A fragment has no meaning here.
ALLOWED = "!$&'()*+,-./:;=?@[]_~%"
TERMINALS, NOT_TERMINALS = b"/iclock/", b"/iclock/api/"
# The connection ends with the answer, and only this port says who is at its other end.
DROPPED = {b"connection", b"keep-alive", b"proxy-connection", b"upgrade", b"http2-settings",
           b"forwarded", b"x-real-ip"}  # fmt: skip
DROPPED_PREFIX = b"x-forwarded-"


class HeadError(Exception):
    """The request goes no further: the status and the text of its answer."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status = status
        self.text = text


def mend(head: bytes, peer: str) -> bytes:
    """The head with a legal target, its empty line included; for one answer, naming the peer.

    Raises `HeadError` for what is no request of a terminal.
    """
    first, *lines = head.strip(b"\r\n").split(b"\n")
    method, target, version = _parts(first)
    _refuse_other_paths(target)
    kept = [line.rstrip(b"\r") for line in lines if not _is_dropped(line)]
    start = b" ".join((method, quote(target, safe=ALLOWED).encode(), version))
    # Right after the first line, so that they count however the rest is read.
    added = [b"Connection: close", b"X-Forwarded-For: " + peer.encode()]
    return b"\r\n".join((start, *added, *kept, b"", b""))


def _parts(first: bytes) -> tuple[bytes, bytes, bytes]:
    """Method, target and version: the spaces between the first and the last are the target's."""
    method, _, rest = first.strip().partition(b" ")
    target, _, version = rest.rpartition(b" ")
    if not METHOD.fullmatch(method) or version not in VERSIONS:
        raise HeadError(400, "This is no HTTP request.")
    return method, target.strip(), version


def _refuse_other_paths(target: bytes) -> None:
    path = unquote_to_bytes(target.partition(b"?")[0]) + b"/"
    if not path.startswith(TERMINALS) or path.startswith(NOT_TERMINALS):
        raise HeadError(404, "This port is for terminals: paths under /iclock/.")


def _is_dropped(line: bytes) -> bool:
    name = line.partition(b":")[0].strip().lower()
    return name in DROPPED or name.startswith(DROPPED_PREFIX)
