"""Two processes, one journal: what one has answered, the other tells at once."""

from collections.abc import Iterator
from contextlib import contextmanager

import httpx

from tests.emulator.journal.conftest import AREAS, everything, found, listed, paths
from tests.emulator.journal.reading import listen
from tests.emulator.live import Fresh

ROUNDS = 40
EMPLOYEES = "/personnel/api/employees/"


@contextmanager
def anybody(world: Fresh) -> Iterator[httpx.Client]:
    """A client whose every call is a connection of its own: any process takes it."""
    headers = {"Authorization": f"Token {world.token}"}
    limits = httpx.Limits(max_keepalive_connections=0)
    with httpx.Client(base_url=world.url, headers=headers, limits=limits, timeout=30) as client:
        yield client


def verify(client: httpx.Client, page: int) -> int:
    match = {"operation": "areas_list", "query": {"page_size": page}}
    body = {"match": match, "count": {"exactly": 1}}
    return client.post("/_etp/requests/verify", json=body).status_code


def test_every_call_is_seen_at_once_whoever_is_asked(shared: Fresh) -> None:
    with anybody(shared) as client:
        for number in range(1, ROUNDS + 1):
            client.get(AREAS, params={"page_size": number})
            # Asked thrice, each process is among those that answer (but for one time in four).
            assert [verify(client, number) for _ in range(3)] == [200] * 3
        answer = client.post("/_etp/requests/find", json={"match": {}, "limit": 1000})

    entries = answer.json()["requests"]
    assert [one["query"]["page_size"] for one in entries] == [
        str(number) for number in range(1, ROUNDS + 1)
    ]
    numbers = [one["id"] for one in entries]
    assert numbers == sorted(set(numbers))


def test_forgetting_counts_for_all(shared: Fresh) -> None:
    with anybody(shared) as client:
        for _ in range(8):
            client.get(AREAS)
            assert client.delete("/_etp/requests").status_code == 204
            assert [client.get("/_etp/requests").json()["requests"] for _ in range(3)] == [[]] * 3


def test_a_reset_forgets_for_all_unless_told_to_keep(shared: Fresh) -> None:
    with anybody(shared) as client:
        client.get(AREAS)
        client.post("/_etp/reset", json={"to": "empty", "keep": ["journal"]})
        kept = [client.get("/_etp/requests").json()["requests"] for _ in range(3)]
        client.post("/_etp/reset", json={"to": "empty"})
        gone = [client.get("/_etp/requests").json()["requests"] for _ in range(3)]

    assert ([paths(entries) for entries in kept], gone) == ([[AREAS]] * 3, [[]] * 3)


def test_entries_are_the_same_as_those_of_one_process(shared: Fresh, fresh: Fresh) -> None:
    for world in (shared, fresh):
        world.client.get(AREAS, params={"x": "ä", "access_token": "s3cret"})
        world.client.post(AREAS, json={"area_code": "7", "area_name": "Séven"})
        world.client.post(AREAS, content=b"\xff\x00", headers={"Content-Type": "text/x"})
        world.client.get(AREAS, headers={"X-Etp-Fault": "status=503"})

    bodies = [[one["request"]["body"] for one in found(world)] for world in (shared, fresh)]
    assert listed(shared) == listed(fresh)
    assert (
        bodies[0]
        == bodies[1]
        == [
            None,
            {"area_code": "7", "area_name": "Séven"},
            "/wA=",
            None,
        ]
    )


def test_no_secret_gets_into_the_table(shared: Fresh) -> None:
    person = {"emp_code": "7", "department": 1, "area": [1], "device_password": "87654321"}
    made = shared.client.post(EMPLOYEES, json=person)
    assert (made.status_code, "87654321" in made.text) == (201, True)
    shared.client.get(AREAS, headers={"X-Auth-Token": "S3cretValue"})

    told = everything(shared)

    assert "87654321" not in told
    assert "S3cretValue" not in told
    assert shared.token not in told


def test_events_of_every_process_reach_a_reader(shared: Fresh) -> None:
    with listen(shared) as events, anybody(shared) as client:
        for number in range(1, 13):
            client.get(AREAS, params={"page_size": number})
        url = f"{shared.url}/iclock/cdata?SN=ABC123&table=ATTLOG&Stamp=9999"
        httpx.post(url, content="9\t2026-01-05 09:00:00\t1\t1\n")
        told = events.take(14)

    requests = [facts for kind, facts in told if kind == "request"]
    assert [one["query"].get("page_size") for one in requests[:-1]] == [
        str(number) for number in range(1, 13)
    ]
    assert shared.control("GET", "/requests").json()["requests"] == requests
    (punch,) = [facts for kind, facts in told if kind == "punch"]
    assert (punch["terminal"], punch["unregistered"]) == ("ABC123", 1)
