"""How many statements a page costs: none for each person, punch or terminal that it shows."""

from datetime import timedelta

import pytest
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from etpserver.api.clock import local_now
from iclock.commands.models import Command
from iclock.models import Terminal, Transaction, UnregisteredPunch
from iclock.push.models import RejectedLine
from tests.factories import make_area, make_employees, make_template

MOST = 15
PAGES = (
    "", "overview/part", "terminals", "terminals/SN0", "terminals/SN0/part", "people",
    "people/{code}", "people/{code}/part", "punches", "punches/day", "unregistered", "requests",
    "faults", "clock", "snapshots", "worlds", "settings", "api", "api/coverage", "options/people",
)  # fmt: skip


@pytest.fixture
def company(db, clock) -> str:
    """Thirty people with all that pages show of them; answers the code of one."""
    people = make_employees(30, first_name="Asha")
    now = local_now()
    terminals = [
        Terminal.objects.create(sn=f"SN{n}", alias=f"Gate {n}", area=make_area()) for n in range(10)
    ]
    for person, terminal in zip(people, terminals * 3, strict=True):
        make_template(person)
        make_template(person, bio_type=9)
        for hour in range(4):
            place = {"terminal": terminal, "terminal_sn": terminal.sn, "punch_state": str(hour % 2)}
            when = now - timedelta(hours=hour)
            Transaction.objects.create(
                emp=person, emp_code=person.emp_code, punch_time=when, **place
            )
            UnregisteredPunch.objects.create(crc=person.emp_code, punch_time=when, **place)
        Command.objects.create(terminal=terminal, content="REBOOT")
        RejectedLine.objects.create(
            terminal_sn=terminal.sn, table="ATTLOG", line=1, text="x", reason="y", received_at=now
        )
    return people[0].emp_code


@pytest.mark.django_db(databases=["default", "control"])
@pytest.mark.parametrize("path", PAGES)
def test_no_page_costs_many_statements(company, admin, path) -> None:
    client = Client(headers={"host": "etp.example"})
    client.force_login(admin)  # two more than on this machine: session and user
    with (
        CaptureQueriesContext(connections["default"]) as records,
        CaptureQueriesContext(connections["control"]) as control,
    ):
        answer = client.get(f"/_etp/ui/{path.format(code=company)}")
    assert answer.status_code == 200
    statements = [query["sql"] for query in (*records, *control)]
    assert len(statements) <= MOST, "\n".join(statements)
