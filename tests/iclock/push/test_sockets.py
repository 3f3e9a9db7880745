"""Over a real socket: the bytes of replies, bodies of any kind, and a server that is killed."""

import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from etpserver.server import addresses
from tests.cli.conftest import Commands
from tests.iclock.processes import filled

DYING = Path(__file__).with_name("dying.py")
PREPARE = """
from etpserver.emulator import fixtures
from iclock.commands import queue
from iclock.models import Terminal
fixtures.load("empty")
terminal = Terminal.objects.create(sn="SN1")
queue.enqueue({terminal: ["DATA UPDATE USERINFO PIN=7", "REBOOT"]})
"""
PUNCH = b"7\t2026-01-05 09:00:00\t255\t1\t0\t0\t0\n"
REPLY = re.compile(
    rb"HTTP/1\.1 200 OK\r\n(?P<headers>(?:[^\r\n]+\r\n)+)\r\n(?P<body>.*)\Z", re.DOTALL
)


@pytest.fixture(scope="module")
def live(tmp_path_factory):
    """A server of this module."""
    folder = tmp_path_factory.mktemp("device")
    with Commands(folder, folder / "cache").serve() as server:
        yield server


def connect(url):
    host, port = url.rpartition("/")[2].split(":")
    return socket.create_connection((host, int(port)), timeout=30)


def read_to_end(connection):
    found = b""
    while part := connection.recv(65536):
        found += part
    return found


def post(path, body, *headers):
    lines = (f"POST {path} HTTP/1.1", "User-Agent: iClock Proxy/1.09", "Host: 10.0.0.1:8088",
             "Accept: */*", "Content-Type: text/plain", f"Content-Length: {len(body)}",
             *headers)  # fmt: skip
    return "\r\n".join((*lines, "", "")).encode()


def test_a_reply_has_the_headers_of_the_protocol_once_and_then_the_line_is_closed(live) -> None:
    with connect(live.url) as connection:
        connection.sendall(post("/iclock/cdata?SN=SN1&table=ATTLOG&Stamp=9999", PUNCH) + PUNCH)
        reply = REPLY.match(read_to_end(connection))

    assert reply is not None
    assert reply["body"] == b"OK: 1"
    headers = [line.partition(b": ") for line in reply["headers"].lower().splitlines()]
    told = {name: value for name, _, value in headers}
    assert len(told) == len(headers)
    assert re.fullmatch(rb"\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d gmt", told.pop(b"date"))
    wanted = (b"content-type", b"content-length", b"connection", b"pragma", b"cache-control")
    assert [told[name] for name in wanted] == [
        b"text/plain", b"5", b"close", b"no-cache", b"no-store",
    ]  # fmt: skip


def test_a_device_may_ask_before_it_sends_its_body(live) -> None:
    with connect(live.url) as connection:
        path = "/iclock/cdata?SN=SN1&table=ATTLOG&Stamp=9999"
        connection.sendall(post(path, PUNCH, "Expect: 100-continue"))
        assert connection.recv(65536) == b"HTTP/1.1 100 Continue\r\n\r\n"
        connection.sendall(PUNCH)
        reply = REPLY.match(read_to_end(connection))

    assert reply is not None
    assert reply["body"] == b"OK: 1"


def test_a_body_may_come_in_chunks(live) -> None:
    def parts():
        yield PUNCH[:10]
        yield PUNCH[10:]

    url = f"{live.url}/iclock/cdata?SN=SN1&table=ATTLOG&Stamp=9999"
    assert httpx.post(url, content=parts()).content == b"OK: 1"


def test_a_large_body_is_taken_and_one_too_large_is_not_acknowledged(live) -> None:
    url = f"{live.url}/iclock/cdata?SN=LARGE&table=ATTLOG&Stamp=9999"
    line = b"7\t2026-01-05 09:00:00\t255\t1\t0\t0\t0\t0\t0\t0\t" + b" " * 200 + b"\n"
    large = line * (1024 * 1024 // len(line) + 1)

    assert httpx.post(url, content=large).content == f"OK: {len(large) // len(line)}".encode()
    refused = httpx.post(url, content=b"x" * (20 * 1024 * 1024 + 1))
    assert (refused.status_code, refused.headers["content-type"]) == (413, "text/plain")


@pytest.fixture
def start(tmp_path):
    """Starts the server that dies, again and again on the same database."""
    port, held = addresses.reserve("127.0.0.1", 0)
    environment = filled(f"sqlite:///{tmp_path}/db.sqlite3", tmp_path, PREPARE)
    processes = []

    def start_server(program=DYING):
        process = subprocess.Popen([sys.executable, str(program), str(port)], env=environment)
        processes.append(process)
        url = f"http://127.0.0.1:{port}"
        deadline = time.monotonic() + 60
        while True:
            try:
                httpx.get(f"{url}/livez")
            except httpx.TransportError:
                assert time.monotonic() < deadline, "the server did not start"
                time.sleep(0.02)
            else:
                return process, url

    yield start_server
    for process in processes:
        process.kill()
        process.wait()
    if held:
        held.close()


def stored(folder, statement):
    with closing(sqlite3.connect(folder / "db.sqlite3")) as database:
        return database.execute(statement).fetchall()


def die_at(start, request):
    """Start the server and send a request that it does not answer."""
    process, url = start()
    with pytest.raises(httpx.TransportError):
        request(url)
    assert process.wait(timeout=20) == -signal.SIGKILL


def test_a_punch_is_there_once_though_the_server_was_killed_before_it_answered(
    start, tmp_path
) -> None:
    punches = "SELECT crc, punch_time FROM iclock_unregisteredpunch"
    path = "/iclock/cdata?SN=SN1&table=ATTLOG&Stamp=9999"

    for _ in range(2):  # the device sends it again
        die_at(start, lambda url: httpx.post(f"{url}{path}", content=PUNCH))
        assert stored(tmp_path, punches) == [("7", "2026-01-05 09:00:00")]


def test_a_command_is_not_lost_though_the_server_was_killed_while_handing_it_out(
    start, tmp_path
) -> None:
    """What becomes of it then is a matter of time: `test_commands.py`."""
    die_at(start, lambda url: httpx.get(f"{url}/iclock/getrequest?SN=SN1"))

    assert stored(tmp_path, "SELECT content, state, attempts FROM iclock_command") == [
        ("DATA UPDATE USERINFO PIN=7", "sent", 1), ("REBOOT", "sent", 1),
    ]  # fmt: skip
