"""Requests that failed on purpose are there, with their operation and what was done to them."""

from contextlib import suppress

import httpx
import pytest

from tests.emulator.faults.conftest import arm
from tests.emulator.journal.conftest import AREAS, entry, found, listed
from tests.emulator.live import Fresh


def test_a_rule_is_named(fresh: Fresh) -> None:
    rule = arm(fresh, {"status": 503, "vendor_code": -80})
    fresh.client.get(AREAS)

    assert listed(fresh) == [
        entry(
            "GET",
            AREAS,
            503,
            operation="areas_list",
            fault={"id": rule["id"], "what": "status 503, vendor_code -80"},
        )
    ]


@pytest.mark.parametrize("connection", ["reset", "empty", "hang"])
def test_where_no_answer_arrives_there_is_none(fresh: Fresh, connection: str) -> None:
    with suppress(httpx.TransportError):
        fault = {"X-Etp-Fault": f"connection={connection}"}
        fresh.client.get(AREAS, headers=fault, timeout=0.5)

    (one,) = found(fresh)

    assert (one["operation"], one["status"]) == ("areas_list", None)
    assert one["fault"] == {"id": "header", "what": f"connection {connection}"}
    assert one["response"] == {
        "headers": {},
        "body": None,
        "body_encoding": "none",
        "body_size": 0,
        "body_cut": False,
    }


def test_a_truncated_answer_shows_what_arrived(fresh: Fresh) -> None:
    whole = fresh.client.get(AREAS).content
    with pytest.raises(httpx.RemoteProtocolError):
        fresh.client.get(AREAS, headers={"X-Etp-Fault": "connection=truncate"})

    answer = found(fresh)[-1]["response"]

    assert (answer["body"].encode(), answer["body_size"], answer["body_cut"]) == (
        whole[: len(whole) // 2],
        len(whole),
        True,
    )


def test_latency_counts_as_time(fresh: Fresh) -> None:
    fresh.client.get(AREAS, headers={"X-Etp-Fault": "latency=150"})

    (one,) = found(fresh)

    assert (one["status"], one["fault"]["what"]) == (200, "latency 150 ms")
    assert one["ms"] >= 150


def test_what_was_done_before_the_answer_was_lost_is_a_call(fresh: Fresh) -> None:
    body = {"area_code": "7", "area_name": "Seven"}
    fresh.client.post(AREAS, json=body, headers={"X-Etp-Fault": "status=504; when=after"})

    match = {"operation": "areas_create", "body": body, "status": 504}
    answer = fresh.control("POST", "/requests/verify", {"match": match, "count": {"exactly": 1}})

    assert answer.status_code == 200


def test_secrets_in_the_body_of_a_fault_are_hidden(fresh: Fresh) -> None:
    body = '{ "token" : "s3cret", "note": "kept" }'
    arm(fresh, {"status": 500, "body": body})
    fresh.client.get(AREAS)

    (one,) = found(fresh)

    assert one["response"]["body"] == {"token": "***", "note": "kept"}
