"""What the scenarios do to terminals: those that call over sockets, and simulated ones."""

from typing import Any

import pytest

from tests.emulator.faults.conftest import Gate, counts, until

FROZEN = {"mode": "frozen", "now": "2026-01-05T12:00:00+05:30"}
SN = "SN1"


def play(gate: Gate, name: str, **options: Any) -> dict[str, Any]:
    """Start a scenario; answers its rule."""
    started = gate.world.control("POST", f"/scenarios/{name}", options)
    assert started.status_code == 201, started.text
    return {"id": started.json()["rules"][0]}


def end(gate: Gate, name: str) -> None:
    assert gate.world.control("DELETE", f"/scenarios/{name}").status_code == 204


def advance(gate: Gate, by: str) -> list[tuple[str, str]]:
    """Let time pass; what happened on the way."""
    fired = gate.world.control("POST", "/clock/advance", {"by": by}).json()["fired"]
    return [(due["kind"], due["text"]) for due in fired]


# ---- a terminal that calls over sockets ----------------------------------------------------------


def test_an_offline_terminal_reads_so_at_once_and_keeps_its_punches(gate: Gate) -> None:
    assert gate.record["state"] == 1
    rule = play(gate, "device-offline")
    assert gate.record["state"] == 0

    punches = [gate.terminal.punch(pin) for pin in ("7", "8")]
    assert gate.run() == [None]
    assert (gate.record["state"], gate.rows(), counts(gate.world, rule)) == (0, [], (1, 1))

    end(gate, "device-offline")
    gate.run()
    assert (gate.record["state"], gate.rows()) == (1, [("7", f"{punches[0].at}")])
    assert len(gate.world.client.get("/iclock/api/unregister/").json()["data"]) == 1


def test_only_the_named_terminals_are_offline(gate: Gate) -> None:
    gate.world.client.get("/iclock/getrequest", params={"SN": "SN2"})
    play(gate, "device-offline", sn=["SN2", "SN3"])

    gate.run()

    found = gate.world.client.get("/iclock/api/terminals/").json()["data"]
    assert {row["sn"]: row["state"] for row in found} == {"SN1": 1, "SN2": 0}


def test_late_uploads_arrive_later_than_they_were_punched(gate: Gate) -> None:
    play(gate, "late-uploads")
    gate.world.control("PUT", "/clock", FROZEN)
    gate.run()
    punch = gate.terminal.punch("7")
    assert gate.run() == [503]
    assert (gate.rows(), gate.record["state"]) == ([], 1)

    gate.world.control("PUT", "/clock", {**FROZEN, "now": "2026-01-05T15:00:00+05:30"})
    end(gate, "late-uploads")
    gate.run()

    (row,) = gate.world.client.get("/iclock/api/transactions/").json()["data"]
    assert (row["punch_time"], row["upload_time"]) == (f"{punch.at}", "2026-01-05 15:00:00")
    assert row["punch_time"].startswith("2026-01-05 12:00:")


def test_late_uploads_end_by_themselves(gate: Gate) -> None:
    play(gate, "late-uploads", ttl_s=0.5)
    punch = gate.terminal.punch("7")

    until(lambda: set(gate.run()) == {200})

    assert gate.rows() == [("7", f"{punch.at}")]


def test_duplicates_are_sent_twice_and_stored_once(gate: Gate) -> None:
    rule = play(gate, "duplicates")
    punches = []
    for minute in range(4):
        punches.append(
            gate.terminal.punch("7", at=gate.terminal.clock.now().replace(minute=minute))
        )
        gate.run()
    gate.run()

    # Of five uploads, the third and the fifth bring again what the second and fourth have stored.
    assert gate.rows() == [("7", f"{punch.at}") for punch in punches]
    assert counts(gate.world, rule) == (5, 2)


def test_punches_of_two_terminals_come_out_of_order(gate: Gate) -> None:
    play(gate, "out-of-order")
    uploads = [("SN2", "09:00"), ("SN3", "09:01"), ("SN2", "09:02"), ("SN3", "09:01")]

    found = [upload(gate, serial, time) for serial, time in uploads]

    assert found == [200, 503, 200, 503]
    end(gate, "out-of-order")
    upload(gate, "SN3", "09:01")
    times = [time[11:16] for _, time in gate.rows()]
    assert times == ["09:00", "09:02", "09:01"]


def upload(gate: Gate, serial: str, time: str) -> int:
    where = {"SN": serial, "table": "ATTLOG", "Stamp": "9999"}
    line = f"7\t2026-01-05 {time}:00\t0\t1\n"
    return gate.world.client.post("/iclock/cdata", params=where, content=line).status_code


# ---- terminals that the control plane simulates --------------------------------------------------


@pytest.fixture
def still(gate: Gate) -> Gate:
    """The gate at noon of a day on which time stands still."""
    gate.world.control("PUT", "/clock", FROZEN)
    return gate


def punch(gate: Gate, at: str = "12:00:00") -> str:
    body = {"terminal": SN, "emp_code": "7", "at": f"2026-01-05T{at}+05:30"}
    answer = gate.world.control("POST", "/simulate/punches", body)
    assert answer.status_code == 200, answer.text
    return str(answer.json()["punches"][0]["what"])


def poll(gate: Gate) -> int:
    """Let the simulated terminal call; how many punches that it had kept arrived."""
    answer = gate.world.control("POST", f"/simulate/terminals/{SN}/poll")
    assert answer.status_code == 200, answer.text
    return int(answer.json()["punches"])


def times(gate: Gate) -> list[str]:
    return [time[11:] for _, time in gate.rows()]


def test_a_simulated_terminal_that_is_offline_keeps_its_punches(still: Gate) -> None:
    play(still, "device-offline")

    assert punch(still) == "kept"
    assert (poll(still), still.record["state"], times(still)) == (0, 0, [])
    end(still, "device-offline")
    assert (poll(still), still.record["state"], times(still)) == (1, 1, ["12:00:00"])
    assert poll(still) == 0


def test_a_simulated_terminal_sends_again_as_the_clock_is_advanced(still: Gate) -> None:
    play(still, "late-uploads")
    assert punch(still) == "kept"
    assert advance(still, "PT10S") == []
    assert advance(still, "PT1H") == [("upload", "SN1 sends again.")]
    assert times(still) == []

    end(still, "late-uploads")

    assert advance(still, "PT1H") == [("upload", "SN1 sends again.")]
    (row,) = still.world.client.get("/iclock/api/transactions/").json()["data"]
    assert (row["punch_time"], row["upload_time"]) == ("2026-01-05 12:00:00", "2026-01-05 13:00:40")
    assert advance(still, "P1D") == []


def test_a_simulated_punch_whose_acknowledgement_is_lost_is_stored_once(still: Gate) -> None:
    rule = play(still, "duplicates", every=1)

    assert (punch(still), times(still)) == ("kept", ["12:00:00"])
    assert (poll(still), counts(still.world, rule)) == (0, (2, 2))
    end(still, "duplicates")
    assert (poll(still), times(still)) == (1, ["12:00:00"])


def test_simulated_punches_come_out_of_order(still: Gate) -> None:
    play(still, "out-of-order")

    told = [punch(still, at) for at in ("09:00:00", "10:00:00", "11:00:00")]
    end(still, "out-of-order")
    poll(still)

    assert told == ["stored", "kept", "stored"]
    assert times(still) == ["09:00:00", "11:00:00", "10:00:00"]


def test_a_scheduled_punch_meets_faults_when_its_time_comes(still: Gate) -> None:
    play(still, "late-uploads")
    assert punch(still, "13:00:00") == "scheduled"

    assert advance(still, "PT2H") == [("punch", "7 punches at SN1.")]

    assert times(still) == []
    end(still, "late-uploads")
    assert (poll(still), times(still)) == (1, ["13:00:00"])


def test_simulated_days_tell_what_terminals_have_kept(still: Gate) -> None:
    play(still, "late-uploads")
    days = {"days": 1, "from": "2026-01-02", "absence": 0, "missed": 0}

    told = still.world.control("POST", "/simulate/days", days).json()

    assert {name: told[name] for name in ("punches", "stored", "kept")} == {
        "punches": 2, "stored": 0, "kept": 2,
    }  # fmt: skip
    end(still, "late-uploads")
    assert (poll(still), len(times(still))) == (2, 2)


@pytest.mark.parametrize("connection", ["reset", "empty", "hang", "truncate"])
def test_nobody_waits_for_the_reply_of_a_simulated_terminal(still: Gate, connection: str) -> None:
    do = {"connection": connection, "latency_ms": 60_000}
    still.world.control("POST", "/faults", {"match": {"operation": "push_cdata"}, "do": do})

    assert punch(still) == "kept"
    assert times(still) == (["12:00:00"] if connection == "truncate" else [])
