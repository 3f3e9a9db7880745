import time

import httpx
import pytest

from tests.server.conftest import TinyServer
from tests.server.reading import read_all


def test_sends_the_application_s_date_once_and_unchanged(tiny: TinyServer) -> None:
    answer = httpx.get(tiny.url)
    assert answer.headers.get_list("date") == ["Mon, 05 Jan 2026 08:00:00 GMT"]


def test_sends_repeated_headers(tiny: TinyServer) -> None:
    assert httpx.get(tiny.url).headers.get_list("set-cookie") == ["a=1", "b=2"]


def test_answers_head_without_a_body(tiny: TinyServer) -> None:
    head = b"HEAD / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    answer = read_all(tiny.connect(head))
    assert answer.endswith(b"\r\n\r\n")
    assert b"content-length: " in answer
    assert b"content-length: 0" not in answer


def test_answers_204_without_a_body(tiny: TinyServer) -> None:
    answer = httpx.get(f"{tiny.url}/nothing")
    assert (answer.status_code, answer.content) == (204, b"")


def test_answers_500_when_the_application_raises(tiny: TinyServer) -> None:
    assert httpx.get(f"{tiny.url}/raise").status_code == 500


def test_answers_500_when_a_streaming_body_fails_before_its_first_part(tiny: TinyServer) -> None:
    assert httpx.get(f"{tiny.url}/stream/broken-at-once").status_code == 500
    assert tiny.notes("broken-at-once")["closed"] is True


def test_streams_part_by_part_on_the_thread_of_the_view(tiny: TinyServer) -> None:
    started = time.monotonic()
    with httpx.stream("GET", f"{tiny.url}/stream/slow") as answer:
        parts = answer.iter_bytes()
        assert next(parts) == b"tick 0\n"
        assert time.monotonic() - started < 0.25
        assert b"".join(parts) == b"tick 1\ntick 2\n"
    tiny.wait_until(lambda: tiny.notes("slow")["closed"])
    notes = tiny.notes("slow")
    assert {notes["view"], notes["close"], *notes["threads"]} == {notes["view"]}  # type: ignore[misc]


def test_makes_no_more_of_a_body_than_the_client_takes(tiny: TinyServer) -> None:
    with tiny.connect(b"GET /stream/endless-of-slow-reader HTTP/1.1\r\nHost: x\r\n\r\n"):
        time.sleep(0.5)
        sent = tiny.notes("endless-of-slow-reader")["sent"]
        time.sleep(0.2)
        assert tiny.notes("endless-of-slow-reader")["sent"] == sent
        assert isinstance(sent, int)
        assert sent < 20_000_000


def test_closes_the_body_when_the_client_leaves(tiny: TinyServer) -> None:
    connection = tiny.connect(b"GET /stream/endless-of-leaver HTTP/1.1\r\nHost: x\r\n\r\n")
    connection.recv(1000)
    connection.close()
    tiny.wait_until(lambda: tiny.notes("endless-of-leaver")["closed"])


def test_cuts_the_connection_when_a_streaming_body_fails(tiny: TinyServer) -> None:
    with pytest.raises(httpx.TransportError):
        httpx.get(f"{tiny.url}/stream/broken")
    # The body is closed on its thread, maybe after the client has seen the cut.
    tiny.wait_until(lambda: tiny.notes("broken")["closed"])


def test_slow_readers_hold_no_view_up(tiny: TinyServer) -> None:
    readers = [
        tiny.connect(b"GET /stream/endless-of-%d HTTP/1.1\r\nHost: x\r\n\r\n" % number)
        for number in range(8)
    ]
    started = time.monotonic()
    assert httpx.get(tiny.url).status_code == 200
    assert time.monotonic() - started < 5
    for reader in readers:
        reader.close()
