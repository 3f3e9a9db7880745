"""GetFile, PutFile and UPGRADE."""

import base64
import hashlib
import io
import tarfile

import pytest

from iclock.virtual.records import Template, User
from tests.iclock.virtual.scripted import FINGERS, carry_out, codes, make_terminal

DATA = base64.b64encode(b"a template").decode()


def test_a_file_is_put_and_can_be_had_again():
    terminal = make_terminal()
    carry_out(terminal, "PutFile tools/list.txt\t/mnt/list.txt", **{"tools/list.txt": b"a\nb"})
    assert terminal.memory.files == {"/mnt/list.txt": b"a\nb"}
    server = carry_out(terminal, "GetFile /mnt/list.txt")
    (body,) = [r.body for r in server.requests if r.path.endswith("devicecmd")]
    assert body == b"ID=1\nSN=SN1\nFILENAME=list.txt\nReturn=3\nCMD=GetFile\nContent=a\nb"


def test_putting_answers_the_size_in_a_post_of_its_own():
    terminal = make_terminal()
    server = carry_out(terminal, "PutFile a\t/a", "LOG", a=b"12345")
    bodies = [r.body for r in server.requests if r.path.endswith("devicecmd")]
    assert bodies == [b"ID=2&Return=0&CMD=LOG\n", b"ID=1\nReturn=5\nCMD=PutFile"]


def test_a_packed_folder_is_unpacked_beside_it():
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        for name, content in (("one.txt", b"1"), ("sub/two.txt", b"22")):
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    terminal = make_terminal()
    carry_out(terminal, "PutFile all.tgz\t/mnt/all.tgz", **{"all.tgz": packed.getvalue()})
    assert terminal.memory.files == {"/mnt/one.txt": b"1", "/mnt/sub/two.txt": b"22"}


def test_the_options_can_be_had_as_a_file():
    server = carry_out(make_terminal(), "GetFile /mnt/mtdblock/options.cfg")
    (body,) = [r.body for r in server.requests if r.path.endswith("devicecmd")]
    assert b"\nContent=~DeviceName=SpeedFace-V5L[TD]\n" in body


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("GetFile /nothing", -2),
        ("PutFile", -1),
        ("PutFile nothing\t/x", -1008),
        ("PutFile a", -1),
        ("PutFile a\t/x.tgz", -2),
        ("PutFile a\t/x\tAction=SyncData\tTableName=NOTHING", -1),
        ("PutFile a\t/x\tAction=SyncData", -1),
    ],
)
def test_refuses_files_without_sense(text, code):
    terminal = make_terminal()
    server = carry_out(terminal, text, a=b"some bytes")
    assert (codes(server), terminal.memory.files) == ([code], {})


def test_a_table_is_replaced_by_the_lines_of_a_file():
    terminal = make_terminal()
    for pin in ("7", "8"):
        terminal.memory.put_user(User(pin, card="1"))
        terminal.memory.put_template(Template(pin, 1, 6, 0, "10", DATA))
    lines = b"C:1:DATA UPDATE USERINFO PIN=8\tName=Ravi\nC:2:DATA UPDATE USERINFO PIN=9\n"
    server = carry_out(
        terminal, "PutFile u\t/u\tAction=SyncData\tTableName=USERINFO\tRecordCount=2", u=lines
    )
    assert terminal.memory.users == {"8": User("8", name="Ravi", card="1"), "9": User("9")}
    assert [key[0] for key in terminal.memory.templates] == ["8"]
    assert server.results() == ["ID=1", "Return=2", "CMD=PutFile"]


def test_a_table_of_templates_is_replaced():
    terminal = make_terminal(FINGERS, users=("7", "8"))
    terminal.memory.put_template(Template("7", 1, 6, 0, "10", DATA))
    line = f"C:1:DATA UPDATE FINGERTMP PIN=8\tFID=3\tTMP={DATA}\n".encode()
    carry_out(terminal, "PutFile t\t/t\tAction=SyncData\tTableName=FINGERTMP", t=line)
    assert list(terminal.memory.templates) == [("8", 1, 3, 0)]


def test_lines_of_a_file_are_added_and_counted_as_far_as_they_can_be_used():
    terminal = make_terminal(users=("7",))
    lines = (
        "C:1:DATA UPDATE USERINFO PIN=8\n"
        "C:2:DATA UPDATE USERINFO Name=nobody\n"
        "C:3:DATA DELETE USERINFO PIN=7\n"
    )
    server = carry_out(terminal, "PutFile u\t/u\tAction=AppendData", u=lines.encode())
    assert list(terminal.memory.users) == ["7", "8"]
    assert server.results() == ["ID=1", "Return=1", "CMD=PutFile"]


FIRMWARE = b"\0firmware\0FWVersion=ZAM170-NF-Ver1.2.0\0" + bytes(3 * 1024 * 1024)
CHECKSUM = hashlib.md5(FIRMWARE).hexdigest()  # noqa: S324  as the vendor has it


@pytest.mark.parametrize(
    ("fields", "content"),
    [
        ("checksum={sum},url=fw,size={size}", base64.b64encode(FIRMWARE)),
        ("type=1,checksum={sum},size={size},url=fw", FIRMWARE),
        ("type=1,checksum={sum},size={size},url=fw,supportsubcontracting=1", FIRMWARE),
    ],
)
def test_firmware_is_fetched_checked_and_installed(fields, content):
    terminal = make_terminal()
    text = fields.format(sum=CHECKSUM, size=len(FIRMWARE))
    server = carry_out(terminal, f"UPGRADE {text}", fw=content)
    assert codes(server) == [0]
    assert terminal.firmware == "ZAM170-NF-Ver1.2.0"
    assert server.said()[-1] == "GET getrequest INFO"
    assert server.requests[-1].query.startswith("SN=SN1&INFO=ZAM170-NF-Ver1.2.0,")
    assert "OPLOG 0\t" in server.uploaded("OPERLOG")[0]  # it has started again


def test_large_firmware_comes_in_parts():
    text = f"type=1,checksum={CHECKSUM},size={len(FIRMWARE)},url=fw,supportsubcontracting=1"
    server = carry_out(make_terminal(), f"UPGRADE {text}", fw=FIRMWARE)
    ranges = [r.headers["Range"] for r in server.requests if r.path.endswith("fw")]
    assert ranges == [
        "bytes=0-1048575",
        "bytes=1048576-2097151",
        "bytes=2097152-3145727",
        f"bytes=3145728-{len(FIRMWARE) - 1}",
    ]


def test_firmware_that_names_no_version_counts_up():
    terminal = make_terminal()
    content = b"firmware"
    checksum = hashlib.md5(content).hexdigest()  # noqa: S324
    carry_out(terminal, f"UPGRADE type=1,checksum={checksum},size=8,url=fw", fw=content)
    assert terminal.firmware == "ZAM170-NF-Ver1.1.28"


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        (f"type=1,checksum={'0' * 32},size=8,url=fw", -2),
        ("type=1,checksum=x,size=9,url=fw", -2),
        ("checksum=x,size=8,url=fw", -2),
        ("type=1,checksum=x,size=8,url=nothing", -1008),
        ("type=1,checksum=x,size=8,url=nothing,supportsubcontracting=1", -1008),
        ("type=1,checksum=x,url=fw", -1),
        ("type=1,size=8,url=fw", -1),
        ("type=1,checksum=x,size=8", -1),
    ],
)
def test_refuses_firmware_that_is_not_what_was_said(fields, code):
    terminal = make_terminal()
    server = carry_out(terminal, f"UPGRADE {fields}", fw=b"firmware")
    assert (codes(server), terminal.firmware) == ([code], "ZAM170-NF-Ver1.1.27")
