"""What a terminal uploads, when, and for how long it keeps it."""

from datetime import timedelta

import pytest

from iclock.virtual.behaviour import Behaviour
from iclock.virtual.device_models import VISIBLE_LIGHT_FACE
from iclock.virtual.exchange import Reply, Request, Wait
from iclock.virtual.inprocess import run_until_idle
from iclock.virtual.outbox import Table
from iclock.virtual.records import User
from iclock.virtual.templates import data_of
from tests.iclock.virtual.scripted import (
    FACES,
    FINGERS,
    NOON,
    OLDER_FACES,
    VEINS,
    ScriptedServer,
    Ticks,
    make_terminal,
)


@pytest.mark.parametrize(
    ("model", "line"),
    [
        ("ProFace X", "7\t2026-01-05 12:00:00\t0\t15\t0\t0\t0\t0\t0\t0\t"),
        ("SenseFace 4A", "7\t2026-01-05 12:00:00\t0\t15\t0\t0\t0\t0\t1"),
        (FINGERS, "7\t2026-01-05 12:00:00\t0\t15\t0\t0\t0"),
    ],
)
def test_a_punch_has_as_many_columns_as_the_model_sends(model, line):
    terminal, server = make_terminal(model), ScriptedServer()
    terminal.punch("7", verify=15, status=0)
    run_until_idle(terminal, server)
    assert server.uploaded("ATTLOG") == [line]


def test_a_model_that_measures_temperature_sends_it():
    terminal, server = make_terminal(FACES), ScriptedServer()
    terminal.punch("7")
    run_until_idle(terminal, server)
    columns = server.uploaded("ATTLOG")[0].split("\t")
    assert columns[:8] == ["7", "2026-01-05 12:00:00", "255", "1", "0", "0", "0", "0"]
    assert columns[8] == columns[9]
    assert 36 <= float(columns[8]) < 37


@pytest.mark.parametrize("reply", [Reply(500, b"OK"), Reply(200, b"<html>"), Reply(302, b"OK")])
def test_keeps_what_the_server_did_not_take_and_sends_it_again(reply):
    terminal, server = make_terminal(), ScriptedServer()
    run_until_idle(terminal, server)
    terminal.punch("7")
    first = terminal.next_request(terminal.now)
    terminal.receive(reply, 100)
    assert len(terminal.outbox) == 1
    assert terminal.next_request(100) == Wait(160)
    assert terminal.next_request(160) == first
    terminal.receive(Reply(200, b"OK: 1"), 160)
    assert len(terminal.outbox) == 0
    assert (terminal.outbox.sent[Table.ATTLOG], terminal.outbox.retried[Table.ATTLOG]) == (1, 1)


def test_what_was_punched_while_a_post_was_under_way_is_sent_next():
    terminal, server = make_terminal(), ScriptedServer()
    run_until_idle(terminal, server)
    terminal.punch("7")
    terminal.next_request(terminal.now)
    terminal.punch("8")
    terminal.receive(Reply(200, b"OK"), terminal.now)
    run_until_idle(terminal, server)
    assert [line.partition("\t")[0] for line in server.uploaded("ATTLOG")] == ["8"]


def test_buffers_while_the_server_is_away_and_then_sends_the_oldest_first():
    ticks = Ticks()
    terminal, server = make_terminal(ticks=ticks), ScriptedServer()
    run_until_idle(terminal, server)
    terminal.set_online(False)
    for pin in ("7", "8", "7"):
        ticks.seconds += 3600
        terminal.punch(pin)
        assert run_until_idle(terminal, server) == []
    terminal.set_online(True)
    before = len(server.requests)
    server.utc += timedelta(hours=4)
    run_until_idle(terminal, server)
    assert server.said()[before : before + 2] == ["GET cdata options", "POST cdata ATTLOG"]
    assert [line.split("\t")[:2] for line in server.uploaded("ATTLOG")] == [
        ["7", "2026-01-05 13:00:00"],
        ["8", "2026-01-05 14:00:00"],
        ["7", "2026-01-05 15:00:00"],
    ]


def test_no_post_is_larger_than_the_server_takes():
    terminal, server = make_terminal(FINGERS), ScriptedServer()
    server.options["MaxPostSize"] = "100"
    for number in range(10):
        terminal.punch(str(number))
    run_until_idle(terminal, server)
    posts = [r.body for r in server.requests if "table=ATTLOG" in r.query]
    assert [body.count(b"\n") for body in posts] == [2, 2, 2, 2, 2]
    assert max(map(len, posts)) <= 100


def test_a_record_that_is_too_large_goes_alone():
    terminal, server = make_terminal(FINGERS), ScriptedServer()
    server.options["MaxPostSize"] = "1"
    terminal.punch("1")
    terminal.punch("2")
    run_until_idle(terminal, server)
    assert [r.body[:2] for r in server.requests if r.body] == [b"1\t", b"2\t"]


@pytest.mark.parametrize(
    ("flags", "tables"),
    [
        ("TransData AttLog\tOpLog", ["OPERLOG", "ATTLOG"]),
        ("TransData AttLog", ["ATTLOG"]),
        ("1100000000", ["OPERLOG", "ATTLOG"]),
        ("0100000000", ["OPERLOG"]),
        ("0000000000", ["ATTPHOTO"]),
        ("1111111111", ["OPERLOG", "ATTLOG", "ATTPHOTO"]),
    ],
)
def test_uploads_the_kinds_that_the_server_wants(flags, tables):
    terminal = make_terminal(behaviour=Behaviour(takes_photos=True))
    server = ScriptedServer()
    server.options["TransFlag"] = flags
    terminal.menu()
    terminal.punch("7")
    run_until_idle(terminal, server)
    assert [s.split()[-1] for s in server.said() if s.startswith("POST")] == tables
    terminal.punch("8")
    run_until_idle(terminal, server)
    assert ("8" in "".join(server.uploaded("ATTLOG"))) is ("ATTLOG" in tables)


def test_without_realtime_waits_for_the_interval():
    ticks = Ticks()
    terminal, server = make_terminal(ticks=ticks), ScriptedServer()
    server.options |= {"Realtime": "0", "TransInterval": "5"}
    run_until_idle(terminal, server)
    terminal.punch("7")
    for seconds, uploaded in ((299, 0), (1, 1)):
        ticks.seconds += seconds
        server.utc += timedelta(seconds=seconds)
        run_until_idle(terminal, server)
        assert len(server.uploaded("ATTLOG")) == uploaded


def test_without_realtime_waits_for_the_time_of_day():
    ticks = Ticks()
    terminal, server = make_terminal(ticks=ticks), ScriptedServer()
    server.options |= {"Realtime": "0", "TransInterval": "0", "TransTimes": "00:00;14:05"}
    run_until_idle(terminal, server)
    terminal.punch("7")
    for seconds, uploaded in ((2 * 3600 + 299, 0), (1, 1)):
        ticks.seconds += seconds
        server.utc += timedelta(seconds=seconds)
        run_until_idle(terminal, server)
        assert len(server.uploaded("ATTLOG")) == uploaded


def test_an_interval_of_years_raises_nothing():
    terminal, server = make_terminal(), ScriptedServer()
    server.options |= {"Realtime": "0", "TransInterval": "2147483647"}
    run_until_idle(terminal, server)
    terminal.punch("7")
    run_until_idle(terminal, server)
    assert server.uploaded("ATTLOG") == []


def test_wakes_for_the_time_to_look():
    terminal, server = make_terminal(), ScriptedServer()
    server.options |= {"Realtime": "0", "TransInterval": "1", "Delay": "600"}
    run_until_idle(terminal, server)
    terminal.next_request(0)
    waits = []
    now = terminal.now
    for _ in range(15):
        step = terminal.next_request(now)
        if isinstance(step, Request):
            terminal.receive(server(step), now)
        else:
            waits.append(step.until - now)
            now = step.until
    assert max(waits) <= 60


def test_a_stamp_of_0_asks_for_everything_of_its_table():
    terminal, server = make_terminal(users=("7",)), ScriptedServer()
    terminal.enroll("7", 1, 6)
    terminal.punch("7")
    run_until_idle(terminal, server)
    again = ScriptedServer()
    again.options |= {"Stamp": "0", "OpStamp": "0"}
    terminal.set_online(True)
    run_until_idle(terminal, again)
    assert again.uploaded("ATTLOG") == server.uploaded("ATTLOG")
    assert again.uploaded("BIODATA") == server.uploaded("BIODATA")
    assert again.uploaded("OPERLOG") == server.uploaded("OPERLOG")


def test_a_stamp_of_0_does_not_send_twice_what_waits_already():
    terminal, server = make_terminal(), ScriptedServer()
    server.options |= {"Stamp": "0", "OpStamp": "0", "PhotoStamp": "0"}
    terminal.punch("7")
    terminal.enroll("7", VISIBLE_LIGHT_FACE)
    run_until_idle(terminal, server)
    assert len(server.uploaded("ATTLOG")) == 1
    assert len(server.uploaded("BIODATA")) == 1
    assert sum("BIOPHOTO" in line for line in server.uploaded("OPERLOG")) == 1


@pytest.mark.parametrize("stamp", ["9999", "None", "1716809648.0", ""])
def test_other_stamps_ask_for_nothing(stamp):
    terminal, server = make_terminal(), ScriptedServer()
    terminal.punch("7")
    run_until_idle(terminal, server)
    again = ScriptedServer()
    again.options |= {"Stamp": stamp}
    terminal.set_online(True)
    run_until_idle(terminal, again)
    assert again.uploaded("ATTLOG") == []


def test_long_names_of_stamps_count_too():
    terminal, server = make_terminal(), ScriptedServer()
    terminal.punch("7")
    run_until_idle(terminal, server)
    again = ScriptedServer()
    again.options |= {"ATTLOGStamp": "0"}
    terminal.set_online(True)
    run_until_idle(terminal, again)
    assert len(again.uploaded("ATTLOG")) == 1


def test_an_enrolled_finger_goes_as_bio_data_where_both_sides_take_it():
    terminal, server = make_terminal(), ScriptedServer()
    terminal.enroll("7", 1, 6)
    run_until_idle(terminal, server)
    data = data_of("7", 1, 6, 0, "10")
    user = (
        "USER PIN=7\tName=\tPri=0\tPasswd=\tCard=\tGrp=1\tTZ=0000000100000000\tVerify=-1"
        "\tViceCard=\tExpires=0\tStartDatetime=0\tEndDatetime=0"
    )
    line = (
        "BIODATA Pin=7\tNo=6\tIndex=0\tValid=1\tDuress=0\tType=1\tMajorVer=10\tMinorVer=0"
        f"\tFormat=0\tTmp={data}"
    )
    assert server.uploaded("OPERLOG") == [
        "OPLOG 104\t0\t2026-01-05 12:00:00\t7\t0\t0\t0",
        *[user, user],
        f"OPLOG 6\t0\t2026-01-05 12:00:00\t7\t6\t{len(data)}\t0",
    ]
    assert server.uploaded("BIODATA") == [line]


@pytest.mark.parametrize(
    ("model", "bio_type", "begin", "count"),
    [
        (FINGERS, 1, "FP PIN=7\tFID=3\tSize=", 1),
        (OLDER_FACES, 2, "FACE PIN=7\tFID=0\tSIZE=", 12),
        (VEINS, 7, "FVEIN Pin=7\tFID=3\tIndex=0\tSize=", 3),
    ],
)
def test_older_models_use_the_older_tables(model, bio_type, begin, count):
    terminal, server = make_terminal(model), ScriptedServer()
    terminal.enroll("7", bio_type, 3)
    run_until_idle(terminal, server)
    found = [line for line in server.uploaded("OPERLOG") if line.startswith(begin[:4])]
    assert found[0].startswith(begin)
    assert len(found) == count
    assert server.uploaded("BIODATA") == []


def test_an_older_server_gets_the_older_table_from_a_new_model():
    terminal, server = make_terminal(), ScriptedServer()
    del server.options["PushProtVer"], server.options["MultiBioDataSupport"]
    terminal.enroll("7", 1, 6)
    run_until_idle(terminal, server)
    assert [line[:8] for line in server.uploaded("OPERLOG")][-1] == "FP PIN=7"
    assert server.uploaded("BIODATA") == []


@pytest.mark.parametrize(("bio_type", "parts", "code"), [(8, 5, "124"), (9, 1, "101")])
def test_palms_and_faces_come_in_their_parts(bio_type, parts, code):
    terminal, server = make_terminal(), ScriptedServer()
    terminal.enroll("7", bio_type)
    run_until_idle(terminal, server)
    assert [line.split("\t")[2] for line in server.uploaded("BIODATA")] == [
        f"Index={index}" for index in range(parts)
    ]
    assert f"OPLOG {code}\t" in "\n".join(server.uploaded("OPERLOG"))


def test_a_face_comes_with_its_photo_after_the_template():
    terminal, server = make_terminal(), ScriptedServer()
    terminal.enroll("7", VISIBLE_LIGHT_FACE)
    run_until_idle(terminal, server)
    posts = [r for r in server.requests if r.method == "POST"]
    assert [r.query for r in posts] == [
        "SN=SN1&table=OPERLOG&Stamp=9999",
        "SN=SN1&table=BIODATA&Stamp=9999",
        "SN=SN1&table=OPERLOG&Stamp=9999",
    ]
    assert posts[2].body.startswith(b"BIOPHOTO PIN=7\tFileName=7.jpg\tType=0\tSize=")


def test_a_punch_photo_goes_raw_or_as_base64():
    terminal = make_terminal(behaviour=Behaviour(takes_photos=True))
    server = ScriptedServer()
    terminal.punch("7")
    run_until_idle(terminal, server)
    image = terminal.memory.punch_photos["20260105120000-7.jpg"]
    head = f"PIN=20260105120000-7.jpg\nSN=SN1\nsize={len(image)}\nCMD=uploadphoto\0".encode()
    assert [r.body for r in server.requests if "ATTPHOTO" in r.query] == [head + image]

    encoded = ScriptedServer()
    encoded.options |= {"ATTPHOTOBase64": "1", "PhotoStamp": "0"}
    terminal.set_online(True)
    run_until_idle(terminal, encoded)
    (body,) = [r.body for r in encoded.requests if "ATTPHOTO" in r.query]
    assert body.startswith(head + b"/9j/")


def test_an_older_model_names_stamp_and_path_in_its_own_way():
    terminal = make_terminal(OLDER_FACES, behaviour=Behaviour(takes_photos=True))
    server = ScriptedServer()
    terminal.menu()
    terminal.punch("7")
    run_until_idle(terminal, server)
    assert [f"{r.path}?{r.query}" for r in server.requests if r.method == "POST"] == [
        "/iclock/cdata?SN=SN1&table=OPERLOG&OpStamp=9999",
        "/iclock/cdata?SN=SN1&table=ATTLOG&Stamp=9999",
        "/iclock/fdata?SN=SN1&table=ATTPHOTO&Stamp=9999",
    ]


@pytest.mark.parametrize(("language", "encoding"), [("83", "gb18030"), ("69", "utf-8")])
def test_names_go_and_come_in_the_encoding_of_the_language(language, encoding):
    terminal, server = make_terminal(FINGERS), ScriptedServer()
    terminal.options["Language"] = language
    terminal.add_user(User("7", name="李雷"))
    run_until_idle(terminal, server)
    (body,) = [r.body for r in server.requests if "OPERLOG" in r.query]
    assert "Name=李雷\t" in body.decode(encoding)

    content = "C:1:DATA UPDATE USERINFO PIN=8\tName=韩梅梅\n".encode(encoding)
    server.replies["getrequest"] = Reply(200, content)
    run_until_idle(terminal, server, max_requests=1)
    terminal.next_request(terminal.now)
    assert terminal.memory.users["8"].name == "韩梅梅"


def test_the_clock_stamps_what_is_punched():
    ticks = Ticks()
    terminal = make_terminal(ticks=ticks)
    ticks.seconds = 61.9
    assert terminal.punch("7").at == NOON + timedelta(seconds=61)
