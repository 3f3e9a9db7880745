"""What is done to terminals by REST is done at the terminals, through the wire."""

import time
from datetime import timedelta

import httpx
import pytest

from iclock.virtual.chance import generator
from iclock.virtual.device import Surroundings
from iclock.virtual.device_models import BY_NAME
from iclock.virtual.inprocess import run_until_idle
from iclock.virtual.terminal import VirtualTerminal
from tests.cli.conftest import Commands
from tests.iclock.end_to_end.conftest import Site, logged_in


def test_a_terminal_that_nobody_added_is_added_when_it_calls(site):
    surroundings = Surroundings(time.monotonic, generator(1))
    terminal = VirtualTerminal("E2E-NEW", BY_NAME["SenseFace 4A"], surroundings, server=site.url)
    terminal.enroll("stranger", 9)
    site.run(terminal)
    record = site.ask("GET", "/iclock/api/terminals/E2E-NEW/")
    told = {"alias", "terminal_name", "fw_ver", "state", "face_count", "user_count", "push_ver"}
    assert {name: record[name] for name in told} == {
        "alias": "Auto add",
        "terminal_name": "SenseFace 4A",
        "fw_ver": "ZAM70-NF24HA-Ver3.3.12",
        "push_ver": "Ver 3.0.3-20240715",
        "state": 1,
        "user_count": 1,
        "face_count": 1,
    }


def test_its_clock_is_the_server_s(site):
    terminal = site.terminal()
    shown = site.ask("GET", f"/iclock/api/terminals/{terminal.serial}/")["last_activity"]
    assert terminal.clock.is_set
    difference = terminal.clock.now() - terminal.clock.now().fromisoformat(shown)
    assert abs(difference) < timedelta(seconds=10)


def test_punches_of_known_and_unknown_people_arrive_once(site):
    terminal, code = site.terminal(), site.employee()
    site.run(terminal)
    known = terminal.punch(code)
    unknown = terminal.punch("8888")
    site.run(terminal)
    site.act(terminal, "upload_transaction")
    rows = site.ask("GET", f"/iclock/api/transactions/?terminal_sn={terminal.serial}")["data"]
    assert [(row["emp_code"], row["punch_time"]) for row in rows] == [(code, f"{known.at}")]
    others = site.ask("GET", f"/iclock/api/unregister/?terminal_sn={terminal.serial}")["data"]
    assert [(row["crc"], row["punch_time"]) for row in others] == [("8888", f"{unknown.at}")]


def test_what_was_punched_while_the_server_was_away_arrives_later(site):
    terminal, code = site.terminal(), site.employee()
    site.run(terminal)
    terminal.set_online(False)
    at = terminal.clock.now()
    for minutes in (3, 2, 1):
        terminal.punch(code, at=at - timedelta(minutes=minutes))
    terminal.set_online(True)
    site.run(terminal)
    rows = site.ask("GET", f"/iclock/api/transactions/?terminal_sn={terminal.serial}")["data"]
    assert [row["punch_time"] for row in rows] == [
        f"{at - timedelta(minutes=minutes)}" for minutes in (1, 2, 3)
    ]


def test_the_door_is_unlocked(site):
    terminal = site.terminal()
    site.ask("POST", "/iclock/api/terminals/unlock_terminal/", {"sn": terminal.serial})
    began = terminal.now
    site.run(terminal)
    assert terminal.door.is_open(began)
    assert terminal.memory.operations[-1].code == 29


@pytest.mark.parametrize(
    ("action", "holds"),
    [
        ("unlock", lambda terminal: terminal.door.opened_until > 0),
        ("lock", lambda terminal: terminal.door.is_locked),
        ("unalarm", lambda terminal: not terminal.door.is_alarmed),
        ("clear_transaction", lambda terminal: terminal.memory.punches == []),
        ("clear_photo", lambda terminal: terminal.memory.punch_photos == {}),
        ("clear_data", lambda terminal: terminal.memory.users == {}),
        ("reboot", lambda terminal: terminal.memory.operations[-1].code == 0),
    ],
)
def test_an_action_has_its_effect_at_the_terminal(site, action, holds):
    terminal, code = site.terminal(), site.employee()
    site.run(terminal)
    terminal.behaviour.takes_photos = True
    terminal.punch(code)
    terminal.door.opened_until = 0
    terminal.tamper()
    site.run(terminal)
    assert action == "unlock" or not holds(terminal)
    site.act(terminal, action)
    assert holds(terminal)
    assert {state for _, state, _ in site.commands(terminal)} == {"done"}


def test_info_brings_the_terminal_s_own_counts(site):
    terminal, code = site.terminal(), site.employee()
    site.run(terminal)
    terminal.punch(code)
    terminal.memory.templates.clear()
    site.act(terminal, "info")
    record = site.ask("GET", f"/iclock/api/terminals/{terminal.serial}/")
    assert (record["user_count"], record["transaction_count"]) == (1, 1)


def test_upload_all_brings_everything_again(site):
    terminal, code = site.terminal(), site.employee()
    site.enroll(terminal, code, 1, finger=6)
    (template,) = site.ask("GET", f"/iclock/api/biodatas/?emp_code={code}")["data"]
    terminal.punch(code)
    site.run(terminal)
    before = terminal.outbox.sent.copy()
    site.act(terminal, "upload_all")
    again = terminal.outbox.sent - before
    assert all(count >= 1 for count in again.values())
    assert len(again) >= 3
    (same,) = site.ask("GET", f"/iclock/api/biodatas/?emp_code={code}")["data"]
    assert same["id"] == template["id"]
    rows = site.ask("GET", f"/iclock/api/transactions/?terminal_sn={terminal.serial}")
    assert rows["count"] == 1


def test_a_terminal_moves_to_another_server(site, tmp_path):
    terminal = site.terminal()
    terminal.punch("8888")
    site.run(terminal)
    with Commands(tmp_path, tmp_path / "cache").serve() as other:
        host, port = other.url.removeprefix("http://").split(":")
        body = {"device_sn": [terminal.serial], "ip": host, "port": int(port)}
        site.ask("POST", "/iclock/api/terminals/ip_port_update_to_device/", body)
        site.run(terminal)
        assert terminal.server == other.url
        assert {state for _, state, _ in site.commands(terminal)} == {"done"}
        with logged_in(other.url) as rest:
            there = Site(other.url, rest, "1")
            terminal.punch("8888")
            there.run(terminal)
            listed = there.ask("GET", "/iclock/api/terminals/")["data"]
            assert [record["sn"] for record in listed] == [terminal.serial]
            assert there.ask("GET", "/iclock/api/unregister/")["count"] == 2


def test_a_terminal_keeps_its_punches_while_no_server_is_there(site):
    terminal, code = site.terminal(), site.employee()
    site.run(terminal)
    terminal.punch(code)

    def away(_request):
        raise ConnectionRefusedError

    run_until_idle(terminal, away)
    assert terminal.is_failing
    site.run(terminal)
    rows = site.ask("GET", f"/iclock/api/transactions/?terminal_sn={terminal.serial}")
    assert rows["count"] == 1


def test_the_photo_of_a_person_can_be_fetched_as_a_file(site):
    terminal = site.terminal()
    answer = httpx.get(f"{site.url}/iclock/doc/biophoto/nobody.jpg")
    assert (answer.status_code, answer.text) == (200, "OK")
    assert terminal.url_of("iclock/doc/biophoto/7.jpg") == f"{site.url}/iclock/doc/biophoto/7.jpg"
