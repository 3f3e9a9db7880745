"""The queue under `/_etp/terminals/`."""

import pytest
from django.test import Client

from iclock.commands import control
from iclock.models import Command
from tests.iclock.factories import make_command, make_terminal

PROBLEM = "application/problem+json"


@pytest.fixture
def local(db, world, clock):
    """A client on this machine."""
    return Client(headers={"host": "localhost:8090"})


@pytest.fixture
def terminal(db, clock):
    return make_terminal(sn="SN1")


def url(sn="SN1", key=None):
    return f"/_etp/terminals/{sn}/commands" + (f"/{key}/answer" if key is not None else "")


def answer(local, key, body='{"return": 0}', sn="SN1", content_type="application/json"):
    return local.post(url(sn, key), body, content_type=content_type)


def problem(response):
    assert response["Content-Type"] == PROBLEM
    body = response.json()
    assert [key for key in body if key != "errors"] == ["type", "title", "status", "detail"]
    assert body["status"] == response.status_code
    return response.status_code, body["detail"]


@pytest.mark.parametrize("slash", ["", "/"])
def test_shows_the_queue_newest_last(local, terminal, slash):
    first = make_command(
        terminal, "REBOOT", state="failed", origin="terminals_action", user="asha", attempts=1,
        sent_at="2026-01-05 12:00:01", answered_at="2026-01-05 12:00:02", return_code=-1,
        reason="bad parameter",
    )  # fmt: skip
    second = make_command(terminal)
    make_command(make_terminal())
    found = local.get(f"{url()}{slash}")
    assert found.status_code == 200
    assert found.json() == {
        "world": "main",
        "commands": [
            {
                "id": first.pk,
                "content": "REBOOT",
                "state": "failed",
                "origin": "terminals_action",
                "user": "asha",
                "attempts": 1,
                "created_at": "2026-01-05 12:00:00",
                "sent_at": "2026-01-05 12:00:01",
                "answered_at": "2026-01-05 12:00:02",
                "return_code": -1,
                "reason": "bad parameter",
            },
            {
                "id": second.pk,
                "content": "INFO",
                "state": "pending",
                "origin": "",
                "user": "",
                "attempts": 0,
                "created_at": "2026-01-05 12:00:00",
                "sent_at": None,
                "answered_at": None,
                "return_code": None,
                "reason": "",
            },
        ],
    }


def ids(response):
    assert response.status_code == 200
    return [command["id"] for command in response.json()["commands"]]


@pytest.mark.parametrize("state", ["pending", "sent", "done", "failed", "expired"])
def test_shows_one_state(local, terminal, state):
    made = {
        name: make_command(terminal, state=name, sent_at="2026-01-05 12:00:00").pk
        for name in ("pending", "sent", "done", "failed", "expired")
    }
    assert ids(local.get(url(), {"state": state})) == [made[state]]


def test_what_is_too_old_is_shown_as_expired(local, terminal):
    make_command(terminal, created_at="2025-12-01 12:00:00")
    assert local.get(url()).json()["commands"][0]["state"] == "expired"


def test_a_terminal_by_its_id(local, terminal):
    made = make_command(terminal)
    assert ids(local.get(url(terminal.pk))) == [made.pk]


def test_shows_the_newest_of_many(local, terminal, monkeypatch):
    monkeypatch.setattr(control, "MOST_COMMANDS", 2)
    made = [make_command(terminal).pk for _ in range(4)]
    assert ids(local.get(url())) == made[2:]


def test_shows_as_much_as_fits(local, terminal, monkeypatch):
    monkeypatch.setattr(control, "MOST_CHARACTERS", 10)
    made = [make_command(terminal, "INFO").pk for _ in range(4)]
    assert ids(local.get(url())) == made[2:]
    large = make_command(terminal, "x" * 100)
    assert ids(local.get(url())) == [large.pk]


@pytest.mark.parametrize("state", ["pending", "sent", "expired"])
def test_answers_for_the_device(local, terminal, state):
    command = make_command(terminal, "ENROLL_FP PIN=1", state=state, sent_at="2026-01-05 12:00:00")
    found = answer(local, command.pk, '{"return": 6}')
    assert found.status_code == 200
    command.refresh_from_db()
    shown = found.json()["command"]
    assert found.json()["world"] == "main"
    assert (shown["id"], shown["state"], shown["return_code"]) == (command.pk, "failed", 6)
    assert (command.state, command.reason) == ("failed", "cancelled")


@pytest.mark.parametrize("state", ["done", "failed"])
def test_answers_once(local, terminal, state):
    command = make_command(terminal, state=state)
    found = problem(answer(local, command.pk))
    assert found == (409, "The command was answered already.")


@pytest.mark.parametrize("key", ["0", "x", "-1", "99999999", "9" * 400, "1.5", "٣"])
def test_refuses_unknown_commands(local, terminal, key):
    assert problem(answer(local, key)) == (404, "SN1 has no such command.")


def test_refuses_commands_of_other_terminals(local, terminal):
    other = make_command(make_terminal())
    assert problem(answer(local, other.pk)) == (404, "SN1 has no such command.")
    other.refresh_from_db()
    assert other.state == "pending"


@pytest.mark.parametrize("sn", ["NO", "99999", "x" * 300, "9" * 400, "%00"])
def test_refuses_unknown_terminals(local, terminal, sn):
    assert problem(local.get(url(sn))) == (404, "There is no such terminal.")
    assert problem(answer(local, 1, sn=sn)) == (404, "There is no such terminal.")


@pytest.mark.parametrize("state", ["", "x", "PENDING"])
def test_refuses_unknown_states(local, terminal, state):
    detail = "state: takes one of pending, sent, done, failed, expired"
    assert problem(local.get(url(), {"state": state})) == (400, detail)


def test_refuses_unknown_parameters(local, terminal):
    assert problem(local.get(url(), {"colour": "x"})) == (400, "Unknown: colour. Known: state.")


NO_NUMBER = "return: takes a whole number from -2147483648 to 2147483647"


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        ("", "return: This field is required."),
        ("{", "JSON parse error"),
        ("[" * 9000 + "]" * 9000, "The body is nested more than 50 levels deep."),
        ('"\\ud800', "JSON parse error"),
        (b"\xff", "JSON parse error"),
        ('{"return": ' + "9" * 9999 + "}", "JSON parse error"),
        ("[]", "The body is a JSON object."),
        ("{}", "return: This field is required."),
        ('{"return": null}', "return: This field may not be null."),
        ('{"return": true}', NO_NUMBER),
        ('{"return": "0"}', NO_NUMBER),
        ('{"return": 0.0}', NO_NUMBER),
        ('{"return": 2147483648}', NO_NUMBER),
        ('{"return": -2147483649}', NO_NUMBER),
        ('{"return": 0, "cmd": "INFO"}', "Unknown: cmd. Known: return."),
    ],
    ids=lambda value: repr(value)[:40],
)
def test_refuses_other_bodies(local, terminal, body, detail):
    command = make_command(terminal)
    status, found = problem(answer(local, command.pk, body))
    assert (status, found[: len(detail)]) == (400, detail)
    assert Command.objects.get().state == "pending"


@pytest.mark.parametrize(
    "content_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""]
)
def test_a_page_of_another_origin_cannot_answer(local, terminal, content_type):
    command = make_command(terminal)
    found = answer(local, command.pk, content_type=content_type)
    assert problem(found) == (400, "Send application/json.")


def test_other_methods(local, terminal):
    command = make_command(terminal)
    for path, known in ((url(), "GET"), (url(key=command.pk), "POST")):
        for method in {"get", "post", "put", "patch", "delete"} - {known.lower()}:
            found = getattr(local, method)(path)
            assert problem(found) == (405, f"Call it with {known}.")
            assert known in found["Allow"].split(", ")


@pytest.mark.parametrize("peer", ["10.0.0.1", "192.168.1.5", "::ffff:10.0.0.1", "", "example"])
def test_only_this_machine_may_ask(local, terminal, peer):
    command = make_command(terminal)
    for found in (
        local.get(url(), REMOTE_ADDR=peer),
        local.post(url(key=command.pk), "{}", content_type="application/json", REMOTE_ADDR=peer),
    ):
        assert problem(found) == (403, "Only this machine may ask, at localhost.")


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "10.0.0.1:8090"])
def test_only_by_a_name_of_this_machine(local, terminal, host):
    found = local.get(url(), headers={"host": host})
    assert problem(found) == (403, "Only this machine may ask, at localhost.")


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:80", "[::1]:80", "127.9.9.9"])
@pytest.mark.parametrize("peer", ["127.0.0.1", "::1", "127.0.0.2"])
def test_names_of_this_machine(local, terminal, host, peer):
    assert local.get(url(), headers={"host": host}, REMOTE_ADDR=peer).status_code == 200
