"""Requests, punches and commands as they happen."""

import socket
from contextlib import ExitStack
from urllib.parse import urlsplit

import httpx
import pytest

from etpserver.emulator.events.hub import MOST_LISTENERS, Hub, TooManyListenersError
from tests.emulator.faults.conftest import until
from tests.emulator.journal.conftest import AREAS, entry, steady
from tests.emulator.journal.reading import listen
from tests.emulator.live import Fresh

EMPLOYEES = "/personnel/api/employees/"


def post_punch(world: Fresh, line: str) -> None:
    url = f"{world.url}/iclock/cdata?SN=ABC123&table=ATTLOG&Stamp=9999"
    assert httpx.post(url, content=line).status_code == 200


def test_tells_of_requests_as_the_list_does(fresh: Fresh) -> None:
    with listen(fresh) as events:
        fresh.client.get(AREAS, params={"page": 1})
        kind, told = events.next()

    assert kind == "request"
    assert fresh.control("GET", "/requests").json()["requests"] == [told]
    assert steady(told) == entry(
        "GET", AREAS, operation="areas_list", user="admin", query={"page": "1"}
    )


def test_the_answer_is_a_stream_that_nobody_keeps(fresh: Fresh) -> None:
    with listen(fresh) as events:
        headers = events.answer.headers

    assert headers["Content-Type"] == "text/event-stream"
    assert (headers["Cache-Control"], headers["X-Accel-Buffering"]) == ("no-cache", "no")


def test_tells_of_punches(fresh: Fresh) -> None:
    person = {"emp_code": "1001", "department": 1, "area": [1]}
    assert fresh.client.post(EMPLOYEES, json=person).status_code == 201
    with listen(fresh) as events:
        post_punch(fresh, "1001\t2026-01-05 08:58:12\t0\t1\n9\t2026-01-05 09:00:00\t1\t1\n")
        told = dict(events.take(2))

    assert told["punch"] == {
        "terminal": "ABC123",
        "received": 2,
        "transactions": 1,
        "unregistered": 1,
        "punches": [
            {"emp_code": "1001", "punch_time": "2026-01-05 08:58:12", "punch_state": "0"},
            {"emp_code": "9", "punch_time": "2026-01-05 09:00:00", "punch_state": "1"},
        ],
    }
    assert told["request"]["operation"] == "push_cdata"


def test_tells_of_commands_from_their_queue_to_their_answer(fresh: Fresh) -> None:
    terminal = {"sn": "ABC123", "alias": "Gate", "ip_address": "10.0.0.7", "area": 1}
    assert fresh.client.post("/iclock/api/terminals/", json=terminal).status_code == 201
    with listen(fresh) as events:
        body = {"action_type": "reboot", "objects": ["ABC123"]}
        asked = fresh.client.post("/iclock/api/terminals/action/", json=body)
        kinds = [kind for kind, _ in events.take(2)]

    assert asked.status_code == 200, asked.text
    assert sorted(kinds) == ["command", "request"]


def test_tells_of_no_other_world(fresh: Fresh, other: Fresh) -> None:
    with listen(fresh) as events:
        other.client.get(f"{AREAS}1/")
        post_punch(other, "9\t2026-01-05 09:00:00\t1\t1\n")
        fresh.client.get(AREAS)

        assert events.next()[1]["path"] == AREAS


def test_the_world_of_the_request_counts(fresh: Fresh) -> None:
    with listen(fresh, f"/_etp/w/{fresh.name}/_etp/events") as events:
        fresh.client.get(AREAS)

        assert events.next()[1]["operation"] == "areas_list"


def test_tells_of_what_fails_on_purpose_and_of_no_control_call(fresh: Fresh) -> None:
    with listen(fresh) as events:
        fresh.control("GET", "/state")
        with pytest.raises(httpx.ReadError):
            fresh.client.get(AREAS, headers={"X-Etp-Fault": "connection=reset"})
        _, told = events.next()

    fault = {"id": "header", "what": "connection reset"}
    assert (told["operation"], told["status"], told["fault"]) == ("areas_list", None, fault)


def test_several_readers_hear_the_same(fresh: Fresh) -> None:
    with listen(fresh) as first, listen(fresh) as second:
        fresh.client.get(AREAS)

        assert first.next() == second.next()


def test_ends_with_its_world(fresh: Fresh) -> None:
    with listen(fresh) as events:
        fresh.client.get(AREAS)
        fresh.server.client.delete(f"/_etp/worlds/{fresh.name}")

        assert events.next()[0] == "request"
        with pytest.raises(StopIteration):
            events.next()


def test_goes_on_over_a_reset(fresh: Fresh) -> None:
    with listen(fresh) as events:
        fresh.control("POST", "/reset", {"to": "empty"})
        fresh.client.get(AREAS)

        assert events.next()[1]["operation"] == "areas_list"


def test_readers_are_bounded_and_who_leaves_makes_room() -> None:
    hub = Hub()
    sources = [hub.subscribe("main") for _ in range(MOST_LISTENERS)]
    with pytest.raises(TooManyListenersError, match="200 readers listen already"):
        hub.subscribe("other")

    for callback in sources[0].close():
        callback()

    hub.subscribe("other")
    assert hub.worlds() == ["main", "other"]


def test_a_client_that_leaves_makes_room(fresh: Fresh) -> None:
    path = f"/_etp/worlds/{fresh.name}/events"
    server = urlsplit(fresh.url)
    with ExitStack() as stack:
        for _ in range(MOST_LISTENERS):
            address = (server.hostname, server.port)
            reader = stack.enter_context(socket.create_connection(address, timeout=20))
            reader.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
            assert reader.recv(1000).startswith(b"HTTP/1.1 200 OK")
        refused = fresh.control("GET", "/events")

    assert refused.status_code == 503
    assert refused.json()["detail"] == "200 readers listen already; end one of them."

    def is_let_in() -> bool:
        with fresh.server.client.stream("GET", path) as answer:
            return answer.status_code == 200

    until(is_let_in)
