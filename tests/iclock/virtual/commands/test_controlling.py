"""Commands about the terminal itself: options, talk, door, restart."""

from datetime import datetime, timedelta

import pytest

from iclock.virtual.behaviour import Behaviour
from iclock.virtual.exchange import Reply, Wait
from iclock.virtual.inprocess import run_until_idle
from iclock.virtual.records import User
from tests.iclock.virtual.scripted import (
    FACES,
    FINGERS,
    NOON,
    ScriptedServer,
    carry_out,
    codes,
    make_terminal,
)


def test_check_reads_the_options_again_and_uploads_what_the_server_has_not():
    terminal, server = make_terminal(), ScriptedServer()
    terminal.punch("7")
    run_until_idle(terminal, server)
    server.options["Stamp"] = "0"
    server.commands.append("CHECK")
    run_until_idle(terminal, server)
    assert server.said()[3:] == [
        "GET getrequest",
        "POST devicecmd",
        "GET cdata options",
        "POST cdata ATTLOG",
        "GET getrequest INFO",
    ]
    assert server.results() == ["ID=1&Return=0&CMD=CHECK"]
    assert len(server.uploaded("ATTLOG")) == 2


def test_log_uploads_at_once_what_would_wait():
    terminal, server = make_terminal(), ScriptedServer()
    server.options |= {"Realtime": "0", "TransInterval": "0"}
    run_until_idle(terminal, server)
    terminal.punch("7")
    run_until_idle(terminal, server)
    assert server.uploaded("ATTLOG") == []
    server.commands.append("LOG")
    run_until_idle(terminal, server)
    assert len(server.uploaded("ATTLOG")) == 1


def test_info_answers_all_parameters():
    terminal = make_terminal(users=("7",))
    server = carry_out(terminal, "INFO")
    lines = server.results()
    assert lines[:2] == ["ID=1&Return=0&CMD=INFO", "~DeviceName=SpeedFace-V5L[TD]"]
    assert {"UserCount=1", "FWVersion=ZAM170-NF-Ver1.1.27", "~SerialNumber=SN1"} <= set(lines)


def test_an_option_is_set():
    terminal = make_terminal()
    server = carry_out(terminal, "SET OPTION VOLUME=33")
    assert terminal.options["VOLUME"] == "33"
    assert server.results() == ["ID=1&Return=0&CMD=SET OPTION"]


def test_an_option_of_the_talk_counts_at_once():
    terminal = make_terminal()
    carry_out(terminal, "SET OPTION Realtime=0")
    assert not terminal.session.is_realtime


def test_the_clock_is_set():
    terminal = make_terminal()
    # 2026-01-05 08:30:15 in months of 31 days.
    number = (26 * 12 * 31 + 4) * 86_400 + 8 * 3600 + 30 * 60 + 15
    server = ScriptedServer(commands=[f"SET OPTION DateTime={number}"])
    server.options["TimeZone"] = ""  # else the next `Date` sets it back
    run_until_idle(terminal, server)
    assert terminal.clock.now() == datetime.fromisoformat("2026-01-05T08:30:15")


# The last one is 30 February 2026.
@pytest.mark.parametrize("number", ["", "x", "-1", "99999999999999", str((26 * 372 + 60) * 86_400)])
def test_refuses_a_time_that_is_none(number):
    terminal = make_terminal()
    server = carry_out(terminal, f"SET OPTION DateTime={number}")
    assert (codes(server), terminal.clock.now()) == ([-1], NOON)


@pytest.mark.parametrize(("model", "code", "volume"), [(FACES, 0, "10"), (FINGERS, -1002, "67")])
def test_newer_models_take_several_options_at_once(model, code, volume):
    terminal = make_terminal(model)
    server = carry_out(terminal, "SET OPTIONS VOLUME=10,DtFmt=2")
    assert (codes(server), terminal.options["VOLUME"]) == ([code], volume)


@pytest.mark.parametrize("text", ["SET OPTION", "SET OPTION VOLUME", "SET OPTION =3"])
def test_refuses_an_option_without_name_or_value(text):
    terminal = make_terminal()
    before = dict(terminal.options)
    assert codes(carry_out(terminal, text)) == [-1]
    assert terminal.options == before


@pytest.mark.parametrize(
    ("name", "code"), [("VOLUME", 0), ("MAC", 0), ("~Platform", 0), ("Nonsense", -1)]
)
def test_says_whether_it_has_an_option(name, code):
    assert codes(carry_out(make_terminal(), f"GET OPTION FROM {name}")) == [code]


def test_reloading_options_tells_them_anew():
    terminal, server = make_terminal(), ScriptedServer(commands=["RELOAD OPTIONS"])
    run_until_idle(terminal, server)
    assert server.results() == ["ID=1&Return=0&CMD=RELOAD OPTIONS"]
    assert len(server.uploaded("options")) == 1


def test_unlocking_opens_the_door_for_a_while_and_is_logged():
    terminal = make_terminal(behaviour=Behaviour(door_s=5))
    server = carry_out(terminal, "AC_UNLOCK")
    assert terminal.door.is_open(4)
    assert not terminal.door.is_open(6)
    assert server.uploaded("OPERLOG") == ["OPLOG 29\t0\t2026-01-05 12:00:00\t0\t0\t0\t0"]
    assert server.results() == ["ID=1&Return=0&CMD=AC_UNLOCK"]


def test_unalarming_ends_the_alarm_and_is_logged():
    terminal = make_terminal()
    terminal.tamper()
    server = carry_out(terminal, "AC_UNALARM")
    assert not terminal.door.is_alarmed
    assert server.uploaded("OPERLOG")[1] == "OPLOG 3\t0\t2026-01-05 12:00:00\t65535\t0\t0\t0"


def test_a_locked_door_stays_shut_for_everybody_until_it_is_unlocked():
    terminal = make_terminal(users=("7",))
    carry_out(terminal, "CONTROL DEVICE 01010100")
    assert terminal.door.is_locked
    terminal.punch("7")
    assert not terminal.door.is_open(terminal.now)
    carry_out(terminal, "AC_UNLOCK")
    assert terminal.door.is_open(terminal.now)


@pytest.mark.parametrize(
    ("bytes_", "seconds", "is_open"),
    [("0101010A", 9, True), ("0101010A", 11, False), ("010101FF", 1_000_000, True)],
)
def test_a_door_is_opened_for_as_long_as_it_is_said(bytes_, seconds, is_open):
    terminal = make_terminal()
    carry_out(terminal, f"CONTROL DEVICE {bytes_}")
    assert terminal.door.is_open(seconds) is is_open


def test_control_device_ends_alarms_too():
    terminal = make_terminal()
    terminal.tamper()
    carry_out(terminal, "CONTROL DEVICE 02000000")
    assert not terminal.door.is_alarmed


@pytest.mark.parametrize(
    "text", ["CONTROL DEVICE", "CONTROL DEVICE xyz", "CONTROL DEVICE 09010105"]
)
def test_refuses_to_control_what_is_not_there(text):
    terminal = make_terminal()
    assert codes(carry_out(terminal, text)) == [-1]
    assert not terminal.door.is_open(terminal.now)


@pytest.mark.parametrize("text", ["REBOOT", "CONTROL DEVICE 03000000"])
def test_a_restart_comes_after_the_answer_and_begins_with_a_handshake(text):
    terminal, server = make_terminal(behaviour=Behaviour(boot_s=20)), ScriptedServer()
    server.commands += [text, "DATA UPDATE USERINFO PIN=7"]
    run_until_idle(terminal, server)
    assert server.said() == [
        "GET cdata options",
        "GET getrequest INFO",
        "POST devicecmd",
        "GET cdata options",
        "POST cdata OPERLOG",
        "GET getrequest INFO",
    ]
    assert codes(server) == [0, 0]
    assert server.uploaded("OPERLOG") == ["OPLOG 0\t0\t2026-01-05 12:00:00\t0\t0\t0\t0"]
    assert list(terminal.memory.users) == ["7"]


def test_is_silent_while_it_starts():
    terminal, server = make_terminal(behaviour=Behaviour(boot_s=20)), ScriptedServer()
    server.commands.append("REBOOT")
    run_until_idle(terminal, server, max_requests=3)
    assert terminal.next_request(0) == Wait(20)
    terminal.punch("7")
    assert terminal.next_request(19) == Wait(20)
    run_until_idle(terminal, server)
    assert len(server.uploaded("ATTLOG")) == 1


@pytest.mark.parametrize("text", ["SHELL ls", "Shell ls", "UNLOCK", "USER ADD PIN=7", "x", "DATA"])
def test_what_it_does_not_know_is_unsupported(text):
    terminal = make_terminal()
    before = (terminal.memory.users.copy(), dict(terminal.options))
    server = carry_out(terminal, text)
    assert codes(server) == [-1002]
    assert server.results()[0].endswith(
        f"&CMD={text.split(' PIN')[0].split(' ls')[0].split(' ADD')[0]}"
    )
    assert (terminal.memory.users, terminal.options) == before


def test_a_long_id_is_cut():
    terminal, server = make_terminal(), ScriptedServer()
    server.replies["getrequest"] = Reply(200, b"C:a-very-long-id-indeed:LOG\n")
    run_until_idle(terminal, server, max_requests=3)
    assert server.results() == ["ID=a-very-long-id-i&Return=0&CMD=LOG"]


def test_the_wall_clock_of_a_later_command_is_the_server_s():
    terminal, server = make_terminal(), ScriptedServer(commands=["AC_UNLOCK"])
    server.utc += timedelta(hours=1)
    run_until_idle(terminal, server)
    assert server.uploaded("OPERLOG") == ["OPLOG 29\t0\t2026-01-05 13:00:00\t0\t0\t0\t0"]


def test_a_user_of_the_terminal_is_no_option():
    terminal = make_terminal()
    terminal.add_user(User("7"))
    assert "7" not in terminal.options
