"""Reading a request's body, with its limits, before anything parses it."""

import re
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from io import BytesIO
from tempfile import SpooledTemporaryFile
from typing import IO

from etpserver.server.protocols import HTTPProtocol, RequestHeaders, Scope

MEGABYTE = 1024 * 1024


class ClientLeftError(Exception):
    """The client left, or what it sends is no HTTP any more."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes in bytes."""

    kept: int = 20 * MEGABYTE  # a larger body is not given to the application
    # What is read and thrown away, so that a client which sends before it reads sees its answer.
    discarded: int = 64 * MEGABYTE
    at_once: int = 64 * 1024  # up to here in one piece, without a spool
    in_memory: int = MEGABYTE  # beyond it the spool is a temporary file


@dataclass(frozen=True, slots=True)
class PathLimits:
    """Limits of one operation that takes more than the others."""

    method: str
    path: re.Pattern[str]
    limits: Limits
    # Who may send so much, by address and Authorization.
    is_known: Callable[[str, str], bool] = lambda _peer, _authorization: True

    def is_for(self, scope: Scope, headers: RequestHeaders) -> bool:
        if scope.method != self.method or not self.path.fullmatch(scope.path):
            return False
        peer = scope.client.rpartition(":")[0].strip("[]")
        sent = (value for name, value in headers.items() if name == "authorization")
        return self.is_known(peer, next(sent, ""))


@dataclass(frozen=True, slots=True)
class Body:
    """A request's body: its file stands at the start, its length is None when there is none."""

    file: IO[bytes]
    length: int | None = None
    is_too_large: bool = False
    is_read_to_end: bool = True


async def read_body(
    scope: Scope, headers: RequestHeaders, proto: HTTPProtocol, limits: Limits
) -> Body:
    """The body, or an empty one marked as too large; raises `ClientLeftError`."""
    sent = dict(headers.items())
    declared = _declared_length(sent)
    if declared is None and not _may_have_body(scope, sent):
        return Body(BytesIO())
    if declared is not None and declared <= limits.at_once:
        return await _read_at_once(proto, declared)
    if declared is not None and declared > limits.kept:
        if "expect" in sent:  # the client asks first: it need not send anything
            return Body(BytesIO(), declared, is_too_large=True, is_read_to_end=False)
        seen = await _discard(_parts(proto), 0, limits)
        return Body(BytesIO(), declared, is_too_large=True, is_read_to_end=seen >= declared)
    return await _spool(_parts(proto), declared, limits)


def _declared_length(sent: dict[str, str]) -> int | None:
    # A transfer coding overrides the length (RFC 9112 6.3).
    length = sent.get("content-length", "")
    return int(length) if length.isdigit() and "transfer-encoding" not in sent else None


def _may_have_body(scope: Scope, sent: dict[str, str]) -> bool:
    if scope.http_version.startswith("1"):
        return "transfer-encoding" in sent
    return scope.method not in {"GET", "HEAD"}


async def _read_at_once(proto: HTTPProtocol, declared: int) -> Body:
    try:
        content = await proto() if declared else b""
    except RuntimeError as problem:  # granian's RSGIProtocolClosed
        raise ClientLeftError from problem
    if len(content) != declared:
        raise ClientLeftError
    return Body(BytesIO(content), declared)


async def _parts(proto: HTTPProtocol) -> AsyncIterator[bytes]:
    """The body's parts, for several loops in turn: granian's own iterator starts only once."""
    async for part in proto:
        yield part


async def _spool(parts: AsyncIterator[bytes], declared: int | None, limits: Limits) -> Body:
    spool = SpooledTemporaryFile(max_size=limits.in_memory)  # noqa: SIM115  closed with the request
    seen, empty_parts = 0, 0
    try:
        async for part in parts:
            empty_parts = 0 if part else empty_parts + 1
            seen += len(part)
            if seen > limits.kept:
                spool.close()
                seen = await _discard(parts, seen, limits)
                is_read = seen <= limits.discarded
                return Body(BytesIO(), seen, is_too_large=True, is_read_to_end=is_read)
            spool.write(part)
        # granian ends a body with one empty part, a body that broke off with two.
        if seen != declared if declared is not None else empty_parts > 1:
            raise ClientLeftError
    except BaseException:
        spool.close()
        raise
    spool.seek(0)
    return Body(spool, seen)


async def _discard(parts: AsyncIterator[bytes], seen: int, limits: Limits) -> int:
    async for part in parts:
        seen += len(part)
        if seen > limits.discarded:
            break
    return seen
