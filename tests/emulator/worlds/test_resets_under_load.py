"""A world that is reset or dropped while it is read: every answer is wholly of one state."""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from tests.emulator.live import Fresh

AREAS = "/personnel/api/areas/"
READERS = 8
RESETS = 100
AT_LEAST_S = 5.0
STATES = ("fixture:empty", "fixture:manual")
PATHS = (
    f"{AREAS}?page_size=1000",
    "/personnel/api/employees/?page_size=1000",
    f"{AREAS}export/?export_type=csv",
)


EXPORT = "/iclock/api/transactions/export/?export_type=csv"


def seen(client: httpx.Client, path: str) -> tuple[str, bytes]:
    answer = client.get(path)
    assert answer.status_code == 200, answer.text
    return path, answer.content


@pytest.fixture
def clients(fresh: Fresh) -> Iterator[list[httpx.Client]]:
    made = [
        httpx.Client(base_url=fresh.url, headers=dict(fresh.client.headers), timeout=30)
        for _ in range(READERS)
    ]
    yield made
    for client in made:
        client.close()


def test_no_error_and_no_mixed_answer(fresh, clients):
    allowed = set()
    for state in STATES:
        assert fresh.control("POST", "/reset", {"to": state}).status_code == 200
        allowed |= {seen(fresh.client, path) for path in PATHS}
    assert len(allowed) == len(PATHS) * len(STATES)
    is_over = threading.Event()

    def read(client: httpx.Client) -> int:
        count = 0
        while not is_over.is_set():
            for path in PATHS:
                assert seen(client, path) in allowed
                count += 1
        return count

    with ThreadPoolExecutor(READERS) as threads:
        reading = [threads.submit(read, client) for client in clients]
        try:
            started = time.monotonic()
            for number in range(RESETS):
                done = fresh.control("POST", "/reset", {"to": STATES[number % 2]})
                assert done.status_code == 200, done.text
            is_over.wait(max(0.0, started + AT_LEAST_S - time.monotonic()))
        finally:
            is_over.set()
        counts = [one.result() for one in reading]

    assert all(count > len(PATHS) for count in counts)


def test_an_export_under_way_ends_as_it_began(live, fresh):
    fresh.control("POST", "/reset", {"to": "fixture:demo"})
    whole = fresh.client.get(EXPORT).content
    assert len(whole) > 1_000_000  # more than all buffers on the way

    with fresh.client.stream("GET", EXPORT) as answer:
        parts = answer.iter_raw()
        read = [next(parts)]
        fresh.control("POST", "/reset", {"to": "fixture:empty"})
        fresh.control("DELETE", "")
        assert fresh.client.get("/livez").status_code == 404
        read += parts

    assert b"".join(read) == whole


def test_who_leaves_an_export_holds_nothing(live, fresh):
    fresh.control("POST", "/reset", {"to": "fixture:demo"})
    for _ in range(5):
        with fresh.client.stream("GET", EXPORT) as answer:
            next(answer.iter_raw())

    assert fresh.control("POST", "/reset", {"to": "fixture:empty"}).status_code == 200
    assert fresh.client.get(f"{AREAS}?page_size=1").json()["count"] == 1
