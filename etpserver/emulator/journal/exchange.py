"""What is kept of one request and its answer."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, NamedTuple

import orjson

from etpserver.emulator.journal.redaction.heads import Pairs

Encoding = Literal["none", "json", "text", "base64"]
KEPT = 64 * 1024  # bytes of a body
LONGEST_CHARACTER = 4  # bytes in UTF-8
OVERHEAD = 1500  # bytes that an entry takes besides what is counted


class Shown(NamedTuple):
    """A body as answers show it, and how: a JSON value, a text, or base64 of what is neither."""

    value: Any
    encoding: Encoding


@dataclass(frozen=True, slots=True)
class Body:
    """A body without its secrets: its beginning, and how long the whole was."""

    content: bytes = b""
    size: int = 0
    is_cut: bool = False

    @classmethod
    def of(cls, redacted: bytes, size: int, *, is_cut: bool = False) -> "Body":
        return cls(redacted[:KEPT], size, is_cut or len(redacted) > KEPT)

    def text(self) -> str | None:
        """None for what is no text."""
        try:
            return self.content.decode()
        except UnicodeDecodeError as problem:
            if self.is_cut and len(self.content) - problem.start < LONGEST_CHARACTER:
                return self.content[: problem.start].decode()
            return None

    def shown(self) -> Shown:
        if not self.content:
            return Shown(None, "none")
        text = self.text()
        if text is None:
            return Shown(base64.b64encode(self.content).decode(), "base64")
        if self.is_cut or text.lstrip()[:1] not in {"{", "["}:
            return Shown(text, "text")
        try:
            value = orjson.loads(text)
            orjson.dumps([[[value]]])  # as deep as it lies in an answer
        except (ValueError, TypeError):
            return Shown(text, "text")
        return Shown(value, "json")


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and what the client saw of its answer; secrets are out of it.

    Attributes:
        at: The real moment of its arrival, aware.
        world_time: The same by the world's clock.
        operation: `areas_list`, `push_cdata`; None for what is none.
        is_routed: Whether the path leads to anything.
        base: Scheme, host and a world's prefix: what stands before `path` in its URL.
        query: As it was written.
        status: None where no answer reached the client.
        ms: From its arrival to the end of the answer.
        fault: What was done to it on purpose.
    """

    at: datetime
    world_time: datetime
    operation: str | None
    is_routed: bool
    method: str
    base: str
    path: str
    query: str
    protocol: str
    request_headers: Pairs
    request_body: Body
    status: int | None
    response_headers: Pairs
    response_body: Body
    ms: float
    user: str | None
    fault: Any
    warnings: tuple[str, ...]

    @property
    def size(self) -> int:
        """About how many bytes it takes."""
        headers = (*self.request_headers, *self.response_headers)
        bodies = len(self.request_body.content) + len(self.response_body.content)
        texts = len(self.path) + len(self.query) + sum(len(n) + len(v) for n, v in headers)
        return OVERHEAD + bodies + texts


class Entry(NamedTuple):
    """An exchange in the journal; ids grow, and no two of a server are equal."""

    id: int
    exchange: Exchange


def headers_of(pairs: Pairs) -> Mapping[str, str]:
    """Names and values; a name that is there twice has its values joined."""
    found: dict[str, str] = {}
    for name, value in pairs:
        found[name] = f"{found[name]}, {value}" if name in found else value
    return found
