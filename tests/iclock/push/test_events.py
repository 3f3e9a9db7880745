"""OPLOG, ERRORLOG, WORKCODE and IDCARD lines, and tables of which nothing is known."""

import io
import tarfile
from datetime import datetime, timedelta

import pytest

from iclock.models import DeviceEvent
from iclock.push import events as module
from tests.factories import make_employee
from tests.iclock.push.stored import events, punches, rejected, templates

OPERLOG = "POST /iclock/cdata?SN=SN1&table=OPERLOG&OpStamp=9999"
MENU = "OPLOG 4\t14\t2026-01-05 09:00:00\t0\t0\t0\t0"
ERROR = "ERRORLOG ErrCode=D01E0003\tErrMsg=not sharp\tDataOrigin=cmd\tCmdId=17\tAdditional=e30="


@pytest.mark.parametrize(
    ("table", "line", "expected"),
    [
        ("OPERLOG", MENU, ("OPLOG", "4", "14", "2026-01-05 09:00:00", "0, 0, 0, 0")),
        ("OPERLOG", "OPLOG 5\t0\t2026-01-05 09:00:00\tDHCP\t0",
         ("OPLOG", "5", "0", "2026-01-05 09:00:00", "DHCP, 0")),
        ("ERRORLOG", ERROR, ("ERRORLOG", "D01E0003", "", None, "not sharp, cmd, 17, e30=")),
        ("ERRORLOG", "ERRORLOG ErrCode=D01E0001", ("ERRORLOG", "D01E0001", "", None, "")),
        ("OPERLOG", "WORKCODE Code=12\tName=Welding", ("WORKCODE", "12", "", None, "Welding")),
        ("IDCARD", "IDCARD PIN=7\tName=Asha", ("IDCARD", "", "", None, "PIN=7, NAME=Asha")),
    ],
)  # fmt: skip
def test_each_kind_is_kept(send, table, line, expected) -> None:
    assert send(f"POST /iclock/cdata?SN=SN1&table={table}", line).content == b"OK"

    assert events() == [expected]
    assert rejected() == []


def test_a_line_that_comes_again_is_kept_once(send, clock) -> None:
    send(OPERLOG, f"{MENU}\n{MENU}\n{ERROR}")
    send("POST /iclock/cdata?SN=SN2&table=OPERLOG", MENU)
    clock.freeze(datetime.fromisoformat("2026-01-05T12:00:00+05:30") + timedelta(hours=1))
    send(OPERLOG, f"{MENU}\n{MENU.replace('09:00:00', '09:00:01')}")

    rows = DeviceEvent.objects.order_by("id")
    assert [(row.terminal_sn, row.kind, str(row.received_at)) for row in rows] == [
        ("SN1", "OPLOG", "2026-01-05 13:00:00"),
        ("SN1", "ERRORLOG", "2026-01-05 12:00:00"),
        ("SN2", "OPLOG", "2026-01-05 12:00:00"),
        ("SN1", "OPLOG", "2026-01-05 13:00:00"),
    ]


def test_the_newest_of_each_terminal_are_kept(send, monkeypatch) -> None:
    monkeypatch.setattr(module, "KEPT", 2)
    send("POST /iclock/cdata?SN=SN2&table=OPERLOG", MENU)
    for second in range(4):
        send(OPERLOG, MENU.replace("09:00:00", f"09:00:0{second}"))

    assert [time for _, _, _, time, _ in events()] == [
        "2026-01-05 09:00:00", "2026-01-05 09:00:02", "2026-01-05 09:00:03",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("OPLOG 4\t14", "An operation has a number, an operator and a time."),
        ("OPLOG 4\t14\tnoon", "A time looks like 2025-06-19 04:55:31."),
        ("ERRORLOG ErrMsg=x", "ERRCODE is missing."),
        ("GIBBERISH x", "GIBBERISH is no known kind of line."),
    ],
)
def test_what_cannot_be_read_is_a_rejected_line(send, line, reason) -> None:
    assert send(OPERLOG, f"{MENU}\n\n{line}\n{ERROR}").content == b"OK"

    assert rejected() == [("OPERLOG", 3, line, reason)]
    assert [kind for kind, *_ in events()] == ["OPLOG", "ERRORLOG"]


# ---- packed uploads ----------------------------------------------------------------------------


def packed(*files: bytes) -> bytes:
    """A tar.gz of these files."""
    found = io.BytesIO()
    with tarfile.open(fileobj=found, mode="w:gz") as archive:
        for number, content in enumerate(files):
            member = tarfile.TarInfo(f"{number}.txt")
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return found.getvalue()


TGZ = f"{OPERLOG}&ContentType=tgz"


def test_a_packed_upload_is_read_like_any_other(send) -> None:
    make_employee(emp_code="7")
    body = packed(f"{MENU}\nbad".encode(), b"FP PIN=7\tFID=6\tTMP=VEVNUExB\nworse\n")

    assert send(TGZ, body).content == b"OK"

    assert [kind for kind, *_ in events()] == ["OPLOG"]
    assert templates("bio_no") == [(6,)]
    assert rejected("line", "text") == [(2, "bad"), (4, "worse")]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"no archive", "The upload is no gzip file."),
        (packed(MENU.encode())[:-20], "The upload is no gzip file."),
        (packed(b"x" * 21 * 1024 * 1024), "The upload inflates to more than 20971520 bytes."),
    ],
)
def test_what_is_no_archive_or_a_bomb_is_a_rejected_line(send, body, reason) -> None:
    assert send(TGZ, body).content == b"OK"

    assert events() == []
    assert rejected("table", "line", "reason") == [("OPERLOG", 1, reason)]


# ---- tables of which nothing is known ----------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "table"),
    [("table=RTPHOTO", "RTPHOTO"), ("type=PostVerifyData", "PostVerifyData"), ("", ""),
     (f"table={'X' * 100}", "X" * 20)],
)  # fmt: skip
def test_an_unknown_table_is_acknowledged_and_noted(send, query, table) -> None:
    assert send(f"POST /iclock/cdata?SN=SN1&{query}", "7\t2026-01-05\nmore").content == b"OK"

    unknown = "Nothing is done with this table."
    assert rejected() == [(table, 1, "7\t2026-01-05\nmore", unknown)]
    assert punches() == []


def test_an_empty_upload_is_nothing_to_note(send) -> None:
    assert send("POST /iclock/cdata?SN=SN1&table=RTLOG", "\n").content == b"OK"
    assert send(OPERLOG, "").content == b"OK"

    assert rejected() == []
