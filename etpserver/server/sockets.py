"""The connection below a request, for what HTTP has no words for."""

import os
import socket
import stat
from contextlib import suppress
from pathlib import Path

from etpserver.server.environ import split_address

DESCRIPTORS = Path("/dev/fd")


def cut(client: str) -> bool:
    """End a client's connection at once, whatever of the answer is under way.

    `client` is the scope's `host:port`. Answers False where the platform does not list a process'
    descriptors (Windows) or the connection is gone already.
    """
    connection = client_socket(client)
    if connection is None:
        return False
    with connection, suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
    return True


def client_socket(client: str) -> socket.socket | None:
    """A duplicate of the socket that is connected to `client`; the caller closes it."""
    host, port = split_address(client)
    peer = (host, int(port))
    for descriptor in _descriptors():
        connection = _socket_at(descriptor)
        if connection is None:
            continue
        with suppress(OSError):
            if connection.getpeername()[:2] == peer:
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
