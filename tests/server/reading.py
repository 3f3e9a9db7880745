"""Reading raw answers."""

import socket


def read_all(connection: socket.socket) -> bytes:
    """All that arrives until the other side closes."""
    with connection:
        content = b""
        while part := connection.recv(65536):
            content += part
        return content
