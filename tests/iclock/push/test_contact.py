"""Who calls: known and unknown serials, addresses, and when a terminal was last seen."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from iclock.models import Terminal, Transaction
from iclock.push import contact
from tests.iclock.factories import make_terminal

NOON = datetime.fromisoformat("2026-01-05T12:00:00+05:30")
PING, POLL = "GET /iclock/ping?SN=SN1", "GET /iclock/getrequest?SN=SN1"


def seen(**over):
    return Terminal.objects.values_list("last_activity", flat=True).get(sn="SN1")


@pytest.mark.parametrize(
    "line",
    [PING, POLL, "GET /iclock/cdata?SN=SN1&options=all", "POST /iclock/cdata?SN=SN1&table=ATTLOG",
     "POST /iclock/devicecmd?SN=SN1"],
)  # fmt: skip
def test_an_unknown_terminal_is_added(send, line) -> None:
    send(line, REMOTE_ADDR="10.1.2.3")

    terminal = Terminal.objects.get()
    found = (terminal.sn, terminal.alias, terminal.area_id, terminal.real_ip)
    assert found == ("SN1", "Auto add", 1, "10.1.2.3")
    noon = NOON.replace(tzinfo=None)
    assert (terminal.create_time, terminal.last_activity) == (noon, noon)


def test_an_unknown_terminal_may_be_left_alone(send, world) -> None:
    world.settings = replace(world.settings, auto_add_terminals=False)

    for line in (PING, POLL, "GET /iclock/cdata?SN=SN1&options=all"):
        assert send(line).content == b"OK"
    punch = "7\t2026-01-05 09:00:00"
    assert send("POST /iclock/cdata?SN=SN1&table=ATTLOG", punch).content == b"OK"
    assert not Terminal.objects.exists()
    assert not Transaction.objects.exists()


def test_a_known_terminal_is_served_all_the_same(send, world) -> None:
    world.settings = replace(world.settings, auto_add_terminals=False)
    make_terminal(sn="SN1")

    assert send("GET /iclock/cdata?SN=SN1&options=all").content.startswith(b"GET OPTION FROM: SN1")


@pytest.mark.parametrize(
    "sn", ["", "%20", "x" * 51, "x" * 200, "a/b", "a%2Fb", "a%0Ab", "%00", "..", "action", "a%09b",
           "%F0%9F%98%80", "'; DROP TABLE"],
)  # fmt: skip
def test_a_bad_serial_is_never_added(send, sn) -> None:
    assert send(f"GET /iclock/cdata?SN={sn}&options=all").content == b"OK"
    assert send(f"POST /iclock/cdata?SN={sn}&table=ATTLOG", "7\t2026-01-05 09:00:00").content == (
        b"OK"
    )
    for line in ("GET /iclock/getrequest", "POST /iclock/devicecmd", "GET /iclock/ping"):
        assert send(f"{line}?SN={sn}").content == b"OK"
    assert not Terminal.objects.exists()


def test_a_serial_may_be_of_any_script(send) -> None:
    send("GET /iclock/ping?SN=%E0%A4%97%E0%A5%87%E0%A4%9F%201")

    assert Terminal.objects.get().sn == "गेट 1"


def test_two_first_contacts_at_once_make_one_terminal(send, monkeypatch) -> None:
    """The other one's terminal is stored between looking for it and adding it."""

    def not_yet(_sn: str) -> None:
        make_terminal(sn="SN1", alias="The other")

    monkeypatch.setattr(contact, "_find", not_yet)

    assert send(PING).content == b"OK"
    assert Terminal.objects.get().alias == "The other"


@pytest.mark.parametrize(
    ("peer", "forwarded", "expected"),
    [
        ("10.1.2.3", "", "10.1.2.3"),
        ("10.1.2.3", "10.9.9.9", "10.1.2.3"),
        ("127.0.0.1", "10.9.9.9", "10.9.9.9"),
        ("127.0.0.1", "1.1.1.1, 10.9.9.9", "10.9.9.9"),
        ("::1", "fe80::1", "fe80::1"),
        ("127.0.0.1", "nonsense", "127.0.0.1"),
        ("127.0.0.1", "", "127.0.0.1"),
    ],
)
def test_the_address_is_the_peers(send, peer, forwarded, expected) -> None:
    make_terminal(sn="SN1", real_ip="10.0.0.1")

    send(PING, REMOTE_ADDR=peer, HTTP_X_FORWARDED_FOR=forwarded)

    assert Terminal.objects.get().real_ip == expected


@pytest.mark.parametrize(
    ("heartbeat", "passed", "is_noted"),
    [(10, 3, False), (10, 4, True), (1, 0, False), (1, 1, True), (600, 4, False), (600, 5, True),
     (2**31 - 1, 5, True)],
)  # fmt: skip
def test_a_terminal_is_noted_as_seen_now_and_then(send, clock, heartbeat, passed, is_noted) -> None:
    make_terminal(sn="SN1", heartbeat=heartbeat)
    send(POLL)
    clock.freeze(NOON + timedelta(seconds=passed))
    send(POLL)

    since = timedelta(seconds=passed if is_noted else 0)
    assert seen() == NOON.replace(tzinfo=None) + since


def test_a_clock_that_was_set_back_is_followed(send, clock) -> None:
    send(POLL)
    clock.freeze(NOON - timedelta(days=1))
    send(POLL)

    assert seen() == datetime.fromisoformat("2026-01-04T12:00:00")


def test_a_terminal_that_calls_is_online(send, clock, api) -> None:
    make_terminal(sn="SN1", heartbeat=10)
    states = []
    for moment in (0, 59, 62):
        clock.freeze(NOON + timedelta(seconds=moment))
        if not moment:
            send(POLL)
        states.append(api.get("/iclock/api/terminals/SN1/").json()["state"])

    assert states == [1, 1, 0]


def test_a_device_does_not_touch_what_people_change(send) -> None:
    terminal = make_terminal(sn="SN1", change_time="2025-01-01 00:00:00")
    send("GET /iclock/cdata?SN=SN1&options=all&language=69&pushver=2.4.1")
    send("POST /iclock/cdata?SN=SN1&table=options", "~DeviceName=X")
    send("POST /iclock/cdata?SN=SN1&table=ATTLOG", "7\t2026-01-05 09:00:00")

    terminal.refresh_from_db()
    assert str(terminal.change_time) == "2025-01-01 00:00:00"


def test_an_upload_is_noted(send) -> None:
    make_terminal(sn="SN1")
    send(POLL)
    assert Terminal.objects.values_list("push_time", "upload_time").get() == (None, None)

    send("POST /iclock/cdata?SN=SN1&table=ATTLOG", "7\t2026-01-05 09:00:00")

    noon = NOON.replace(tzinfo=None)
    assert Terminal.objects.values_list("push_time", "upload_time").get() == (noon, noon)
