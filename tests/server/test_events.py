import time

from tests.server.conftest import TinyServer
from tests.server.reading import read_all, read_until


def listen(server: TinyServer, name: str, query: str = "") -> bytes:
    return f"GET /events/{name}{query} HTTP/1.1\r\nHost: x\r\n\r\n".encode()


def publish(server: TinyServer, name: str, query: str) -> bool:
    is_read: bool = server.client.get(f"/publish/{name}?{query}").json()
    return is_read


def test_sends_the_head_at_once_and_events_as_they_come(tiny: TinyServer) -> None:
    with tiny.connect(listen(tiny, "coming")) as connection:
        head = read_until(connection, b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 200 OK\r\n")
        assert b"content-type: text/event-stream\r\n" in head
        assert b"content-length" not in head
        for _ in range(2):
            publish(tiny, "coming", "count=1")
            part = read_until(connection, b"\n\n")
            assert b"id: 0\nevent: tick\ndata: 0\n\n" in part


def test_ends_when_the_source_ends_and_keeps_the_connection(tiny: TinyServer) -> None:
    with tiny.connect(listen(tiny, "ending")) as connection:
        read_until(connection, b"\r\n\r\n")
        publish(tiny, "ending", "count=2&end=1")
        assert b"data: 1\n\n" in read_until(connection, b"\r\n0\r\n\r\n")
        connection.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        assert read_all(connection).startswith(b"HTTP/1.1 200 OK")
    assert publish(tiny, "ending", "count=1") is False
    tiny.wait_until(lambda: tiny.told("closed ending"))


def test_tells_publishers_on_a_thread_that_the_client_left(tiny: TinyServer) -> None:
    connection = tiny.connect(listen(tiny, "left", "?note=left-events"))
    read_until(connection, b"\r\n\r\n")
    assert publish(tiny, "left", "count=1") is True
    connection.close()
    tiny.wait_until(lambda: tiny.told("closed left"))
    (thread,) = tiny.told("closed left")
    assert thread.startswith("view")
    assert publish(tiny, "left", "count=1") is False
    tiny.wait_until(lambda: tiny.told("left-events"))


def test_sends_a_comment_when_nothing_happens(tiny: TinyServer) -> None:
    with tiny.connect(listen(tiny, "quiet", "?heartbeat=0.1")) as connection:
        read_until(connection, b"\r\n\r\n")
        assert connection.recv(1000) == b"3\r\n:\n\n\r\n"
        assert connection.recv(1000) == b"3\r\n:\n\n\r\n"


def test_waits_for_its_delay_first(tiny: TinyServer) -> None:
    started = time.monotonic()
    with tiny.connect(listen(tiny, "delayed", "?delay=0.3")) as connection:
        assert connection.recv(15) == b"HTTP/1.1 200 OK"
        assert time.monotonic() - started >= 0.3


def test_answers_head_without_events(tiny: TinyServer) -> None:
    answer = tiny.client.head("/events/headless")
    assert answer.headers["content-type"] == "text/event-stream"
    tiny.wait_until(lambda: tiny.told("closed headless"))


def test_delivers_every_event_to_a_reader_that_keeps_up(tiny: TinyServer) -> None:
    with tiny.connect(listen(tiny, "steady")) as connection:
        read_until(connection, b"\r\n\r\n")
        for _ in range(20):
            publish(tiny, "steady", "count=100")
        publish(tiny, "steady", "end=1")
        content = read_until(connection, b"\r\n0\r\n\r\n")
    assert content.count(b"event: tick\n") == 2000
    assert b"event: dropped" not in content


def test_drops_the_oldest_events_of_a_reader_that_is_too_slow(own_tiny: TinyServer) -> None:
    with own_tiny.connect(listen(own_tiny, "slow")) as connection:
        read_until(connection, b"\r\n\r\n")
        memory = own_tiny.memory()
        for _ in range(40):
            publish(own_tiny, "slow", "count=100&size=10000")
        assert own_tiny.memory() - memory < 10_000_000  # of the 40 MB that were put
        publish(own_tiny, "slow", "end=1")
        content = read_until(connection, b"\r\n0\r\n\r\n")
    assert b"event: dropped\n" in content
    seen = content.count(b"event: tick\n")
    dropped = [
        int(part.partition(b"\n")[0]) for part in content.split(b"event: dropped\ndata: ")[1:]
    ]
    assert seen + sum(dropped) == 4_000
    assert content.rpartition(b"data: ")[2].startswith(b"99x")


def test_does_not_spin_while_a_reader_is_too_slow(own_tiny: TinyServer) -> None:
    with own_tiny.connect(listen(own_tiny, "stuck")) as connection:
        read_until(connection, b"\r\n\r\n")
        for _ in range(20):
            publish(own_tiny, "stuck", "count=100&size=10000")
        used = own_tiny.cpu_s()
        time.sleep(0.5)
        assert own_tiny.cpu_s() - used < 0.1
        descriptors = own_tiny.descriptors()
    own_tiny.wait_until(lambda: own_tiny.descriptors() < descriptors)
