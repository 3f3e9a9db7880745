"""Whether a terminal is online: one rule for answers, filter and order, on both databases."""

from datetime import datetime, timedelta

import pytest

from iclock.models import Terminal
from iclock.terminals.online import OnlineState
from iclock.terminals.shapes import TERMINAL
from personnel.models import Area, Company
from tests.iclock.factories import make_terminal
from tests.iclock.terminals.records import TERMINALS
from tests.kernel.databases import copy, postgresql

NOW = datetime.fromisoformat("2026-01-05T12:00:00")
CASES = [
    (None, 10, 1),
    (timedelta(0), 10, 1),
    (timedelta(seconds=60), 10, 1),  # a minute is the shortest absence
    (timedelta(seconds=61), 10, 0),
    (timedelta(seconds=61), 20, 0),
    (timedelta(seconds=90), 30, 1),
    (timedelta(seconds=91), 30, 0),
    (timedelta(days=365 * 100), 2**31 - 1, 1),
    (timedelta(days=365 * 300), 2**31 - 1, 0),
    (timedelta(days=-1), 10, 1),  # the clock was set back
]


def seen(ago, heartbeat=10, **over):
    activity = None if ago is None else NOW - ago
    return make_terminal(last_activity=activity, heartbeat=heartbeat, **over)


@pytest.mark.parametrize(("ago", "heartbeat", "state"), CASES, ids=repr)
def test_answers_and_filter_agree(api, clock, ago, heartbeat, state):
    terminal = seen(ago, heartbeat)
    assert api.get(f"{TERMINALS}{terminal.sn}/").json()["state"] == state
    for asked in (0, 1):
        found = api.get(TERMINALS, {"state": asked}).json()["data"]
        assert [record["state"] for record in found] == [state] * (asked == state)
    written = api.patch(f"{TERMINALS}{terminal.sn}/", {}, format="json")
    assert written.json()["state"] == state
    query = {"export_type": "csv", "export_headers": "state"}
    exported = api.get(f"{TERMINALS}export/", query).getvalue().decode()
    assert exported == f"state\r\n{state}\r\n"


def test_the_state_changes_with_the_worlds_clock(api, clock):
    seen(timedelta(0))
    for moment, state in [("12:01:00", 1), ("12:01:01", 0), ("11:00:00", 1)]:
        clock.freeze(datetime.fromisoformat(f"2026-01-05T{moment}+05:30"))
        assert api.get(TERMINALS).json()["data"][0]["state"] == state
        assert api.get(TERMINALS, {"state": state}).json()["count"] == 1


def test_orders_by_state(api, clock):
    seen(None, sn="A")
    seen(timedelta(days=1), sn="B")
    seen(timedelta(0), sn="C")
    for ordering, found in [("state,sn", "BAC"), ("-state,-sn", "CAB")]:
        data = api.get(TERMINALS, {"ordering": ordering}).json()["data"]
        assert "".join(record["sn"] for record in data) == found


def test_postgresql_agrees(clock, db):
    for ago, heartbeat, _ in CASES:
        seen(ago, heartbeat)
    with postgresql() as there:
        copy((Terminal, Area, Company), there)
        sql, parameters = TERMINAL.statement(there)
        assert any(callable(value) for value in parameters)
        keys = list(Terminal.objects.order_by("pk").values_list("pk", flat=True))
        rows = Terminal.objects.order_by("pk").values_list(OnlineState())
        plain, values = rows.query.get_compiler(connection=there).as_sql()
        from etpserver.api.shapes.shape import bound

        with there.cursor() as cursor:
            cursor.execute(sql, bound(parameters, keys))
            rendered = dict(cursor.fetchall())
            cursor.execute(plain, values)
            computed = [state for (state,) in cursor.fetchall()]
    expected = [state for *_, state in CASES]
    assert computed == expected
    assert [f'"state":{state},' in rendered[key] for key, state in zip(keys, expected, strict=True)]
    assert ['"state":1,' in rendered[key] for key in keys] == [state == 1 for state in expected]
