"""A world that is reset while it is read: every answer is wholly of one state."""

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
