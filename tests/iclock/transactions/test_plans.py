"""A list of a million punches must not walk through all of them: what the database means to do.

`search` is excepted: it looks into every row.
"""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.iclock.transactions.punches import make_punch, make_terminal, make_unregistered

TIMES = {"start_time": "2025-06-01T00:00:00", "end_time": "2025-07-01T00:00:00"}
START, END = ({name: value} for name, value in TIMES.items())
PLACES = [{"terminal_sn": "SN1"}, {"terminal_alias": "Gate"}]
PERIODS = [TIMES, START, END]
OF_BOTH = [*PLACES, *PERIODS, *({**place, **period} for place in PLACES for period in PERIODS)]
PERSON = {"emp_code": "7"}
SEQ_SCAN = "Seq Scan on iclock_"
OF_TRANSACTIONS = [*OF_BOTH, PERSON, *({**PERSON, **query} for query in OF_BOTH)]


def plans(api, url, query):
    """How the statements of a list are run: each step that reads a table of punches."""
    with CaptureQueriesContext(connection) as context:
        assert api.get(url, query).status_code == 200
    return [(entry["sql"], step) for entry in context for step in steps(entry["sql"])]


def steps(sql):
    if "_transaction" not in sql and "_unregisteredpunch" not in sql:
        return []
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # It reads a small table whole, unless that is made dear: then only if nothing else can.
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute(f"EXPLAIN {sql}")
            return [row[0].strip() for row in cursor.fetchall()]
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
        return [row[3] for row in cursor.fetchall()]


def scans(found):
    """Steps that read a table from its first row to its last."""
    return [
        (sql, step)
        for sql, step in found
        if step.removeprefix("->  ").startswith(("SCAN iclock_", SEQ_SCAN))
    ]


@pytest.fixture
def punches(api):
    make_terminal()
    make_punch("7", terminal_sn="SN1", terminal_alias="Gate", at="2025-06-05T09:00:00")
    make_unregistered("7", terminal_sn="SN1", terminal_alias="Gate", at="2025-06-05T09:00:00")


@pytest.mark.parametrize("query", OF_TRANSACTIONS, ids=str)
def test_every_filter_of_transactions_uses_an_index(api, punches, query):
    found = plans(api, "/iclock/api/transactions/", query)
    assert found
    assert scans(found) == []


@pytest.mark.parametrize("query", OF_BOTH, ids=str)
def test_every_filter_of_unregistered_punches_uses_an_index(api, punches, query):
    found = plans(api, "/iclock/api/unregister/", query)
    assert found
    assert scans(found) == []


@pytest.mark.parametrize("query", [{**PERSON, **TIMES}, {**PERSON, **TIMES, **PLACES[0]}], ids=str)
def test_a_persons_period_reads_no_other_row(api, punches, query):
    """The rows of one person in a time are few: sorting those by id is all there is to sort."""
    found = plans(api, "/iclock/api/transactions/", query)
    if connection.vendor == "postgresql":
        pytest.skip("PostgreSQL chooses among indexes by what a table holds: here one row")
    searched = [step for _, step in found if "punch_time" in step]
    assert len(searched) == 2  # the count and the page's keys
    assert all("emp_code=? AND punch_time>? AND punch_time<?" in step for step in searched)


def test_staff_find_their_own_by_index(staff, person):
    make_punch(person.emp_code, emp=person)
    assert scans(plans(staff, "/iclock/api/transactions/", {})) == []
    assert scans(plans(staff, "/iclock/api/transactions/", TIMES)) == []
