"""Terminals, punches and attendance logs for tests."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from iclock.models import Terminal, Transaction, UnregisteredPunch
from tests.personnel.employees.answers import refused

TRANSACTIONS = "/iclock/api/transactions/"
UPLOAD = f"{TRANSACTIONS}action/"
COMPANY = "6b969e80-f3ff-11e9-afc7-acde48001122"
NOON = datetime.fromisoformat("2026-01-05T12:00:00")
UPLOADED = {"detail": "Success. "}
# The keys of 4.5.1 in their order.
KEYS = [
    "id", "emp_code", "punch_time", "punch_state", "verify_type", "work_code", "terminal_sn",
    "terminal_alias", "area_alias", "longitude", "latitude", "gps_location", "mobile", "source",
    "purpose", "crc", "is_attendance", "reserved", "upload_time", "sync_status", "sync_time",
    "temperature", "mask_flag", "company", "emp", "terminal",
]  # fmt: skip


def make_terminal(sn: str = "SN1", **over: Any) -> Terminal:
    return Terminal.objects.create(**{"sn": sn, "alias": f"Gate {sn}", **over})


def make_punch(emp_code: str = "7", at: str = "2025-06-01T09:00:00", **over: Any) -> Transaction:
    given = {"punch_state": "0", "upload_time": NOON, **over}
    return Transaction.objects.create(
        emp_code=emp_code, punch_time=datetime.fromisoformat(at), **given
    )


def make_unregistered(
    crc: str = "7", at: str = "2025-06-01T09:00:00", **over: Any
) -> UnregisteredPunch:
    given = {"punch_state": "0", "upload_time": NOON, **over}
    return UnregisteredPunch.objects.create(crc=crc, punch_time=datetime.fromisoformat(at), **given)


def log(*lines: Sequence[Any]) -> bytes:
    """Columns with tabs between them, in lines as terminals end them."""
    return "".join("\t".join(map(str, columns)) + "\r\n" for columns in lines).encode()


def upload(api: APIClient, content: bytes, name: str = "SN1_attlog07.dat") -> Any:
    file = SimpleUploadedFile(name, content)
    return api.post(UPLOAD, {"upload_file": file}, format="multipart")


def stored() -> list[tuple[str, str]]:
    """(PIN, time) of every transaction, in the order in which they were stored."""
    rows = Transaction.objects.order_by("id").values_list("emp_code", "punch_time")
    return [(code, str(time)) for code, time in rows]


def unregistered() -> list[tuple[str, str]]:
    rows = UnregisteredPunch.objects.order_by("id").values_list("crc", "punch_time")
    return [(pin, str(time)) for pin, time in rows]


def refused_upload(detail: str) -> dict[str, Any]:
    return refused(-1, detail, "upload_file")
