"""The handshake: how it is tried, and what of its answer is heeded."""

from datetime import datetime, timedelta

import pytest

from iclock.virtual.behaviour import Behaviour
from iclock.virtual.exchange import Reply, Request, Wait
from iclock.virtual.inprocess import run_until_idle
from tests.iclock.virtual.scripted import FINGERS, NOON, ScriptedServer, Ticks, make_terminal


def test_says_who_it_is():
    request = make_terminal().next_request(0)
    assert request == Request(
        "http://server:8088",
        "GET",
        "/iclock/cdata",
        "SN=SN1&options=all&language=69&pushver=2.4.1&PushOptionsFlag=1",
        b"",
        {"User-Agent": "iClock Proxy/1.09", "Accept": "*/*", "Connection": "close"},
    )


@pytest.mark.parametrize(
    ("model", "query"),
    [
        ("FV18", "SN=SN1&options=all&language=69"),
        ("MB460", "SN=SN1&options=all&language=69&pushver=2.3.0"),
        (
            "SenseFace 4A",
            "SN=SN1&options=all&language=69&pushver=2.4.1&DeviceType=att&PushOptionsFlag=1",
        ),
    ],
)
def test_older_and_newer_models_say_less_and_more(model, query):
    assert make_terminal(model).next_request(0).query == query


def test_tries_every_15_seconds_while_no_server_has_answered():
    terminal = make_terminal()
    terminal.next_request(0)
    terminal.receive(Reply(401, b"Device Unauthorized"), 1)
    assert terminal.next_request(1) == Wait(16)
    assert isinstance(terminal.next_request(16), Request)
    terminal.connection_failed(20)
    assert terminal.next_request(20) == Wait(35)


@pytest.mark.parametrize("body", [b"OK", b"<html>GET OPTION FROM: SN1</html>", b"", b"{}"])
def test_takes_nothing_for_an_answer_but_the_options(body):
    terminal = make_terminal()
    terminal.next_request(0)
    terminal.receive(Reply(200, body), 0)
    assert terminal.session is None
    assert terminal.next_request(0) == Wait(15)


def test_tries_after_the_error_delay_once_it_knows_it():
    terminal, server = make_terminal(), ScriptedServer()
    run_until_idle(terminal, server)
    terminal.hurry()
    terminal.next_request(terminal.now)
    terminal.connection_failed(100)
    assert terminal.next_request(100) == Wait(160)
    assert "options=all" in terminal.next_request(160).query


def test_takes_its_time_from_the_server():
    ticks = Ticks()
    terminal = make_terminal(ticks=ticks)
    server = ScriptedServer(utc=datetime.fromisoformat("2026-03-01T20:30:00"))
    server.options["TimeZone"] = "330"
    run_until_idle(terminal, server)
    assert terminal.clock.now() == datetime.fromisoformat("2026-03-02T02:00:00")
    ticks.seconds += 90
    assert terminal.clock.now() == datetime.fromisoformat("2026-03-02T02:01:30")


def test_its_clock_drifts_until_the_next_answer():
    ticks = Ticks()
    terminal = make_terminal(ticks=ticks, behaviour=Behaviour(drift=60))
    server = ScriptedServer()
    run_until_idle(terminal, server)
    ticks.seconds += 86_400
    assert terminal.clock.now() == NOON + timedelta(days=1, minutes=1)
    server.utc += timedelta(days=1)
    run_until_idle(terminal, server)
    assert terminal.clock.now() == NOON + timedelta(days=1)


def test_a_second_s_difference_does_not_make_its_clock_jump():
    ticks = Ticks()
    terminal, server = make_terminal(ticks=ticks), ScriptedServer()
    run_until_idle(terminal, server)
    ticks.seconds += 1.5
    run_until_idle(terminal, server)
    assert terminal.clock.now() == NOON + timedelta(seconds=1)


@pytest.mark.parametrize(
    ("zone", "hours"),
    [("5", 5), ("-7", -7), ("0", 0), ("5.5", 5), ("330", 5.5), ("-210", -3.5), ("720", 12)],
)
def test_reads_zones_in_hours_or_in_minutes(zone, hours):
    terminal, server = make_terminal(), ScriptedServer()
    server.options["TimeZone"] = zone
    run_until_idle(terminal, server)
    assert terminal.clock.now() == server.utc + timedelta(hours=hours)


@pytest.mark.parametrize("zone", ["", "east", "1e999", "99999999"])
def test_keeps_its_own_time_without_a_zone(zone):
    terminal, server = make_terminal(), ScriptedServer()
    server.options["TimeZone"] = zone
    server.utc -= timedelta(days=9)
    run_until_idle(terminal, server)
    assert terminal.clock.now() == NOON


def test_then_tells_its_parameters_uploads_and_polls_with_info_once():
    terminal, server = make_terminal(), ScriptedServer()
    server.options["PushOptionsFlag"] = "1"
    terminal.enroll("7", 9)
    terminal.punch("7")
    run_until_idle(terminal, server)
    run_until_idle(terminal, server)
    assert server.said() == [
        "GET cdata options",
        "POST cdata options",
        "POST cdata OPERLOG",
        "POST cdata BIODATA",
        "POST cdata OPERLOG",
        "POST cdata ATTLOG",
        "GET getrequest INFO",
        "GET getrequest",
    ]


def test_tells_parameters_as_one_line():
    terminal, server = make_terminal(users=("7",)), ScriptedServer()
    server.options["PushOptionsFlag"] = "1"
    run_until_idle(terminal, server)
    (line,) = server.uploaded("options")
    pairs = line.split(",")
    assert pairs[0] == "~DeviceName=SpeedFace-V5L[TD]"
    assert {
        "UserCount=1",
        "~MaxUserCount=100",
        "~MaxFingerCount=60",
        "~MaxAttLogCount=20",
        "~MaxFaceCount=6000",
        "FaceVersion=58",
        "~Platform=ZAM170_TFT",
        "FWVersion=ZAM170-NF-Ver1.1.27",
        "MultiBioDataSupport=0:1:0:0:0:0:0:0:1:1",
    } <= set(pairs)


@pytest.mark.parametrize(("model", "flag"), [("MB460", "1"), (FINGERS, "0")])
def test_tells_no_parameters_to_who_does_not_ask_or_when_too_old(model, flag):
    terminal, server = make_terminal(model), ScriptedServer()
    server.options["PushOptionsFlag"] = flag
    run_until_idle(terminal, server)
    assert server.uploaded("options") == []


def test_tells_parameters_again_when_the_server_did_not_take_them():
    terminal, server = make_terminal(), ScriptedServer()
    server.options["PushOptionsFlag"] = "1"
    terminal.next_request(0)
    terminal.receive(server(Request("", "GET", "/iclock/cdata", "options=all")), 0)
    terminal.next_request(0)
    terminal.receive(Reply(500, b"busy"), 0)
    assert terminal.next_request(1) == Wait(60)
    assert terminal.next_request(60).query == "SN=SN1&table=options"
