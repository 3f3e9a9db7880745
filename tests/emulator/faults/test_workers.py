"""Two processes, one count; and what waits holds up nobody."""

import socket
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import httpx
import pytest

from tests.emulator.faults.conftest import AREAS, arm, counts, until
from tests.emulator.live import Fresh

CALLS = 80


def at_once(world: Fresh, number: int) -> list[int]:
    """The statuses of so many calls, each over a connection of its own: any process takes it."""
    headers = {"Authorization": f"Token {world.token}"}
    limits = httpx.Limits(max_keepalive_connections=0)
    with (
        httpx.Client(base_url=world.url, headers=headers, limits=limits, timeout=30) as client,
        ThreadPoolExecutor(8) as threads,
    ):
        return list(threads.map(lambda _: client.get(AREAS).status_code, range(number)))


def test_every_match_is_seen_once(shared: Fresh) -> None:
    rule = arm(shared, {"status": 503}, every=4)

    found = at_once(shared, CALLS)

    assert (found.count(503), counts(shared, rule)) == (CALLS // 4, (CALLS, CALLS // 4))


def test_times_are_never_exceeded(shared: Fresh) -> None:
    rule = arm(shared, {"status": 503}, times=7)

    found = at_once(shared, CALLS)

    assert (found.count(503), counts(shared, rule)) == (7, (CALLS, 7))


def test_chance_does_not_depend_on_who_answers(shared: Fresh) -> None:
    found = []
    for _ in range(2):
        rule = arm(shared, {"status": 503}, probability=0.4, seed=5)
        assert at_once(shared, CALLS).count(503) == counts(shared, rule)[1]
        found.append(counts(shared, rule))
        shared.control("DELETE", "/faults")
    assert found[0] == found[1]


def test_a_limit_is_one_for_all(shared: Fresh) -> None:
    rule = arm(shared, {"rate_limit": {"limit": 30, "window_s": 3600}})

    found = at_once(shared, CALLS)

    assert (found.count(200), counts(shared, rule)) == (30, (CALLS, CALLS - 30))


def test_every_process_hears_of_a_rule_at_once(shared: Fresh) -> None:
    for status in (500, 502, 503):
        shared.control("PUT", "/faults", {"faults": [{"do": {"status": status}}]})
        assert set(at_once(shared, 12)) == {status}
    shared.control("DELETE", "/faults")
    assert set(at_once(shared, 12)) == {200}


def test_every_process_plays_a_scenario_at_once(shared: Fresh) -> None:
    for name, status in (("license-expired", 403), ("maintenance", 503)):
        shared.control("POST", f"/scenarios/{name}")
        assert set(at_once(shared, 12)) == {status}
        shared.control("DELETE", f"/scenarios/{name}")
        assert set(at_once(shared, 12)) == {200}
    shared.control("POST", "/scenarios/flaky")
    assert at_once(shared, CALLS).count(503) == CALLS // 5


@pytest.mark.parametrize("world", ["fresh", "shared"])
def test_twenty_hang_while_others_are_answered(world: str, request: pytest.FixtureRequest) -> None:
    own: Fresh = request.getfixturevalue(world)
    rule = arm(own, {"connection": "hang"}, match={"operation": "employees_list"})
    server = urlsplit(own.url)
    lines = f"GET {server.path}/personnel/api/employees/ HTTP/1.1\r\nHost: localhost\r\n\r\n"
    hanging = [
        socket.create_connection((server.hostname, server.port), timeout=10) for _ in range(20)
    ]
    try:
        for connection in hanging:
            connection.sendall(lines.encode())
        until(lambda: counts(own, rule) == (20, 20))

        assert at_once(own, 20) == [200] * 20
        for connection in hanging:
            connection.setblocking(False)  # noqa: FBT003
            with pytest.raises(BlockingIOError):
                connection.recv(1)
    finally:
        for connection in hanging:
            connection.close()
