import time
from collections.abc import Iterator

import httpx
import pytest

from tests.server.conftest import TinyServer
from tests.server.reading import read_until

DATE = "Mon, 05 Jan 2026 08:00:00 GMT"


@pytest.fixture(scope="module")
def narrow_tiny() -> Iterator[TinyServer]:
    """A server in which three answers may wait."""
    server = TinyServer("--most-waiting", "3")
    yield server
    server.stop()


def get(path: bytes) -> bytes:
    return b"GET %s HTTP/1.1\r\nHost: x\r\n\r\n" % path


def test_holds_a_finished_answer_back(tiny: TinyServer) -> None:
    started = time.monotonic()
    answer = tiny.client.get("/letters/20?delay=0.3")
    assert (answer.status_code, answer.text) == (200, "0123456789" * 2)
    assert answer.headers["content-length"] == "20"
    assert 0.3 <= time.monotonic() - started < 2


def test_holds_many_answers_back_at_the_same_time(tiny: TinyServer) -> None:
    started = time.monotonic()
    waiting = [tiny.connect(get(b"/letters/20?delay=1")) for _ in range(40)]
    for connection in waiting:
        with connection:
            assert read_until(connection, b"01234567890123456789")
    assert time.monotonic() - started < 10  # the two threads of views would need 20


def test_closes_a_streaming_answer_before_it_waits(tiny: TinyServer) -> None:
    with tiny.connect(get(b"/stream/slow-of-delayed?delay=60")):
        tiny.wait_until(lambda: tiny.notes("slow-of-delayed").get("closed"))
        notes = tiny.notes("slow-of-delayed")
    assert notes["sent"] == 21
    assert [notes["close"], *notes["threads"]] == [notes["view"]] * 4  # type: ignore[misc]


@pytest.mark.parametrize("name", ["slow", "long"])
def test_sends_a_delayed_streaming_answer_whole(tiny: TinyServer, name: str) -> None:
    plain = tiny.client.get(f"/stream/{name}")
    delayed = tiny.client.get(f"/stream/{name}?delay=0.1")
    assert (delayed.status_code, delayed.content) == (200, plain.content)


def test_answers_500_when_a_delayed_streaming_body_fails(tiny: TinyServer) -> None:
    assert tiny.client.get("/stream/broken-of-delayed?delay=0.1").status_code == 500
    assert tiny.notes("broken-of-delayed")["closed"] is True


def test_answers_a_delayed_head_with_the_length_of_the_body(tiny: TinyServer) -> None:
    answer = tiny.client.head("/?delay=0.1")
    assert (answer.status_code, answer.content) == (200, b"")
    assert int(answer.headers["content-length"]) > 100


def test_answers_a_delayed_204(tiny: TinyServer) -> None:
    answer = tiny.client.get("/nothing?delay=0.1")
    assert (answer.status_code, answer.content) == (204, b"")


def test_keeps_the_connection_after_a_delayed_answer(tiny: TinyServer) -> None:
    with httpx.Client() as client:
        first, second = (client.get(f"{tiny.url}/?delay=0.05").json() for _ in range(2))
    assert first["REMOTE_PORT"] == second["REMOTE_PORT"]


def test_notices_a_client_that_leaves_while_its_answer_waits(tiny: TinyServer) -> None:
    connection = tiny.connect(get(b"/letters/20?delay=600&note=left-a-delay"))
    time.sleep(0.1)
    assert tiny.told("left-a-delay") == []
    connection.close()
    tiny.wait_until(lambda: tiny.told("left-a-delay"))


@pytest.mark.parametrize(
    "path",
    [
        "/letters/20",
        "/letters/20?delay=0.01",
        "/letters/20?dribble=10&pause=0.01",
        "/stream/slow",
        "/stream/long",
        "/stream/long?delay=0.01",
        "/stream/slow?dribble=10&pause=0.01",
        "/events/dated",
    ],
)
def test_keeps_the_application_s_date(tiny: TinyServer, path: str) -> None:
    with httpx.stream("GET", f"{tiny.url}{path}") as answer:
        assert answer.headers.get_list("date") == [DATE]


def test_dribbles_a_body_piece_by_piece(tiny: TinyServer) -> None:
    with tiny.connect(get(b"/letters/50?dribble=10&pause=0.1")) as connection:
        head = read_until(connection, b"\r\n\r\n0123456789")
        pieces = [connection.recv(1000) for _ in range(4)]
    assert b"content-length: 50\r\n" in head
    assert pieces == [b"0123456789"] * 4


def test_dribbles_a_streaming_body(tiny: TinyServer) -> None:
    answer = tiny.client.get("/stream/slow?dribble=4&pause=0.01")
    assert answer.text == "tick 0\ntick 1\ntick 2\n"


def test_notices_a_client_that_leaves_a_dribble(tiny: TinyServer) -> None:
    connection = tiny.connect(get(b"/letters/20?dribble=1&pause=600&note=left-a-dribble"))
    read_until(connection, b"\r\n\r\n0")
    connection.close()
    tiny.wait_until(lambda: tiny.told("left-a-dribble"))


@pytest.mark.parametrize("query", ["", "&delay=0.05", "&dribble=10&pause=0.01"])
def test_calls_back_once_on_a_thread_when_an_answer_was_sent(tiny: TinyServer, query: str) -> None:
    name = f"sent-{len(query)}"
    tiny.client.get(f"/letters/20?note={name}{query}")
    tiny.wait_until(lambda: tiny.told(name))
    (thread,) = tiny.told(name)
    assert thread.startswith("view")


def test_calls_back_when_a_view_fails(tiny: TinyServer) -> None:
    assert tiny.client.get("/raise?note=failed").status_code == 500
    tiny.wait_until(lambda: tiny.told("failed"))


def test_refuses_to_hold_more_answers_than_it_may(narrow_tiny: TinyServer) -> None:
    waiting = [narrow_tiny.connect(get(b"/letters/20?delay=600&note=waited")) for _ in range(3)]
    narrow_tiny.wait_until(lambda: narrow_tiny.client.get("/?delay=0.01").status_code == 503)
    refusal = narrow_tiny.client.get("/?delay=0.01")
    assert (refusal.status_code, refusal.text) == (503, "As many answers wait as may.\n")
    assert narrow_tiny.client.get("/").status_code == 200
    for connection in waiting:
        connection.close()
    narrow_tiny.wait_until(lambda: len(narrow_tiny.told("waited")) == 3)
    assert narrow_tiny.client.get("/?delay=0.01").status_code == 200


def test_serves_plain_requests_beside_twenty_hangs_and_twenty_streams(tiny: TinyServer) -> None:
    def two_hundred() -> float:
        started = time.monotonic()
        with httpx.Client() as client:
            for _ in range(200):
                assert client.get(tiny.url).status_code == 200
        return time.monotonic() - started

    alone = two_hundred()
    waiting = [tiny.connect(get(b"/?ending=hang&note=beside")) for _ in range(20)]
    streams = [tiny.connect(get(b"/events/beside-%d" % number)) for number in range(20)]
    for stream in streams:
        read_until(stream, b"\r\n\r\n")
    assert two_hundred() < 3 * alone + 3
    assert tiny.told("beside") == []
    for connection in [*waiting, *streams]:
        connection.close()
    tiny.wait_until(lambda: len(tiny.told("beside")) == 20)
    for number in range(20):
        tiny.wait_until(lambda name=f"closed beside-{number}": tiny.told(name))
