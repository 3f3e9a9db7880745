"""`table=ATTLOG`: punches."""

from datetime import datetime

import pytest

from iclock.models import RejectedLine, Terminal, Transaction, UnregisteredPunch
from iclock.push import rejections
from tests.factories import make_area, make_employee
from tests.iclock.factories import make_terminal
from tests.iclock.push.stored import punches, rejected, strangers

UPLOAD = "POST /iclock/cdata?SN=SN1&table=ATTLOG&Stamp=9999"
NOON = datetime.fromisoformat("2026-01-05T12:00:00")


def test_a_known_person_makes_a_transaction(send, api) -> None:
    make_terminal(make_area(area_name="Mysuru"), sn="SN1", alias="Gate")
    person = make_employee(emp_code="007")

    answer = send(UPLOAD, "007\t2025-12-31 23:59:59\t255\t15\t12\t0\t0\t1\t36.5\t0\t\n")

    assert answer.content == b"OK: 1"
    made = Transaction.objects.get()
    assert api.get(f"/iclock/api/transactions/{made.pk}/").json() == {
        "id": made.pk, "emp": person.pk, "emp_code": "007",
        "punch_time": "2025-12-31 23:59:59", "punch_state": "255", "verify_type": 15,
        "work_code": "12", "terminal_sn": "SN1", "terminal_alias": "Gate", "area_alias": "Mysuru",
        "longitude": None, "latitude": None, "gps_location": None, "mobile": None, "source": 1,
        "purpose": 1, "crc": None, "is_attendance": 1, "reserved": None,
        "upload_time": "2026-01-05 12:00:00", "sync_status": 0, "sync_time": None,
        "temperature": 36.5, "mask_flag": 1, "company": "6b969e80-f3ff-11e9-afc7-acde48001122",
        "terminal": Terminal.objects.get().pk,
    }  # fmt: skip


def test_an_unknown_person_makes_an_unregistered_punch(send) -> None:
    assert send(UPLOAD, "8\t2026-01-05 09:00:00\t0\t1\n").content == b"OK: 1"

    made = UnregisteredPunch.objects.get()
    assert (made.crc, made.terminal_sn, made.source, made.purpose, made.emp_id) == (
        "8", "SN1", 1, 9, None,
    )  # fmt: skip
    assert punches() == []


@pytest.mark.parametrize(
    "line",
    [
        "7\t2026-01-05 09:00:00\t255\t1\t0\t0\t0\t0\t0\t0\t",
        "7\t2026-01-05 09:00:00\t255\t15\t0\t0\t0\t0\t283",
        "7\t2026-01-05 09:00:00\t0\t1\t\t0\t0",
        "7\t2026-01-05 09:00:00\t0\t1",
        "7\t2026-01-05 09:00:00",
        "7\t2026-01-05T09:00:00\t0\t1\r",
        "ATTLOG\t7\t2026-01-05 09:00:00\t0\t1",
        "\ufeff7\t2026-01-05 09:00:00\t0\t1",
    ],
)
def test_lines_as_terminals_write_them(send, line) -> None:
    assert send(UPLOAD, line).content == b"OK: 1"
    assert strangers() == [("7", "2026-01-05 09:00:00")]
    assert rejected() == []


def test_the_same_punch_again_counts_and_changes_nothing(send) -> None:
    make_employee(emp_code="7")
    body = "7\t2026-01-05 09:00:00\t0\t1\n7\t2026-01-05 09:00:00\t1\t15\n8\t2026-01-05 09:00:01\n"

    for _ in range(2):
        assert send(UPLOAD, body).content == b"OK: 3"

    assert punches() == [("7", "2026-01-05 09:00:00")]
    assert strangers() == [("8", "2026-01-05 09:00:01")]
    assert Transaction.objects.get().punch_state == "0"


def test_blank_lines_do_not_count(send) -> None:
    assert send(UPLOAD, "\n\r\n7\t2026-01-05 09:00:00\n\n \t \n").content == b"OK: 1"
    assert send(UPLOAD, "").content == b"OK: 0"


def test_malformed_lines_count_and_are_shown(send) -> None:
    body = "x y\t2026-01-05 09:00:00\n7\t2026-02-30 09:00:00\n\n7\t2026-01-05 09:00:00\tin\n\xff\n"

    assert send(UPLOAD, body.encode("latin-1")).content == b"OK: 4"

    pin = "A PIN is 1 to 20 letters, digits, '-', '_' or '.'."
    assert rejected() == [
        ("ATTLOG", 1, "x y\t2026-01-05 09:00:00", pin),
        ("ATTLOG", 2, "7\t2026-02-30 09:00:00", "A time looks like 2025-06-19 04:55:31."),
        ("ATTLOG", 4, "7\t2026-01-05 09:00:00\tin", "in is no whole number from 0."),
        ("ATTLOG", 5, "\ufffd", pin),
    ]
    line = RejectedLine.objects.first()
    assert line is not None
    assert (line.terminal_sn, line.received_at) == ("SN1", NOON)
    assert strangers() == []


def test_bad_lines_do_not_cost_the_good_ones(send) -> None:
    lines = [f"{n}\t2026-01-05 09:00:00\t0\t1" for n in range(1000)]
    for n in range(10):
        lines[n * 100] = f"bad {n}"

    assert send(UPLOAD, "\n".join(lines)).content == b"OK: 1000"

    assert len(strangers()) == 990
    assert rejected("line", "text") == [(n * 100 + 1, f"bad {n}") for n in range(10)]


def test_the_newest_rejected_lines_of_each_terminal_are_kept(send, monkeypatch) -> None:
    monkeypatch.setattr(rejections, "KEPT", 3)
    send("POST /iclock/cdata?SN=OTHER&table=ATTLOG", "other")
    for body in ("a", "b\nc\nd\ne\nf", "g"):
        send(UPLOAD, body)

    assert rejected("terminal_sn", "text") == [
        ("OTHER", "other"), ("SN1", "e"), ("SN1", "f"), ("SN1", "g"),
    ]  # fmt: skip


def test_a_body_may_be_larger_than_devices_are_told(send) -> None:
    line = b"7\t2026-01-05 09:00:00\t0\t1\t0\t0\t0\n"
    body = line + b"\n" * (1024 * 1024 + 1 - len(line))

    assert send(UPLOAD, body).content == b"OK: 1"


def test_a_line_without_end_is_one_line(send) -> None:
    body = "x" * 100_000 + "\n7\t2026-01-05 09:00:00\n" + "y" * 5000

    assert send(UPLOAD, body).content == b"OK: 3"

    assert rejected("line", "reason") == [
        (1, "The line is too long."),
        (3, "The line is too long."),
    ]
    assert strangers() == [("7", "2026-01-05 09:00:00")]


def test_an_upload_that_breaks_off_is_not_acknowledged(send, monkeypatch) -> None:
    """Stored and noted are one: else a resent punch would be stored under a stamp that is old."""

    def fail(*_given, **_named) -> None:
        raise RuntimeError

    monkeypatch.setattr("iclock.push.punches.keep_stamp", fail)
    make_employee(emp_code="7")

    with pytest.raises(RuntimeError):
        send(UPLOAD, "7\t2026-01-05 09:00:00\nbad\n")

    assert (punches(), rejected()) == ([], [])
