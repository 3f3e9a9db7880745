"""What is kept of one request and its answer."""

import base64
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, NamedTuple

import orjson

from etpserver.emulator.journal.redaction.heads import Pairs

Encoding = Literal["none", "json", "text", "base64"]
KEPT = 64 * 1024  # bytes of a body
LONGEST_CHARACTER = 4  # bytes in UTF-8
OVERHEAD = 200  # bytes that an entry takes besides its parts


@dataclass(slots=True)  # not frozen: setting 21 frozen fields takes thrice as long
class Exchange:
    """A request and what the client saw of its answer, but for the bodies.

    Attributes:
        at: The real moment of its arrival, aware.
        world_time: The same by the world's clock.
        operation: `areas_list`, `push_cdata`; None for what is none.
        is_routed: Whether the path leads to anything.
        base: Scheme, host and a world's prefix: what stands before `path` in its URL.
        query: As it was written.
        request_size: Bytes of the whole body, of which only the beginning may be kept.
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
    request_size: int
    request_is_cut: bool
    status: int | None
    response_headers: Pairs
    response_size: int
    response_is_cut: bool
    ms: float
    user: str | None
    fault: Any
    warnings: tuple[str, ...]


class Packed(NamedTuple):
    """An exchange as it is kept: a few texts, which the garbage collector need not look into.

    `has_secrets` is of those that only this process can see: most are never read, so that their
    heads and answers are searched for secrets when somebody reads them.
    """

    facts: bytes  # JSON of the `Exchange`
    request_body: bytes
    response_body: bytes
    has_secrets: bool = False

    @property
    def size(self) -> int:
        """Bytes that it takes, about."""
        return OVERHEAD + len(self.facts) + len(self.request_body) + len(self.response_body)

    def exchange(self) -> Exchange:
        found: dict[str, Any] = orjson.loads(self.facts)
        for name in ("at", "world_time"):
            found[name] = datetime.fromisoformat(found[name])
        for name in ("request_headers", "response_headers"):
            found[name] = tuple((own, value) for own, value in found[name])
        found["warnings"] = tuple(found["warnings"])
        return Exchange(**found)


class Shown(NamedTuple):
    """A body as answers show it, and how: a JSON value, a text, or base64 of what is neither."""

    value: Any
    encoding: Encoding


@dataclass(frozen=True, slots=True)
class Body:
    """A body without its secrets: its beginning, and how long the whole was."""

    content: bytes
    size: int
    is_cut: bool

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
