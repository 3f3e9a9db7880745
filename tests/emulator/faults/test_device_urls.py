"""Rules on what terminals call: nothing faulty is taken for an acknowledgement."""

from datetime import timedelta
from typing import Any

import httpx
import pytest

from tests.emulator.faults.conftest import Gate, applied, arm, counts
from tests.emulator.live import Fresh

LINE = "7\t2026-01-05 08:00:00\t0\t1\t0\t0\t0\n"
UPLOAD = {"operation": "push_cdata", "method": "POST", "query": {"table": "ATTLOG"}}


def upload(world: Fresh, line: str = LINE) -> httpx.Response:
    where = {"SN": "SN1", "table": "ATTLOG", "Stamp": "9999"}
    return world.client.post("/iclock/cdata", params=where, content=line)


@pytest.mark.parametrize(
    ("do", "status", "text"),
    [
        ({"status": 503}, 503, "Service temporarily unavailable, try again later."),
        ({"status": 500}, 500, "A server error occurred."),
        ({"status": 200}, 200, "FAULT"),
        ({"status": 201}, 201, "Created."),
        ({"vendor_code": -80}, 400, "Area didn"),
        ({"rate_limit": {"limit": 0, "window_s": 60}}, 429, "Request was throttled."),
        ({"body": "no"}, 200, "no"),
    ],
)
def test_a_faulted_upload_is_answered_in_plain_text_and_stores_nothing(
    gate: Gate, do: dict[str, Any], status: int, text: str
) -> None:
    rule = arm(gate.world, do, match=UPLOAD)

    answer = upload(gate.world)

    assert (answer.status_code, answer.text.startswith(text)) == (status, True), answer.text
    assert not answer.text.startswith("OK")
    assert answer.headers["Content-Type"].startswith("text/plain")
    assert (gate.rows(), counts(gate.world, rule)) == ([], (1, 1))


@pytest.mark.parametrize(
    "do",
    [
        {"status": 503},
        {"status": 200},
        {"connection": "reset"},
        {"connection": "empty"},
        {"status": 503, "when": "after"},
        {"connection": "reset", "when": "after"},
        {"connection": "truncate"},
    ],
    ids=str,
)
def test_the_terminal_sends_again_what_met_a_fault_and_the_row_is_there_once(
    gate: Gate, do: dict[str, Any]
) -> None:
    rule = arm(gate.world, do, match=UPLOAD, times=1)
    punch = gate.terminal.punch("7")

    failed = gate.run()
    is_stored = bool(gate.rows())
    gate.run()

    does_run = do.get("when") == "after" or do.get("connection") == "truncate"
    assert (is_stored, failed[-1]) == (does_run, do.get("status"))
    assert gate.rows() == [("7", f"{punch.at}")]
    assert counts(gate.world, rule) == (2, 1)


def test_a_hanging_upload_is_given_up_and_sent_again(gate: Gate) -> None:
    rule = arm(gate.world, {"connection": "hang"}, match=UPLOAD, times=1)
    punch = gate.terminal.punch("7")
    gate.wire.timeout = httpx.Timeout(0.3)

    assert gate.run()[-1] is None
    gate.wire.timeout = httpx.Timeout(5)
    gate.run()

    assert (gate.rows(), counts(gate.world, rule)[1]) == ([("7", f"{punch.at}")], 1)


def test_a_poll_that_fails_leaves_commands_in_the_queue(gate: Gate) -> None:
    gate.world.client.post(
        "/iclock/api/terminals/action/", json={"action_type": "reboot", "object_codes": ["SN1"]}
    )
    arm(gate.world, {"status": 503}, match={"operation": "push_getrequest"}, times=1)

    assert gate.run() == [503]
    assert commands(gate) == ["pending"]
    gate.run()
    assert commands(gate) == ["done"]


def test_a_result_that_fails_is_told_again(gate: Gate) -> None:
    gate.terminal.punch("7")
    gate.run()
    gate.world.client.post(
        "/iclock/api/terminals/action/",
        json={"action_type": "upload_transaction", "object_codes": ["SN1"]},
    )
    rule = arm(gate.world, {"status": 503}, match={"operation": "push_devicecmd"}, times=1)

    assert gate.run()[-1] == 503
    assert commands(gate) == ["sent"]
    gate.run()
    assert (commands(gate), counts(gate.world, rule)) == (["done"], (2, 1))


def test_a_rule_about_one_serial_leaves_others_alone(gate: Gate) -> None:
    match = {"operation": "push_*", "query": {"SN": "SN1"}}
    arm(gate.world, {"status": 503}, match=match)

    found = [
        gate.world.client.get("/iclock/getrequest", params=query).status_code
        for query in ({"SN": "SN1"}, {"sn": "SN1"}, {"SN": "SN2"})
    ]

    assert found == [503, 503, 200]


def test_a_lost_acknowledgement_is_named_in_the_answer_and_in_the_journal(gate: Gate) -> None:
    rule = arm(gate.world, {"status": 504, "when": "after"}, match=UPLOAD)

    answer = upload(gate.world)

    (entry,) = gate.world.control("GET", "/requests?operation=push_cdata&limit=1").json()[
        "requests"
    ]
    assert applied(answer) == f"{rule['id']}: status 504, after the operation"
    assert (entry["operation"], entry["status"]) == ("push_cdata", 504)
    assert entry["fault"] == {"id": rule["id"], "what": "status 504, after the operation"}


def test_latency_holds_back_what_a_terminal_hears(gate: Gate) -> None:
    rule = arm(gate.world, {"latency_ms": 200}, match=UPLOAD)

    answer = upload(gate.world)

    assert answer.elapsed > timedelta(seconds=0.2)
    assert (answer.text, applied(answer)) == ("OK: 1", f"{rule['id']}: latency 200 ms")
    assert gate.rows() == [("7", "2026-01-05 08:00:00")]


def commands(gate: Gate) -> list[str]:
    found = gate.world.control("GET", "/terminals/SN1/commands").json()["commands"]
    return [command["state"] for command in found[-1:]]
