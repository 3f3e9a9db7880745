"""Sending a body part by part, no faster than the client takes it.

granian queues what `response_stream` is given without any bound: a client that reads slowly would
have the whole body in memory. A named pipe handed to `response_file` bounds it: the writer blocks
while the pipe is full, and learns of a client that left by a broken pipe. Platforms without named
pipes (Windows) use the queue.
"""

import asyncio
import errno
import itertools
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Protocol

from etpserver.server.bodies import ClientLeftError
from etpserver.server.protocols import Headers, HTTPProtocol, StreamTransport

OPENING_S = 5.0  # granian opens the pipe within a millisecond, or never: the client has left
OPENING_STEP_S = 0.0005


class Stream(Protocol):
    """Where a streaming body is written to; raises `ClientLeftError`."""

    def open(self, proto: HTTPProtocol, status: int, headers: Headers) -> None: ...

    def write(self, part: bytes) -> None: ...

    def close(self) -> None: ...


class PipeStream:
    """A named pipe that granian reads like a file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.descriptor = -1

    def open(self, proto: HTTPProtocol, status: int, headers: Headers) -> None:
        """Start the answer; returns once granian has opened the other end."""
        os.mkfifo(self.path, 0o600)
        try:
            proto.response_file(status, headers, str(self.path))
            self.descriptor = self._writing_end()
        finally:
            self.path.unlink(missing_ok=True)
        os.set_blocking(self.descriptor, True)

    def _writing_end(self) -> int:
        deadline = time.monotonic() + OPENING_S
        while True:
            try:
                return os.open(self.path, os.O_WRONLY | os.O_NONBLOCK)
            except OSError as problem:  # ENXIO: nobody reads yet
                if problem.errno != errno.ENXIO or time.monotonic() > deadline:
                    raise ClientLeftError from problem
            time.sleep(OPENING_STEP_S)

    def write(self, part: bytes) -> None:
        rest = memoryview(part)
        try:
            while rest:
                rest = rest[os.write(self.descriptor, rest) :]
        except BrokenPipeError as problem:
            raise ClientLeftError from problem

    def close(self) -> None:
        if self.descriptor >= 0:
            os.close(self.descriptor)


async def give(transport: StreamTransport, part: bytes) -> None:
    """Hand a part to granian's own queue, which has no bound; raises `ClientLeftError`."""
    try:
        await transport.send_bytes(part)
    except RuntimeError as problem:  # granian's RSGIProtocolClosed
        raise ClientLeftError from problem


class QueueStream:
    """granian's own queue."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop

    def open(self, proto: HTTPProtocol, status: int, headers: Headers) -> None:
        self.transport = proto.response_stream(status, headers)

    def write(self, part: bytes) -> None:
        asyncio.run_coroutine_threadsafe(give(self.transport, part), self.loop).result()

    def close(self) -> None:
        """The queue ends with the request."""


class Streams:
    """Makes streams; its folder holds the named pipes while they are being opened."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        self.numbers = itertools.count()
        self.folder: tempfile.TemporaryDirectory[str] | None = None
        if sys.platform != "win32":
            self.folder = tempfile.TemporaryDirectory(
                prefix="etpserver-", ignore_cleanup_errors=True
            )

    def new(self) -> Stream:
        if self.folder is None:
            return QueueStream(self.loop)
        return PipeStream(Path(self.folder.name, str(next(self.numbers))))

    def close(self) -> None:
        if self.folder is not None:
            self.folder.cleanup()
