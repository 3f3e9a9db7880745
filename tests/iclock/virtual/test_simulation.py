"""Plans, loads and reports of simulations."""

import asyncio
import json
from datetime import timedelta

import httpx
import pytest

from iclock.virtual.exchange import Reply
from iclock.virtual.inprocess import run_until_idle
from iclock.virtual.live import chosen
from iclock.virtual.records import User
from iclock.virtual.report import Latency, Records, Tally, report_of
from iclock.virtual.rest import RestApi, RestError
from iclock.virtual.simulation import Plan, planned_terminals
from iclock.virtual.workload import Workload
from tests.iclock.virtual.scripted import NOON, ScriptedServer, make_terminal


def test_a_plan_has_terminals_of_all_models_with_its_people():
    terminals = planned_terminals(Plan("http://server", terminals=7, people=2, serial_prefix="X"))
    assert [terminal.serial for terminal in terminals] == [f"X{n:06d}" for n in range(1, 8)]
    assert len({terminal.model.name for terminal in terminals}) == 6
    assert {tuple(terminal.memory.users) for terminal in terminals} == {("90001", "90002")}


def test_no_terminal_has_more_people_than_it_holds():
    terminals = planned_terminals(Plan("http://server", terminals=6, people=1500))
    assert {len(one.memory.users) for one in terminals} == {1000, 1500}


def test_the_same_seed_plans_the_same_terminals():
    one, other, third = (
        planned_terminals(Plan("http://server", terminals=1, seed=seed))[0] for seed in (1, 1, 2)
    )
    first = one.punch("7").temperature
    assert other.punch("7").temperature == first
    assert third.punch("7").temperature != first


def test_users_of_the_terminal_punch_in_turn_and_strangers_while_there_are_none():
    terminal = make_terminal()
    load = Workload(terminal, ["x", "y"])
    load.punch()
    load.punch()
    terminal.memory.put_user(User("7"))
    load.punch()
    assert [punch.pin for punch in terminal.memory.punches] == ["x", "y", "7"]


def test_nobody_punches_twice_within_a_second():
    terminal = make_terminal(users=("7",))
    load = Workload(terminal, [])
    for _ in range(3):
        load.punch()
    assert [punch.at - NOON for punch in terminal.memory.punches] == [
        timedelta(seconds=number) for number in range(3)
    ]


def test_a_report_counts_what_became_of_records_and_commands():
    terminal, server = make_terminal(), ScriptedServer(commands=["LOG", "NONSENSE", "LOG"])
    tally = Tally()
    run_until_idle(terminal, server)
    terminal.punch("7")
    terminal.menu()
    run_until_idle(terminal, lambda _: Reply(500))
    run_until_idle(terminal, server)
    terminal.punch("8")
    for number in range(1, 101):
        tally(terminal, server.requests[0], Reply(200), number / 1000)
    tally(terminal, server.requests[0], None, 9)
    report = report_of("http://server", [terminal], tally, 12.34)
    assert report.as_json() == {
        "server": "http://server",
        "terminals": 1,
        "seconds": 12.3,
        "requests": 101,
        "failed": 1,
        "records": {
            "OPERLOG": {"made": 1, "sent": 1, "acknowledged": 1, "retried": 1, "lost": 0},
            "ATTLOG": {"made": 2, "sent": 1, "acknowledged": 1, "retried": 0, "lost": 1},
        },
        "commands": {"LOG": 2, "NONSENSE": 1},
        "refused": {"NONSENSE": 1},
        "latency_ms": {"p50": 50.0, "p90": 90.0, "p99": 99.0, "max": 100.0},
        "lost": 1,
    }


def test_a_report_of_nothing_has_no_latency():
    report = report_of("http://server", [make_terminal()], Tally(), 1)
    assert (report.latency_ms, report.records, report.lost) == (None, {}, 0)
    assert Records(0, 0, 0, 0, 0) != Latency(0, 0, 0, 0)


@pytest.mark.parametrize(
    ("seen", "count", "serials"),
    [
        ({}, 2, ["A", "B"]),
        ({"B": "2026-01-05 12:00:00", "C": "2026-01-05 12:00:01"}, 2, ["C", "B"]),
        ({"C": "2026-01-05 12:00:00"}, 3, ["C", "A", "B"]),
        ({}, 5, ["A", "B", "C", "ETPVT000001", "ETPVT000002"]),
    ],
)
def test_plays_the_terminals_seen_last_then_the_first_ones_then_made_up_ones(seen, count, serials):
    records = [{"sn": sn, "last_activity": seen.get(sn)} for sn in ("A", "B", "C")]
    assert [record["sn"] for record in chosen(records, count)] == serials


def rest(answers, key="k"):
    """A REST API that answers by path, and what it was asked."""
    asked = []

    def answer(request):
        asked.append((request.method, request.url.path, request.headers.get("authorization")))
        status, content = answers.get(request.url.path, (404, {"message": "no"}))
        return httpx.Response(status, json=content)

    return RestApi("http://server", key, transport=httpx.MockTransport(answer)), asked


def test_asks_the_documented_operations_with_its_key():
    sync = "/iclock/api/terminals/sync_data_to_device/"
    api, asked = rest(
        {
            "/api-token-auth/": (200, {"token": "abc"}),
            "/iclock/api/terminals/": (200, {"data": [{"sn": "A"}]}),
            sync: (200, {"status": "Success"}),
        },
        key="",
    )

    async def run():
        await api.log_in("admin", "admin")
        await api.send_people(["A"])
        return await api.terminals()

    assert asyncio.run(run()) == [{"sn": "A"}]
    assert asked == [
        ("POST", "/api-token-auth/", None),
        ("POST", sync, "Token abc"),
        ("GET", "/iclock/api/terminals/", "Token abc"),
    ]


def test_names_no_more_terminals_in_one_call_than_are_taken():
    named = []

    def answer(request):
        named.append(len(json.loads(request.content)["devices_sn"]))
        return httpx.Response(200, json={"status": "Success"})

    api = RestApi("http://server", "k", transport=httpx.MockTransport(answer))
    asyncio.run(api.send_people([f"VT{number}" for number in range(1100)]))
    assert named == [500, 500, 100]


def test_says_what_the_rest_api_refused():
    api, _ = rest({})
    with pytest.raises(RestError, match="answers 404"):
        asyncio.run(api.terminals())


def test_says_that_nobody_answers():
    def answer(_request):
        raise httpx.ConnectError("refused")

    api = RestApi("http://server", "k", transport=httpx.MockTransport(answer))
    with pytest.raises(RestError, match="refused"):
        asyncio.run(api.terminals())
