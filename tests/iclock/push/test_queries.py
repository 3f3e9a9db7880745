"""How much a request costs the database."""

import re
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import make_area, make_employees
from tests.iclock.factories import make_command, make_terminal
from tests.iclock.push.stored import rejected

NOON = datetime.fromisoformat("2026-01-05T12:00:00+05:30")
POLL = "GET /iclock/getrequest?SN=SN1"


@pytest.fixture
def statements(send):
    """Sends a request; answers the first words of what it asked the database."""

    def count(line, body=""):
        with CaptureQueriesContext(
            connection,
        ) as captured:
            send(line, body)
        plain = [re.sub(r"^\d+ times: ", "", found["sql"]) for found in captured]
        texts = [" ".join(text.split()[:2]) for text in plain]
        return [re.sub("(SAVEPOINT).*", r"\1", text.replace('"', "").rstrip(",")) for text in texts]

    return count


def test_a_poll_without_commands_reads_twice_and_writes_at_most_once(statements, clock) -> None:
    make_terminal(sn="SN1")

    assert statements(POLL) == ["SELECT iclock_terminal.id", "SELECT 1", "UPDATE iclock_terminal"]
    assert statements(POLL) == ["SELECT iclock_terminal.id", "SELECT 1"]
    clock.freeze(NOON + timedelta(seconds=10))
    assert len(statements(f"{POLL}&INFO=Ver 1,1,1,1,10.0.0.1,10,7,15,1,111")) == 3


def test_a_ping_reads_once(statements) -> None:
    make_terminal(sn="SN1")
    statements(POLL)

    assert statements("GET /iclock/ping?SN=SN1") == ["SELECT iclock_terminal.id"]


def attlog(people):
    return "\n".join(f"{person.emp_code}\t2026-01-05 09:00:00\t0\t1" for person in people)


@pytest.mark.parametrize("number", [1, 100])
def test_punches_take_one_transaction(statements, number) -> None:
    make_terminal(sn="SN1")
    people = make_employees(number)

    found = statements("POST /iclock/cdata?SN=SN1&table=ATTLOG&Stamp=9999", attlog(people))

    assert found == [
        "SELECT iclock_terminal.id",
        "SAVEPOINT",
        "SELECT emp_code", "INSERT INTO",
        "UPDATE iclock_terminal",
        "RELEASE SAVEPOINT",
    ]  # fmt: skip


def test_unknown_people_and_bad_lines_take_four_more(statements) -> None:
    make_terminal(sn="SN1")
    body = f"{attlog(make_employees(50))}\n" + "\n".join(
        f"X{n}\t2026-01-05 09:00:00" for n in range(50)
    )

    found = statements("POST /iclock/cdata?SN=SN1&table=ATTLOG&Stamp=9999", f"{body}\nbad\nworse")

    assert len(found) == 6 + 1 + 2
    assert len(rejected()) == 2


@pytest.mark.parametrize("number", [2, 40])
def test_people_templates_and_events_take_the_same_for_any_number(statements, number) -> None:
    area = make_area()
    make_terminal(area, sn="SN1")
    make_terminal(area)
    lines = []
    for person in make_employees(number):
        person.area.set([area])
        lines += [f"USER PIN={person.emp_code}\tName=New {person.emp_code}",
                  f"FP PIN={person.emp_code}\tFID=6\tTMP=VEVNUExB",
                  f"OPLOG 6\t0\t2026-01-05 09:00:00\t{person.emp_code}\t6\t8"]  # fmt: skip

    found = statements("POST /iclock/cdata?SN=SN1&table=OPERLOG&Stamp=9999", "\n".join(lines))

    plain = [statement for statement in found if "SAVEPOINT" not in statement]
    assert len(plain) <= 20, plain


@pytest.mark.parametrize("number", [1, 60])
def test_handing_out_and_results_take_the_same_for_any_number(statements, number) -> None:
    terminal = make_terminal(sn="SN1")
    keys = [make_command(terminal, f"INFO {n}").pk for n in range(number)]

    polled = statements(POLL)
    answered = statements(
        "POST /iclock/devicecmd?SN=SN1", "\n".join(f"ID={key}&Return=0&CMD=INFO" for key in keys)
    )

    assert len(polled) == 14, polled
    assert answered == [
        "SELECT iclock_terminal.id",
        "SAVEPOINT", "SAVEPOINT",
        "SELECT iclock_command.id", "UPDATE iclock_command",
        "RELEASE SAVEPOINT", "RELEASE SAVEPOINT",
    ]  # fmt: skip
