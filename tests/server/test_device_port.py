"""The port for terminals, on real sockets before a real server."""

import asyncio
import json
import socket
import threading
from collections.abc import Callable, Iterator

import pytest

from etpserver.server import addresses
from etpserver.server.device_port import LONGEST_HEAD, DevicePort, Patience, Server
from tests.server.conftest import TinyServer
from tests.server.reading import read_all, read_to_the_end

POLL = b"GET /iclock/getrequest?SN=SN1&INFO=Ver 2.0.12,\xd5\xd4 HTTP/1.1\r\nHost: x\r\n\r\n"


class Front:
    """A device port on a thread of its own, which the test ends."""

    def __init__(self, server: Server, patience: Patience | None = None, most: int = 50) -> None:
        self.listening = addresses.bind_device_port("127.0.0.1", 0)
        self.listening.listen()
        self.address = self.listening.getsockname()
        self.port = DevicePort(server, patience, most)
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.run)
        self.thread.start()

    def run(self) -> None:
        with asyncio.Runner(loop_factory=lambda: self.loop) as runner:
            self.task = self.loop.create_task(self.port.serve(self.listening))
            runner.run(asyncio.wait({self.task}))

    def connect(self, sent: bytes) -> socket.socket:
        connection = socket.create_connection(self.address, timeout=20)
        connection.sendall(sent)
        return connection

    def ask(self, sent: bytes) -> tuple[bytes, bytes]:
        """The first line and the body of the answer."""
        head, _, body = read_all(self.connect(sent)).partition(b"\r\n\r\n")
        return head.partition(b"\r\n")[0], body

    def stop(self) -> None:
        self.loop.call_soon_threadsafe(self.task.cancel)
        self.thread.join(timeout=10)


@pytest.fixture
def front(tiny: TinyServer) -> Iterator[Front]:
    made = Front(Server("127.0.0.1", tiny.port))
    yield made
    made.stop()


@pytest.fixture
def impatient(tiny: TinyServer) -> Iterator[Callable[..., Front]]:
    """Makes a front that waits as long as the test says."""
    made: list[Front] = []

    def make(**seconds: float) -> Front:
        made.append(Front(Server("127.0.0.1", tiny.port), Patience(leaving=0.1, **seconds)))
        return made[-1]

    yield make
    for front in made:
        front.stop()


def test_the_server_itself_refuses_raw_spaces(tiny: TinyServer) -> None:
    """What this port is for; when it fails, the port may go."""
    assert read_all(tiny.connect(POLL)).startswith(b"HTTP/1.1 400 ")


def test_a_request_with_raw_spaces_is_answered(front: Front) -> None:
    status, body = front.ask(POLL)
    told = json.loads(body)
    assert status == b"HTTP/1.1 200 OK"
    assert (told["PATH_INFO"], told["QUERY_STRING"]) == (
        "/iclock/getrequest",
        "SN=SN1&INFO=Ver%202.0.12,%D5%D4",
    )
    assert (told["HTTP_X_FORWARDED_FOR"], told["HTTP_CONNECTION"]) == ("127.0.0.1", "close")


def test_headers_reach_the_terminal(front: Front) -> None:
    answer = read_all(front.connect(POLL)).lower()
    assert b"\r\ndate: mon, 05 jan 2026 08:00:00 gmt\r\n" in answer
    assert b"\r\nconnection: close\r\n" in answer


def test_bodies_pass_whole(front: Front) -> None:
    content = bytes(range(250)) * 700
    head = b"POST /iclock/cdata?SN=SN1&table=ATTPHOTO HTTP/1.1\r\nContent-Length: %d\r\n\r\n"
    told = json.loads(front.ask(head % len(content) + content)[1])
    assert (told["body_length"], told["body_sum"]) == (len(content), sum(content))


@pytest.mark.parametrize(
    ("ending", "is_answered", "is_reset"),
    [("reset", False, True), ("empty", False, False), ("truncate", True, False)],
)
def test_the_connection_ends_as_the_server_ends_it(
    front: Front, ending: str, *, is_answered: bool, is_reset: bool
) -> None:
    asked = POLL.replace(b"SN=SN1", b"SN=a b&ending=" + ending.encode())

    found = read_to_the_end(front.connect(asked))

    assert (found.content.startswith(b"HTTP/1.1 200"), found.is_reset) == (is_answered, is_reset)


def test_a_head_may_come_in_pieces(front: Front) -> None:
    with front.connect(b"\r\nGET /iclock/ping?SN=a") as connection:
        for part in (b" b HTTP/1.1\r\nHost", b": x\r\n", b"\r\n"):
            connection.sendall(part)
        answer = read_all(connection)
    assert b'"QUERY_STRING": "SN=a%20b"' in answer


def test_a_terminal_may_ask_before_it_sends(front: Front) -> None:
    head = (
        b"POST /iclock/cdata?SN=SN1 HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n"
    )
    with front.connect(head) as connection:
        assert connection.recv(25) == b"HTTP/1.1 100 Continue\r\n\r\n"
        connection.sendall(b"abc")
        assert b'"body_length": 3' in read_all(connection)


def test_a_terminal_that_half_closes_gets_its_answer(front: Front) -> None:
    with front.connect(b"GET /iclock/sleep/0.3 HTTP/1.1\r\nHost: x\r\n\r\n") as connection:
        connection.shutdown(socket.SHUT_WR)
        assert read_all(connection).startswith(b"HTTP/1.1 200 OK")


def test_a_streamed_answer_comes_whole(front: Front) -> None:
    status, body = front.ask(b"GET /iclock/stream/slow HTTP/1.0\r\n\r\n")
    assert (status, body) == (b"HTTP/1.0 200 OK", b"tick 0\ntick 1\ntick 2\n")


def test_a_terminal_that_leaves_ends_the_answer(front: Front, tiny: TinyServer) -> None:
    name = "endless-of-front"
    connection = front.connect(f"GET /iclock/stream/{name} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
    connection.recv(1000)
    connection.close()
    tiny.wait_until(lambda: tiny.notes(name)["closed"])
    tiny.wait_until(lambda: front.port.open == 0)


def test_a_connection_carries_one_request(front: Front) -> None:
    answer = read_all(front.connect(POLL + b"GET /_etp/health HTTP/1.1\r\nHost: x\r\n\r\n"))
    assert answer.count(b"HTTP/1.1 ") == 1
    assert b"/_etp/" not in answer


def test_a_body_is_no_second_request(front: Front) -> None:
    """However the two sides count the body, the server answers once."""
    hidden = b"0\r\n\r\nGET /_etp/health HTTP/1.1\r\nHost: x\r\n\r\n"
    head = (
        b"POST /iclock/cdata HTTP/1.1\r\nContent-Length: %d\r\nTransfer-Encoding: chunked\r\n\r\n"
    )
    answer = read_all(front.connect(head % len(hidden) + hidden))
    assert answer.count(b"HTTP/1.1 ") == 1
    assert b"/_etp/" not in answer


@pytest.mark.parametrize(
    ("sent", "status", "text"),
    [
        (b"GET /_etp/health HTTP/1.1\r\n\r\n", b"404 Not Found",
         b"This port is for terminals: paths under /iclock/.\n"),
        (b"GET /iclock/api/terminals/ HTTP/1.1\r\n\r\n", b"404 Not Found",
         b"This port is for terminals: paths under /iclock/.\n"),
        (b"hello\r\n\r\n", b"400 Bad Request", b"This is no HTTP request.\n"),
        (b"GET /iclock/" + b"a" * 2 * LONGEST_HEAD + b" HTTP/1.1\r\n\r\n",
         b"431 Request Header Fields Too Large", b"The head of the request is too long.\n"),
    ],
    ids=["control plane", "documented API", "no request", "long"],
)  # fmt: skip
def test_refuses(front: Front, sent: bytes, status: bytes, text: bytes) -> None:
    assert front.ask(sent) == (b"HTTP/1.1 " + status, text)


def test_whoever_says_nothing_is_told_nothing(front: Front) -> None:
    with front.connect(b"\r\n") as connection:
        connection.shutdown(socket.SHUT_WR)
        assert read_all(connection) == b""


def test_does_not_wait_for_ever_for_a_head(impatient: Callable[..., Front]) -> None:
    assert impatient(head=0.3).ask(b"GET /iclock/ping") == (
        b"HTTP/1.1 408 Request Timeout",
        b"The request did not come in time.\n",
    )


@pytest.mark.parametrize(("is_half_closed", "patience"), [(False, "idle"), (True, "answer")])
def test_does_not_wait_for_ever_for_a_body(
    impatient: Callable[..., Front], tiny: TinyServer, *, is_half_closed: bool, patience: str
) -> None:
    front = impatient(**{patience: 0.3})
    head = b"POST /iclock/cdata HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nab"
    with front.connect(head) as connection:
        if is_half_closed:
            connection.shutdown(socket.SHUT_WR)
        assert read_all(connection) == b""
    tiny.wait_until(lambda: front.port.open == 0)


def test_says_that_the_server_does_not_answer() -> None:
    port, held = addresses.reserve("127.0.0.1", 0)
    front = Front(Server("127.0.0.1", port))
    try:
        assert front.ask(POLL) == (
            b"HTTP/1.1 503 Service Unavailable",
            b"The server does not answer.\n",
        )
    finally:
        front.stop()
        if held:
            held.close()


def test_takes_only_so_many_connections(tiny: TinyServer) -> None:
    front = Front(Server("127.0.0.1", tiny.port), most=2)
    try:
        waiting = [front.connect(b"GET /iclock/") for _ in range(2)]
        tiny.wait_until(lambda: front.port.open == 2)
        with socket.create_connection(front.address, timeout=20) as third:
            assert read_all(third).startswith(b"HTTP/1.1 503 ")
        for connection in waiting:
            connection.close()
        tiny.wait_until(lambda: front.port.open == 0)
        assert front.ask(POLL)[0] == b"HTTP/1.1 200 OK"
    finally:
        front.stop()


def test_many_at_once(front: Front) -> None:
    connections = [front.connect(POLL) for _ in range(40)]
    assert [read_all(connection)[:15] for connection in connections] == [b"HTTP/1.1 200 OK"] * 40
