"""A port of its own for terminals: it mends their requests and hands them to the server.

Terminals may leave spaces in the target of a request (`INFO=Ver 2.0.12,..`), which every strict
HTTP server refuses before the application hears of it. Here the head of a request is read and
mended (`heads.py`); all other bytes pass as they are, both ways.
"""

import asyncio
import logging
import re
import socket
import struct
import threading
from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus

from etpserver.server.certificates import trusting_anybody
from etpserver.server.heads import HeadError, mend

logger = logging.getLogger("etpserver.server")

LONGEST_HEAD = 64 * 1024  # bytes
MOST_CONNECTIONS = 200  # each holds two or three descriptors
PART = 16 * 1024
NO_LINGER = struct.pack("ii", 1, 0)  # on, no seconds: what follows the close is a reset
END_OF_HEAD = re.compile(rb"\n\r?\n")


@dataclass(frozen=True, slots=True)
class Server:
    """Where requests go."""

    host: str
    port: int
    is_https: bool = False


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a connection may take, in seconds."""

    head: float = 30
    idle: float = 120
    # After the client has sent its last byte: many half-close and wait for the answer.
    answer: float = 30
    # Between the answer and the end: whoever still sends should see it before the connection goes.
    leaving: float = 2


def start(listening: socket.socket, server: Server) -> None:
    """Take connections from now until the process ends, on a thread."""
    listening.listen()
    port = DevicePort(server)
    threading.Thread(
        target=lambda: asyncio.run(port.serve(listening)), name="device port", daemon=True
    ).start()


class DevicePort:
    """Takes connections of terminals, one request each."""

    def __init__(
        self, server: Server, patience: Patience | None = None, most: int = MOST_CONNECTIONS
    ) -> None:
        self.server = server
        self.patience = patience or Patience()
        self.most = most
        self.open = 0
        self.context = trusting_anybody() if server.is_https else None

    async def serve(self, listening: socket.socket) -> None:
        taking = await asyncio.start_server(self.take, sock=listening, limit=LONGEST_HEAD)
        async with taking:
            await taking.serve_forever()

    async def take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, from its first byte to its end."""
        if self.open >= self.most:
            writer.write(_refusal(HeadError(503, "Too many terminals call at once.")))
            writer.close()
            return
        self.open += 1
        try:
            await self._answer(reader, writer)
            await self._leave(reader, writer)
        except OSError as problem:  # the terminal is gone, or it idles
            logger.debug("The connection of a terminal broke off: %s", problem)
        finally:
            self.open -= 1
            writer.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head, rest = await self._read_head(reader)
            if head:
                await self._relay(mend(head, _peer(writer)) + rest, reader, writer)
        except HeadError as problem:
            writer.write(_refusal(problem))
            await writer.drain()

    async def _read_head(self, reader: asyncio.StreamReader) -> tuple[bytes, bytes]:
        """The head with its empty line, and what came with it; nothing of who says nothing."""
        seen = b""
        try:
            async with asyncio.timeout(self.patience.head):
                while part := await reader.read(PART):
                    seen = (seen + part).lstrip(b"\r\n")
                    if end := END_OF_HEAD.search(seen, 0, LONGEST_HEAD):
                        return seen[: end.end()], seen[end.end() :]
                    if len(seen) >= LONGEST_HEAD:
                        raise HeadError(431, "The head of the request is too long.")
        except TimeoutError as problem:
            raise HeadError(408, "The request did not come in time.") from problem
        return b"", b""

    async def _relay(
        self, sent: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        """Hand the request over and copy until the server ends its answer."""
        server_reader, server_writer = await self._connect()
        try:
            server_writer.write(sent)
            async with asyncio.timeout(self.patience.idle) as limit:
                sending = asyncio.create_task(self._send(reader, server_writer, limit))
                try:
                    await self._copy_answer(server_reader, writer, limit)
                finally:
                    sending.cancel()
                    await asyncio.wait({sending})
        finally:
            server_writer.close()

    async def _connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        try:
            async with asyncio.timeout(self.patience.head):
                return await asyncio.open_connection(
                    self.server.host, self.server.port, ssl=self.context, limit=PART
                )
        except OSError as problem:
            logger.warning("The server cannot be reached from its device port: %s", problem)
            raise HeadError(503, "The server does not answer.") from problem

    async def _send(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, limit: asyncio.Timeout
    ) -> None:
        """Pass on the body. Its end is not told to the server, which would break off the answer."""
        with suppress(OSError):  # the server needs no more of it, or the terminal is gone
            await self._copy(reader, writer, limit)
        _extend(limit, self.patience.answer)

    async def _copy(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, limit: asyncio.Timeout
    ) -> None:
        while part := await reader.read(PART):
            _extend(limit, self.patience.idle)
            writer.write(part)
            await writer.drain()

    async def _copy_answer(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, limit: asyncio.Timeout
    ) -> None:
        """A server that resets the connection instead of answering resets the terminal's too."""
        try:
            first = await reader.read(PART)
        except ConnectionResetError:
            _reset(writer)
            raise
        _extend(limit, self.patience.idle)
        writer.write(first)
        await self._copy(reader, writer, limit)

    async def _leave(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Say that no more comes, and let the client take it before the connection goes."""
        writer.write_eof()
        with suppress(TimeoutError):
            async with asyncio.timeout(self.patience.leaving):
                while await reader.read(PART):
                    pass


def _extend(limit: asyncio.Timeout, seconds: float) -> None:
    if not limit.expired():
        limit.reschedule(asyncio.get_running_loop().time() + seconds)


def _reset(writer: asyncio.StreamWriter) -> None:
    """End the connection by a TCP reset."""
    connection = writer.get_extra_info("socket")
    with suppress(OSError):  # the terminal was faster
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, NO_LINGER)
    writer.transport.abort()


def _peer(writer: asyncio.StreamWriter) -> str:
    """The address of the terminal; raises OSError when it is gone already."""
    address = writer.get_extra_info("peername")
    if address is None:
        raise ConnectionResetError
    return str(address[0])


def _refusal(problem: HeadError) -> bytes:
    content = f"{problem.text}\n".encode()
    head = (
        f"HTTP/1.1 {problem.status} {HTTPStatus(problem.status).phrase}\r\n"
        "Content-Type: text/plain\r\n"
        f"Content-Length: {len(content)}\r\n"
        "Connection: close\r\n\r\n"
    )
    return head.encode() + content
