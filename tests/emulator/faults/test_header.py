"""`X-Etp-Fault`: a fault for one request."""

import time

import httpx
import pytest

from tests.emulator.faults.conftest import AREAS, applied, arm, counts
from tests.emulator.live import Fresh


def ask(world: Fresh, fault: str) -> httpx.Response:
    return world.client.get(AREAS, headers={"X-Etp-Fault": fault})


def test_is_about_this_request_alone(fresh: Fresh) -> None:
    answer = ask(fresh, "status=503; retry_after=5; vendor_code=-80")

    assert (answer.status_code, answer.json()["code"]) == (503, -80)
    assert answer.headers["Retry-After"] == "5"
    assert applied(answer) == "header: status 503, vendor_code -80"
    assert fresh.client.get(AREAS).status_code == 200


def test_latency_is_in_milliseconds(fresh: Fresh) -> None:
    started = time.perf_counter()
    answer = ask(fresh, "latency=250.5;status=429")

    assert time.perf_counter() - started > 0.25
    assert (answer.status_code, applied(answer)) == (429, "header: latency 250 ms, status 429")


def test_can_end_the_connection(fresh: Fresh) -> None:
    with pytest.raises(httpx.ReadError):
        ask(fresh, "connection=reset")


def test_can_lose_the_answer_of_what_was_done(fresh: Fresh) -> None:
    answer = fresh.client.post(
        AREAS,
        json={"area_code": "7", "area_name": "Seven"},
        headers={"X-Etp-Fault": "status=504; when=after"},
    )

    assert answer.status_code == 504
    assert fresh.client.get(f"{AREAS}7/").status_code == 200


def test_goes_before_rules_which_count_all_the_same(fresh: Fresh) -> None:
    decides = arm(fresh, {"status": 500})
    waits = arm(fresh, {"latency_ms": 1})

    answer = ask(fresh, "status=503")

    assert applied(answer) == f"header: status 503; {waits['id']}: latency 1 ms"
    assert (counts(fresh, decides), counts(fresh, waits)) == ((1, 0), (1, 1))


@pytest.mark.parametrize(
    ("fault", "detail"),
    [
        ("", "X-Etp-Fault takes key=value; key=value."),
        ("503", "X-Etp-Fault takes key=value; key=value."),
        ("status=503;", "X-Etp-Fault takes key=value; key=value."),
        ("status=503; status=500", "X-Etp-Fault says status twice."),
        (
            "code=-80",
            "Unknown: code. Known: status, vendor_code, retry_after, latency, connection, when.",
        ),
        ("status=", "status: takes a whole number from 200 to 599"),
        ("status=abc", "status: takes a whole number from 200 to 599"),
        ("status=503.0", "status: takes a whole number from 200 to 599"),
        ("latency=-1", "latency_ms: takes a number from 0 to 600000"),
        ("latency=nan", "latency_ms: takes a number from 0 to 600000"),
        ("connection=cut", "connection: takes one of reset, empty, hang, truncate, malformed"),
        ("connection=reset; status=503", "status: no answer arrives after reset"),
        ("retry_after=5", "retry_after: goes with a status, vendor_code, body or rate_limit"),
        ("when=after", "It says nothing; it takes status, vendor_code"),
    ],
)
def test_is_refused_when_it_says_what_cannot_be(fresh: Fresh, fault: str, detail: str) -> None:
    answer = fresh.client.post(
        AREAS,
        json={"area_code": "7", "area_name": "Seven"},
        headers={"X-Etp-Fault": fault},
    )

    assert answer.status_code == 400
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["detail"].startswith(detail)
    assert fresh.client.get(f"{AREAS}7/").status_code == 404


def test_control_calls_do_not_look_at_it(fresh: Fresh) -> None:
    answer = fresh.client.get("/_etp/faults", headers={"X-Etp-Fault": "status=503"})

    assert answer.status_code == 200
