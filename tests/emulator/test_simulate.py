"""Driving the device side: punches, days, terminals; through the views that real ones call."""

import pytest

SN = "SN1"


@pytest.fixture
def gate(fresh):
    """A world with a terminal and a person at it."""
    fresh.client.post("/iclock/api/terminals/", json={"sn": SN})
    person = {"emp_code": "7", "first_name": "Asha", "department": 1, "area": [1]}
    assert fresh.client.post("/personnel/api/employees/", json=person).status_code == 201
    fresh.control("PUT", "/clock", {"mode": "frozen", "now": "2026-01-05T12:00:00+05:30"})
    return fresh


def punch(gate, **body):
    return gate.control("POST", "/simulate/punches", {"terminal": SN, "emp_code": "7", **body})


def transactions(gate):
    found = gate.client.get("/iclock/api/transactions/", params={"page_size": 1000}).json()["data"]
    return [(row["emp_code"], row["punch_time"], row["punch_state"]) for row in found]


def test_a_punch_is_stored_at_the_worlds_time(gate) -> None:
    answer = punch(gate, state="0")
    assert answer.status_code == 200
    (told,) = answer.json()["punches"]
    assert {**told, "id": None} == {
        "terminal": SN, "emp_code": "7", "at": "2026-01-05T12:00:00+05:30", "state": "0",
        "what": "stored", "id": None,
    }  # fmt: skip
    assert transactions(gate) == [("7", "2026-01-05 12:00:00", "0")]


def test_the_same_punch_again_changes_nothing(gate) -> None:
    punch(gate)
    assert punch(gate).json()["punches"][0]["what"] == "repeated"
    assert len(transactions(gate)) == 1


def test_a_punch_of_nobody_is_unregistered(gate) -> None:
    assert punch(gate, emp_code="8").json()["punches"][0]["what"] == "unregistered"


def test_a_punch_that_lies_ahead_comes_when_the_clock_gets_there(gate) -> None:
    later = "2026-01-05T13:30:00+05:30"
    assert punch(gate, at=later).json()["punches"][0]["what"] == "scheduled"
    assert transactions(gate) == []
    fired = gate.control("POST", "/clock/advance", {"by": "PT2H"}).json()["fired"]
    assert [(due["kind"], due["at"]) for due in fired] == [("punch", later)]
    assert transactions(gate) == [("7", "2026-01-05 13:30:00", "255")]


@pytest.mark.parametrize("heartbeat", [1, 3601, 2_147_483_647])
def test_a_terminal_reads_offline_at_once_however_seldom_it_calls(gate, heartbeat) -> None:
    gate.client.patch(f"/iclock/api/terminals/{SN}/", json={"heartbeat": heartbeat})
    gate.control("POST", f"/simulate/terminals/{SN}/offline")
    assert gate.client.get(f"/iclock/api/terminals/{SN}/").json()["state"] == 0
    assert "unplugged" in gate.server.client.get(f"{gate.url}/_etp/ui/terminals/{SN}").text


def test_a_terminal_that_is_plugged_out_reads_offline_and_keeps_punches(gate) -> None:
    gate.control("POST", f"/simulate/terminals/{SN}/offline")
    assert gate.client.get(f"/iclock/api/terminals/{SN}/").json()["state"] == 0
    assert punch(gate).json()["punches"][0]["what"] == "kept"
    assert gate.control("POST", f"/simulate/terminals/{SN}/poll").status_code == 409
    online = gate.control("POST", f"/simulate/terminals/{SN}/online").json()
    assert (online["online"], online["punches"]) == (True, 1)
    assert len(transactions(gate)) == 1
    assert gate.client.get(f"/iclock/api/terminals/{SN}/").json()["state"] == 1


def test_a_terminal_that_calls_for_the_first_time_changes_nobody(gate) -> None:
    gate.client.post(
        "/personnel/api/employees/",
        json={"emp_code": "8", "department": 1, "area": [1], "verify_mode": 3},
    )
    # What waits for a terminal goes before what it says: here nothing does, as in a fixture.
    clear = {"action_type": "clear_command", "object_codes": [SN]}
    assert gate.client.post("/iclock/api/terminals/action/", json=clear).status_code == 200
    listed = "/personnel/api/employees/?ordering=emp_code"
    before = gate.client.get(listed).json()["data"]
    gate.control("POST", f"/simulate/terminals/{SN}/poll")
    assert gate.client.get(listed).json()["data"] == before


def test_an_enrolment_at_the_terminal_becomes_a_template(gate) -> None:
    body = {"emp_code": "7", "bio_type": 1, "finger": 6}
    assert gate.control("POST", f"/simulate/terminals/{SN}/enroll", body).status_code == 200
    assert gate.client.get("/personnel/api/employees/7/").json()["fingerprint"] == "Ver 10:1"


@pytest.mark.parametrize(
    ("enrolment", "state", "reason"),
    [("success", "done", ""), ("cancel", "failed", "cancelled")],
)
def test_an_enrolment_that_was_asked_for_ends_as_the_person_wants(
    gate, enrolment, state, reason
) -> None:
    asked = {"devices_sn": SN, "bio_type": "1", "emp_code": "7", "finger": 6}
    gate.client.post("/iclock/api/terminals/enroll_remotely/", json=asked)
    gate.control("POST", f"/simulate/terminals/{SN}/poll", {"enrolment": enrolment})
    commands = gate.control("GET", f"/terminals/{SN}/commands").json()["commands"]
    last = commands[-1]
    assert (last["content"].split()[0], last["state"], last["reason"]) == (
        "ENROLL_FP", state, reason,
    )  # fmt: skip


def test_days_are_worked_by_the_people_of_the_area(gate) -> None:
    body = {"days": 2, "from": "2026-01-01", "lateness": 0, "absence": 0, "missed": 0, "unknown": 1}
    told = gate.control("POST", "/simulate/days", body).json()
    assert {name: told[name] for name in ("days", "people", "stored", "unregistered")} == {
        "days": 2, "people": 1, "stored": 4, "unregistered": 2,
    }  # fmt: skip
    days = sorted({time[:10] for _, time, _ in transactions(gate)})
    assert days == ["2026-01-01", "2026-01-02"]


def test_the_same_seed_gives_the_same_days(gate) -> None:
    body = {"days": 3, "from": "2026-01-01", "seed": 5}
    gate.control("POST", "/simulate/days", body)
    first = transactions(gate)
    told = gate.control("POST", "/simulate/days", body).json()
    assert (told["stored"], transactions(gate)) == (0, first)


@pytest.mark.parametrize("upload", ["late", "out_of_order"])
def test_days_may_come_late_or_out_of_order(gate, upload) -> None:
    body = {"days": 3, "from": "2026-01-01", "absence": 0, "missed": 0, "upload": upload}
    assert gate.control("POST", "/simulate/days", body).json()["stored"] == 6
    found = gate.client.get("/iclock/api/transactions/").json()["data"]
    assert {row["upload_time"] for row in found} == {"2026-01-05 12:00:00"}


def test_what_is_sent_again_is_counted(gate) -> None:
    body = {"days": 1, "from": "2026-01-01", "absence": 0, "missed": 0, "duplicates": 1}
    told = gate.control("POST", "/simulate/days", body).json()
    assert (told["punches"], told["stored"], told["repeated"]) == (4, 2, 2)


@pytest.mark.parametrize(
    ("path", "body", "status", "detail"),
    [
        ("/simulate/punches", {"terminal": "NO", "emp_code": "7"}, 404, "There is no terminal NO."),
        ("/simulate/punches", {"terminal": SN}, 400, "emp_code: is needed"),
        ("/simulate/punches", {"emp_code": "a b", "terminal": SN}, 400, "emp_code: "),
        ("/simulate/punches", {"nonsense": 1}, 400, "Unknown: nonsense."),
        ("/simulate/days", {"days": 400}, 400, "days: "),
        ("/simulate/days", {"from": "2026-01-05"}, 400, "The days must be over"),
        ("/simulate/days", {"employees": ["9"]}, 400, "They work at none of the terminals: 9."),
        ("/simulate/terminals/NO/poll", None, 404, "There is no terminal NO."),
        (f"/simulate/terminals/{SN}/enroll", {"emp_code": "7", "bio_type": 3}, 400, "bio_type: "),
    ],
)
def test_refuses_what_cannot_be(gate, path, body, status, detail) -> None:
    answer = gate.control("POST", path, body)
    assert (answer.status_code, answer.json()["detail"].startswith(detail)) == (status, True)


def test_a_reset_forgets_what_waits(gate) -> None:
    punch(gate, at="2026-01-05T13:30:00+05:30")
    gate.control("POST", "/reset", {"keep": ["clock"]})
    assert gate.control("POST", "/clock/advance", {"by": "PT2H"}).json()["fired"] == []
