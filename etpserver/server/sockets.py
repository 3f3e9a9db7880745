"""The connection below a request, for what HTTP has no words for."""

import ctypes
import os
import socket
import stat
import struct
from contextlib import suppress
from pathlib import Path

from etpserver.server.environ import split_address

DESCRIPTORS = Path("/dev/fd")
UNSPECIFIED = bytes(16)  # a `sockaddr` of the family AF_UNSPEC
BYTES_SENT = 200  # where Linux has `tcpi_bytes_sent` in its `struct tcp_info`


def cut(client: str, server: str) -> bool:
    """End a connection at once, in an orderly way, whatever of the answer is under way.

    Both ends are the scope's `host:port`. False where the platform does not list a process'
    descriptors (Windows) or the connection is gone already.
    """
    connection = client_socket(client, server)
    if connection is None:
        return False
    with connection:
        shut(connection)
    return True


def shut(connection: socket.socket) -> None:
    """End it after what the kernel has taken of the answer."""
    with suppress(OSError):  # the client was faster
        connection.shutdown(socket.SHUT_RDWR)


def reset(client: str, server: str) -> bool:
    """End a connection by a TCP reset; False where that fails (it is Linux that can)."""
    connection = client_socket(client, server)
    if connection is None:
        return False
    with connection:
        # Dissolving the association sends the reset now, also when granian does not look. A linger
        # time of zero would send it at granian's close, which a pipelined request keeps away.
        length = len(UNSPECIFIED)
        return bool(ctypes.CDLL(None).connect(connection.fileno(), UNSPECIFIED, length) == 0)


def bytes_sent(connection: socket.socket) -> int:
    """How much has been sent to the client so far (Linux 4.19 or newer)."""
    told = connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, BYTES_SENT + 8)
    return int(struct.unpack_from("=Q", told, BYTES_SENT)[0]) if len(told) >= BYTES_SENT + 8 else 0


def client_socket(client: str, server: str) -> socket.socket | None:
    """A duplicate of the socket between these two ends; the caller closes it."""
    host, port = split_address(client)
    peer, own_port = (host, int(port)), int(split_address(server)[1])
    for descriptor in _descriptors():
        connection = _socket_at(descriptor)
        if connection is None:
            continue
        with suppress(OSError):
            # A client may use one port of its own towards two of ours.
            if connection.getpeername()[:2] == peer and connection.getsockname()[1] == own_port:
                return connection
        connection.close()
    return None


def _descriptors() -> list[int]:
    try:
        return [int(entry) for entry in os.listdir(DESCRIPTORS)]  # noqa: PTH208
    except OSError:
        return []


def _socket_at(descriptor: int) -> socket.socket | None:
    try:
        # Only sockets are duplicated: a leaked duplicate for each file once stopped a server.
        if not stat.S_ISSOCK(os.fstat(descriptor).st_mode):
            return None
        duplicate = os.dup(descriptor)
    except OSError:  # closed since it was listed
        return None
    try:
        connection = socket.socket(fileno=duplicate)
    except OSError:
        os.close(duplicate)
        return None
    if connection.family in {socket.AF_INET, socket.AF_INET6}:
        return connection
    connection.close()
    return None
