"""Answers that break off in the middle of their body."""

import asyncio
import socket

from etpserver.server import sockets
from etpserver.server.held import Held
from etpserver.server.streams import give
from etpserver.server.waits import Wait

STEP_S = 0.001
PATIENCE_S = 5.0  # a client that takes nothing for so long gets less than half


async def truncate(held: Held, wait: Wait) -> bool:
    """Send half of a body under the length of all of it; False if the connection is not found."""
    exchange = held.exchange
    connection = sockets.client_socket(*exchange.ends)
    if connection is None:
        return False
    with connection:
        await _send(held, held.length // 2, connection, wait)
        if not exchange.is_http_2:  # there the stream ends too early, and others live on
            sockets.shut(connection)
    return True


async def _send(held: Held, length: int, connection: socket.socket, wait: Wait) -> None:
    # granian throws away what it has not written yet when a body ends before its length, even the
    # head. So each step waits until the kernel has sent the one before.
    sent = sockets.bytes_sent(connection)
    transport = held.open()
    if not await _has_sent(connection, sent + 1, wait):
        return
    async for piece in held.pieces(length, wait):
        sent = sockets.bytes_sent(connection)
        await give(transport, piece)
        if not await _has_sent(connection, sent + len(piece), wait):
            return


async def _has_sent(connection: socket.socket, total: int, wait: Wait) -> bool:
    loop = asyncio.get_running_loop()
    deadline = loop.time() + PATIENCE_S
    while sockets.bytes_sent(connection) < total:
        if loop.time() > deadline or not await wait.sleep(STEP_S):
            return False
    return True
