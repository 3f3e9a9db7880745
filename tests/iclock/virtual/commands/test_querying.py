"""DATA QUERY and VERIFY SUM: what comes back, and by which upload."""

from datetime import timedelta

import pytest

from iclock.virtual.behaviour import Behaviour
from iclock.virtual.inprocess import run_until_idle
from iclock.virtual.records import User
from tests.iclock.virtual.scripted import (
    FINGERS,
    NOON,
    ScriptedServer,
    carry_out,
    codes,
    make_terminal,
)

MORNING = "StartTime=2026-01-05 00:00:00\tEndTime=2026-01-05 12:00:00"


def terminal_with_history(model=FINGERS):
    """Punches at 11, 12 and 13 hours of somebody with two fingers, all uploaded already."""
    terminal = make_terminal(model, behaviour=Behaviour(takes_photos=True))
    terminal.add_user(User("7", name="Asha"))
    terminal.add_user(User("8", name="Ravi"))
    terminal.enroll("7", 1, 6)
    terminal.enroll("7", 1, 3)
    for hours in (-1, 0, 1):
        terminal.punch("7", at=NOON + timedelta(hours=hours))
    run_until_idle(terminal, ScriptedServer())
    return terminal


def test_sends_the_punches_of_a_span_again():
    terminal = terminal_with_history()
    server = carry_out(terminal, f"DATA QUERY ATTLOG {MORNING}")
    assert [line.split("\t")[1] for line in server.uploaded("ATTLOG")] == [
        "2026-01-05 11:00:00",
        "2026-01-05 12:00:00",
    ]
    assert server.results() == ["ID=1&Return=0&CMD=DATA"]


def test_sends_them_whatever_it_uploads_of_itself():
    terminal = terminal_with_history()
    server = ScriptedServer(commands=[f"DATA QUERY ATTLOG {MORNING}", "DATA QUERY USERINFO PIN=7"])
    server.options |= {"TransFlag": "0010000000", "Realtime": "0", "TransInterval": "0"}
    terminal.set_online(True)
    run_until_idle(terminal, server)
    assert (len(server.uploaded("ATTLOG")), len(server.uploaded("OPERLOG"))) == (2, 1)


@pytest.mark.parametrize(("pin", "names"), [("", ["Asha", "Ravi"]), ("PIN=8", ["Ravi"])])
def test_sends_one_person_or_all(pin, names):
    server = carry_out(terminal_with_history(), f"DATA QUERY USERINFO {pin}".rstrip())
    lines = server.uploaded("OPERLOG")
    assert [line.split("\t")[1] for line in lines] == [f"Name={name}" for name in names]


@pytest.mark.parametrize(("fields", "fingers"), [("PIN=7", ["3", "6"]), ("PIN=7\tFID=6", ["6"])])
def test_sends_fingerprints(fields, fingers):
    server = carry_out(terminal_with_history(), f"DATA QUERY FINGERTMP {fields}")
    lines = server.uploaded("OPERLOG")
    assert [line.split("\t")[1] for line in lines] == [f"FID={finger}" for finger in fingers]


@pytest.mark.parametrize(
    ("fields", "count"), [("Type=1", 2), ("Type=1\tPIN=7", 2), ("Type=1\tPIN=7\tNo=3", 1)]
)
def test_sends_templates_of_a_type(fields, count):
    server = carry_out(terminal_with_history("SenseFace 4A"), f"DATA QUERY BIODATA {fields}")
    assert len(server.uploaded("BIODATA")) == count


def test_sends_photos_of_punches_again():
    server = carry_out(terminal_with_history("SenseFace 4A"), f"DATA QUERY ATTPHOTO {MORNING}")
    bodies = [r.body for r in server.requests if "ATTPHOTO" in r.query]
    assert [body.partition(b"\n")[0] for body in bodies] == [
        b"PIN=20260105110000-7.jpg",
        b"PIN=20260105120000-7.jpg",
    ]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("ATTLOG StartTime=2020-01-01 00:00:00\tEndTime=2020-01-02 00:00:00", -1),
        ("ATTLOG StartTime=yesterday\tEndTime=today", -1),
        ("USERINFO PIN=stranger", -1),
        ("BIODATA Type=9", -1),
        ("BIODATA", -1),
        ("FINGERTMP", -1),
        ("tablename=user,fielddesc=*,filter=*", -1004),
    ],
)
def test_what_finds_nothing_is_refused(line, code):
    server = carry_out(terminal_with_history(), f"DATA QUERY {line}")
    assert codes(server) == [code]
    assert [said for said in server.said() if said.startswith("POST cdata")] == []


def test_counts_the_punches_of_a_span():
    server = carry_out(terminal_with_history(), f"VERIFY SUM ATTLOG {MORNING}")
    span = "StartTime=2026-01-05 00:00:00&EndTime=2026-01-05 12:00:00"
    assert server.results() == [f"ID=1&Return=0&CMD=VERIFY SUM&{span}&AttLogSum=2"]


@pytest.mark.parametrize(
    ("text", "code"), [("VERIFY SUM OPLOG", -1002), ("VERIFY SUM ATTLOG", -1), ("VERIFY", -1002)]
)
def test_refuses_other_sums(text, code):
    assert codes(carry_out(terminal_with_history(), text)) == [code]
