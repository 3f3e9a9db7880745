import signal
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.server.conftest import TinyServer
from tests.server.reading import read_all, read_until


@pytest.fixture(params=["one process", "two workers"])
def stopping_tiny(request: pytest.FixtureRequest) -> Iterator[TinyServer]:
    server = TinyServer("--workers", "2" if request.param == "two workers" else "1")
    yield server
    server.stop()


def ask(server: TinyServer, path: str) -> socket.socket:
    return server.connect(f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())


def stop(server: TinyServer) -> float:
    """Seconds from the signal to the end."""
    started = time.monotonic()
    server.process.send_signal(signal.SIGTERM)
    assert server.process.wait(timeout=20) == 0
    return time.monotonic() - started


def test_ends_all_that_waits_within_a_second(stopping_tiny: TinyServer) -> None:
    hangs = [ask(stopping_tiny, "/letters/20?ending=hang") for _ in range(50)]
    delayed = [ask(stopping_tiny, "/letters/20?delay=600") for _ in range(20)]
    streams = [ask(stopping_tiny, f"/events/stopping-{number}") for number in range(20)]
    dribbles = [ask(stopping_tiny, "/letters/20?dribble=1&pause=600") for _ in range(10)]
    for stream in [*streams, *dribbles]:
        read_until(stream, b"\r\n\r\n")
    stopping_tiny.client.get("/sleep/0.3")  # by now the others wait
    assert stop(stopping_tiny) < 1
    for hang in hangs:
        assert read_all(hang).endswith(b"\r\n\r\nThe server stops.\n")
    for answer in delayed:
        assert read_all(answer).endswith(b"\r\n\r\n01234567890123456789")
    for stream in streams:
        assert read_all(stream) in {b"0\r\n\r\n", b""}  # its end, if it was not read with the head
    for dribble in dribbles:
        assert b"123" not in read_all(dribble)


def test_resets_at_once_what_was_to_be_reset_later(stopping_tiny: TinyServer) -> None:
    connection = ask(stopping_tiny, "/letters/20?ending=reset&delay=600")
    stopping_tiny.client.get("/sleep/0.3")
    assert stop(stopping_tiny) < 1
    with connection, pytest.raises(ConnectionResetError):
        connection.recv(1000)


def test_calls_back_for_all_that_waited(stopping_tiny: TinyServer, tmp_path: Path) -> None:
    file = tmp_path / "sent"
    waiting = [
        *(ask(stopping_tiny, f"/?ending=hang&file={file}") for _ in range(100)),
        *(ask(stopping_tiny, f"/events/called-back-{n}?file={file}") for n in range(100)),
    ]
    stopping_tiny.client.get("/sleep/0.5")
    assert stop(stopping_tiny) < 2
    assert file.read_text() == "sent\n" * 200
    for connection in waiting:
        connection.close()


def test_lets_a_running_view_answer_before_it_stops(stopping_tiny: TinyServer) -> None:
    waiting = ask(stopping_tiny, "/?ending=hang")
    running = ask(stopping_tiny, "/sleep/1")
    time.sleep(0.3)
    assert 0.5 < stop(stopping_tiny) < 2.5
    assert read_until(running, b"\r\n\r\n").startswith(b"HTTP/1.1 200 OK")
    running.close()
    waiting.close()


def test_stops_in_the_middle_of_a_body(own_tiny: TinyServer) -> None:
    connection = own_tiny.connect(b"GET /stream/endless HTTP/1.1\r\nHost: x\r\n\r\n")
    reading = threading.Thread(target=read_all, args=(connection,))
    reading.start()
    time.sleep(0.2)
    assert stop(own_tiny) < 3
    reading.join()


def test_waits_two_seconds_at_most_for_a_view(own_tiny: TinyServer) -> None:
    connection = own_tiny.connect(b"GET /sleep/30 HTTP/1.1\r\nHost: x\r\n\r\n")
    time.sleep(0.3)
    assert stop(own_tiny) < 5
    connection.close()


def test_a_task_that_goes_on_does_not_keep_the_server_from_ending() -> None:
    server = TinyServer("--stubborn")
    assert server.client.get("/letters/20").status_code == 200

    assert server.stop() == 0


@pytest.mark.parametrize("turn", range(5))  # it hung in about every second one
def test_a_client_that_left_a_stream_does_not_keep_the_server_from_ending(turn: int) -> None:
    server = TinyServer()
    with server.connect(b"GET /stream/slow HTTP/1.1\r\nHost: x\r\n\r\n") as client:
        client.recv(10)

    assert server.stop() == 0
