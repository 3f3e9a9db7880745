"""DATA UPDATE of templates and photos."""

import base64

import pytest

from iclock.virtual.exchange import Reply
from iclock.virtual.inprocess import run_until_idle
from iclock.virtual.portraits import portrait
from iclock.virtual.records import Template
from iclock.virtual.templates import data_of
from tests.iclock.virtual.scripted import (
    FACES,
    FINGERS,
    OLDER_FACES,
    VEINS,
    ScriptedServer,
    carry_out,
    codes,
    make_terminal,
)

DATA = base64.b64encode(b"a template").decode()
IMAGE = portrait("7")
ENCODED = base64.b64encode(IMAGE).decode()


def test_bio_data_is_kept_with_all_that_comes_with_it():
    terminal = make_terminal(users=("7",))
    fields = "Pin=7\tNo=6\tIndex=0\tValid=1\tDuress=1\tType=1\tMajorVer=10\tMinorVer=3"
    server = carry_out(terminal, f"DATA UPDATE BIODATA {fields}\tTmp={DATA}")
    template = Template("7", 1, 6, 0, "10", DATA, minor="3", duress="1")
    assert terminal.memory.templates == {("7", 1, 6, 0): template}
    assert (codes(server), server.uploaded("BIODATA")) == ([0], [])


@pytest.mark.parametrize(
    ("model", "line", "template"),
    [
        (
            FINGERS,
            f"FINGERTMP PIN=7\tFID=3\tSize=16\tValid=3\tTMP={DATA}",
            Template("7", 1, 3, 0, "10", DATA, valid="3"),
        ),
        (
            OLDER_FACES,
            f"FACE PIN=7\tFID=11\tValid=1\tSize=16\tTMP={DATA}",
            Template("7", 2, 0, 11, "7", DATA),
        ),
        (
            VEINS,
            f"FVEIN Pin=7\tFID=3\tIndex=2\tValid=1\tSize=16\tTmp={DATA}",
            Template("7", 7, 3, 2, "3", DATA),
        ),
    ],
)
def test_the_older_tables_are_kept_as_templates(model, line, template):
    terminal = make_terminal(model, users=("7",))
    server = carry_out(terminal, f"DATA UPDATE {line}")
    assert codes(server) == [0]
    assert terminal.memory.templates == {template.key: template}


def test_a_face_may_come_with_its_filler():
    terminal = make_terminal(OLDER_FACES, users=("7",))
    filled = base64.b64encode(bytes(16) + b"a template").decode()
    carry_out(terminal, f"DATA UPDATE FACE PIN=7\tFID=0\tValid=1\tTMP={filled}")
    assert terminal.memory.templates[("7", 2, 0, 0)].data == DATA


@pytest.mark.parametrize("size", [len(DATA), len(b"a template")])
def test_a_size_counts_text_or_bytes(size):
    terminal = make_terminal(FINGERS, users=("7",))
    server = carry_out(terminal, f"DATA UPDATE FINGERTMP PIN=7\tFID=3\tSize={size}\tTMP={DATA}")
    assert (codes(server), len(terminal.memory.templates)) == ([0], 1)


@pytest.mark.parametrize(
    ("model", "line", "code"),
    [
        (FINGERS, f"FINGERTMP PIN=8\tFID=3\tTMP={DATA}", -10),
        (FINGERS, f"FINGERTMP PIN=7\tFID=10\tTMP={DATA}", -1),
        (FINGERS, f"FINGERTMP PIN=7\tFID=3\tSize=5\tTMP={DATA}", -9),
        (FINGERS, "FINGERTMP PIN=7\tFID=3\tTMP=%%%", -11),
        (FINGERS, "FINGERTMP PIN=7\tFID=3\tTMP=", -12),
        (FINGERS, f"FACE PIN=7\tFID=0\tTMP={DATA}", -1004),
        (FINGERS, f"BIODATA Pin=7\tType=1\tMajorVer=10\tTmp={DATA}", -1004),
        (FACES, f"BIODATA Pin=8\tType=1\tMajorVer=10\tTmp={DATA}", -10),
        (FACES, f"BIODATA Pin=7\tType=2\tMajorVer=58\tTmp={DATA}", -1004),
        (FACES, f"BIODATA Pin=7\tType=9\tMajorVer=39\tTmp={DATA}", -30),
        (FACES, f"BIODATA Pin=7\tType=x\tMajorVer=58\tTmp={DATA}", -1),
        (FACES, f"BIODATA Pin=7\tType=9\tTmp={DATA}", -1),
        (FACES, f"FVEIN Pin=7\tFID=1\tIndex=0\tTmp={DATA}", -1004),
    ],
)
def test_refuses_templates_that_it_cannot_use(model, line, code):
    terminal = make_terminal(model, users=("7",))
    server = carry_out(terminal, f"DATA UPDATE {line}")
    assert (codes(server), terminal.memory.templates) == ([code], {})


def test_a_sensor_with_no_room_takes_no_further_finger():
    terminal = make_terminal(FINGERS, users=("7",))
    for number in range(terminal.model.fingers):
        template = Template(f"x{number}", 1, 0, 0, "10", DATA)
        terminal.memory.templates[template.key] = template
    server = carry_out(terminal, f"DATA UPDATE FINGERTMP PIN=7\tFID=3\tTMP={DATA}")
    assert codes(server) == [-1001]
    assert ("7", 1, 3, 0) not in terminal.memory.templates


def test_a_picture_is_kept():
    terminal = make_terminal(users=("7",))
    carry_out(terminal, f"DATA UPDATE USERPIC PIN=7\tSize={len(ENCODED)}\tContent={ENCODED}")
    assert terminal.memory.pictures == {"7": IMAGE}


def test_a_comparison_photo_becomes_a_template():
    terminal = make_terminal(users=("7",))
    line = f"PIN=7\tType=9\tSize={len(ENCODED)}\tContent={ENCODED}\tFormat=0"
    server = carry_out(terminal, f"DATA UPDATE BIOPHOTO {line}")
    face = Template("7", 9, 0, 0, "58", data_of("7", 9, 0, 0, "58"))
    assert terminal.memory.bio_photos == {"7": IMAGE}
    assert terminal.memory.templates == {face.key: face}
    assert server.uploaded("BIODATA") == []


def test_a_comparison_photo_that_lies_on_the_server_is_fetched():
    terminal = make_terminal(users=("7",))
    server = carry_out(
        terminal,
        "DATA UPDATE BIOPHOTO PIN=7\tType=9\tFormat=1\tUrl=iclock/doc/biophoto/7.jpg"
        "\tPostBackTmpFlag=1",
        **{"doc/biophoto/7.jpg": IMAGE},
    )
    assert terminal.memory.bio_photos == {"7": IMAGE}
    assert server.results() == ["ID=1&Return=0&CMD=DATA"]
    assert "GET 7.jpg" in server.said()
    # It was asked to send the template back.
    assert server.uploaded("BIODATA")[0].startswith("BIODATA Pin=7\tNo=0\tIndex=0\t")


def test_records_after_one_whose_photo_is_fetched_are_put_away_too():
    terminal = make_terminal(users=("7", "8"))
    server = carry_out(
        terminal,
        "DATA UPDATE USERPIC PIN=7\tFormat=1\tUrl=a.jpg\nPIN=8\tFormat=1\tUrl=http://cdn/b.jpg",
        **{"a.jpg": IMAGE},
    )
    assert codes(server) == [-1008]  # the second file is not there
    assert terminal.memory.pictures == {"7": IMAGE}
    assert "http://cdn/b.jpg" in [request.url for request in server.requests]


@pytest.mark.parametrize(
    ("model", "line", "code"),
    [
        (FACES, f"USERPIC PIN=8\tContent={ENCODED}", -10),
        (FACES, f"USERPIC PIN=7\tSize=5\tContent={ENCODED}", -2),
        (FACES, "USERPIC PIN=7\tContent=%%%", -2),
        (FACES, "USERPIC PIN=7\tContent=", -1),
        (FACES, f"USERPIC PIN=7\tContent={DATA}", -1),
        (FACES, "USERPIC PIN=7\tFormat=1", -1),
        (FACES, f"BIOPHOTO PIN=8\tType=9\tContent={ENCODED}", -10),
        (FACES, f"BIOPHOTO PIN=7\tType=9\tContent={DATA}", -12),
        (FINGERS, f"BIOPHOTO PIN=7\tType=9\tContent={ENCODED}", -1004),
    ],
)
def test_refuses_photos_that_it_cannot_use(model, line, code):
    terminal = make_terminal(model, users=("7",))
    server = carry_out(terminal, f"DATA UPDATE {line}")
    assert codes(server) == [code]
    assert (terminal.memory.pictures, terminal.memory.bio_photos) == ({}, {})
    assert terminal.memory.templates == {}


def test_says_in_the_error_log_why_no_template_could_be_made():
    terminal = make_terminal(users=("7",))
    server = carry_out(terminal, f"DATA UPDATE BIOPHOTO PIN=7\tType=9\tContent={DATA}")
    (line,) = server.uploaded("ERRORLOG")
    assert line.split("\t") == [
        "ERRORLOG ErrCode=D01E0006",
        "ErrMsg=template extraction failed",
        "DataOrigin=cmd",
        "CmdId=1",
        "Additional=e30=",
    ]


@pytest.mark.parametrize("url", ["http://[", "http://", "https:///x"])
def test_a_file_at_no_url_cannot_be_had(url):
    terminal = make_terminal(users=("7",))
    server = carry_out(terminal, f"DATA UPDATE USERPIC PIN=7\tFormat=1\tUrl={url}")
    assert (codes(server), terminal.memory.pictures) == ([-1008], {})


def test_a_file_of_a_server_that_fails_cannot_be_had():
    terminal = make_terminal(users=("7",))
    server = ScriptedServer(commands=["DATA UPDATE USERPIC PIN=7\tFormat=1\tUrl=a.jpg"])
    server.replies["a.jpg"] = Reply(404, b"no")
    run_until_idle(terminal, server)
    assert codes(server) == [-1008]


def test_a_file_is_given_up_when_the_connection_breaks():
    terminal = make_terminal(users=("7",))
    server = ScriptedServer(commands=["DATA UPDATE USERPIC PIN=7\tFormat=1\tUrl=a.jpg"])

    def breaks(request):
        if request.path.endswith("a.jpg"):
            raise ConnectionResetError
        return server(request)

    run_until_idle(terminal, breaks)
    run_until_idle(terminal, breaks)
    assert codes(server) == [-1008]
