"""A peer of the ingestion row: a WSGI application that stores an ATTLOG upload as ORMs are used.

No middleware, no journal, nobody is asked for rights: a look-up of the people and `bulk_create`. It
needs ETP_DATABASE, whose terminals and tables are the emulator's.
"""

import os
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "etpserver.settings")
django.setup()

from django.db import transaction  # noqa: E402

from iclock.models import Terminal, Transaction  # noqa: E402
from personnel.models import Employee  # noqa: E402


@transaction.atomic
def store(serial: str, text: str) -> int:
    terminal, _ = Terminal.objects.select_related("area").get_or_create(sn=serial)
    lines = [line.split("\t") for line in text.splitlines()]
    people = Employee.objects.filter(emp_code__in={line[0] for line in lines})
    ids = dict(people.values_list("emp_code", "pk"))
    Transaction.objects.bulk_create(
        [
            Transaction(
                emp_code=line[0],
                emp_id=ids.get(line[0]),
                punch_time=datetime.fromisoformat(line[1]),
                punch_state=line[2],
                verify_type=int(line[3]),
                work_code=line[4],
                terminal=terminal,
                terminal_sn=terminal.sn,
                terminal_alias=terminal.alias,
                area_alias=terminal.area.area_name,
            )
            for line in lines
        ],
        ignore_conflicts=True,
    )
    return len(lines)


def application(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    serial = parse_qs(environ["QUERY_STRING"]).get("SN", [""])[0]
    length = int(environ.get("CONTENT_LENGTH") or 0)
    taken = store(serial, environ["wsgi.input"].read(length).decode()) if serial else 0
    start("200 OK", [("Content-Type", "text/plain")])
    return [f"OK: {taken}".encode()]
