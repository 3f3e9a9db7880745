"""Reading raw answers."""

import socket
from typing import NamedTuple


class Read(NamedTuple):
    """What arrived, and whether the connection ended by a reset."""

    content: bytes
    is_reset: bool

    @property
    def body(self) -> bytes:
        return self.content.partition(b"\r\n\r\n")[2]


def read_all(connection: socket.socket) -> bytes:
    """All that arrives until the other side closes."""
    with connection:
        content = b""
        while part := connection.recv(65536):
            content += part
        return content


def read_to_the_end(connection: socket.socket) -> Read:
    """All that arrives until the other side closes, in an orderly way or not."""
    content = b""
    with connection:
        try:
            while part := connection.recv(65536):
                content += part
        except ConnectionResetError:
            return Read(content, is_reset=True)
    return Read(content, is_reset=False)


def read_until(connection: socket.socket, mark: bytes) -> bytes:
    """What arrives up to and with the first part that brings `mark`."""
    content = bytearray()
    searched = 0
    while content.find(mark, searched) < 0:
        searched = max(0, len(content) - len(mark))
        part = connection.recv(65536)
        assert part, f"the other side closed after {content[-1000:]!r}"
        content += part
    return bytes(content)
