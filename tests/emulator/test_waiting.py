"""Answers that wait hold nobody up."""

import socket
from contextlib import ExitStack
from urllib.parse import urlsplit

from tests.emulator.live import Fresh

LISTS = 50


def test_twenty_streams_and_twenty_hangs_hold_nobody_up(fresh: Fresh) -> None:
    fresh.client.post("/iclock/api/terminals/", json={"sn": "SN1"})
    hang = {"match": {"operation": "areas_list"}, "do": {"connection": "hang"}}
    assert fresh.control("POST", "/faults", hang).status_code == 201
    with ExitStack() as stack:
        streams = [opened(stack, fresh, "/_etp/events", "text/event-stream") for _ in range(20)]
        for stream in streams:
            assert stream.recv(4096).startswith(b"HTTP/1.1 200")
        hangs = [opened(stack, fresh, "/personnel/api/areas/", "*/*") for _ in range(20)]
        for number in range(LISTS):
            found = fresh.client.get("/personnel/api/employees/", params={"page": 1})
            assert (found.status_code, found.json()["count"]) == (200, 0), number
        told = [read_until(stream, b"employees_list", LISTS) for stream in streams]
        assert [text.count(b"employees_list") >= LISTS for text in told] == [True] * 20
        for waiting in hangs:
            waiting.setblocking(False)  # noqa: FBT003
            assert is_silent(waiting)


def opened(stack: ExitStack, world: Fresh, path: str, accept: str) -> socket.socket:
    """A connection of its own on which a request was sent."""
    server = urlsplit(world.url)
    connection = stack.enter_context(
        socket.create_connection((str(server.hostname), server.port or 0), timeout=30)
    )
    lines = (
        f"GET {server.path}{path} HTTP/1.1",
        f"Host: {server.netloc}",
        f"Authorization: Token {world.token}",
        f"Accept: {accept}",
    )
    connection.sendall("\r\n".join([*lines, "", ""]).encode())
    return connection


def read_until(stream: socket.socket, word: bytes, times: int) -> bytes:
    content = b""
    while content.count(word) < times:
        part = stream.recv(65536)
        assert part, "the stream ended"
        content += part
    return content


def is_silent(connection: socket.socket) -> bool:
    try:
        connection.recv(1)
    except BlockingIOError:
        return True
    return False
