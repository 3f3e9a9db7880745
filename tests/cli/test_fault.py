"""`etpserver fault`: rules and scenarios from the command line."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from click.testing import Result
from typer.testing import CliRunner

from etpserver.cli.commands import app
from etpserver.emulator.faults.scenarios import SCENARIOS
from tests.cli.conftest import Server

Fault = Callable[..., Result]
WORLD = "cli-faults"


@pytest.fixture
def fault(server: Server) -> Iterator[Fault]:
    """`fault("add", ..)` runs `etpserver fault add ..` for a world of the test's own."""
    made = httpx.post(f"{server.url}/_etp/worlds", json={"name": WORLD, "from": "empty"})
    assert made.status_code == 201, made.text

    def run(*arguments: str) -> Result:
        return CliRunner().invoke(app, ["fault", *arguments, "--url", server.url, "-w", WORLD])

    yield run
    httpx.delete(f"{server.url}/_etp/worlds/{WORLD}")


def answered(done: Result) -> Any:
    assert done.exit_code == 0, done.stderr
    return json.loads(done.stdout)


def refused(done: Result) -> str:
    assert (done.exit_code, done.stdout) == (1, "")
    return done.stderr.strip()


def asked(server: Server) -> httpx.Response:
    return httpx.get(f"{server.url}/_etp/w/{WORLD}/personnel/api/areas/", auth=("admin", "admin"))


def test_adds_lists_and_clears(fault: Fault, server: Server) -> None:
    flags = ("--status", "503", "--retry-after", "5", "--times", "1", "--json")
    added = answered(fault("add", "areas_list", *flags))

    rule = {
        "id": added["id"],
        "match": {"operation": "areas_list"},
        "times": 1,
        "do": {"status": 503, "retry_after": 5},
        "seen": 0,
        "hits": 0,
        "state": "armed",
        "scenario": None,
        "expires_at": None,
    }
    assert added == {"world": WORLD, **rule}
    assert [asked(server).status_code for _ in range(2)] == [503, 200]
    listed = fault("list")
    assert ["areas_list" in listed.stdout, "spent" in listed.stdout] == [True, True]
    assert answered(fault("list", "--json")) == [{**rule, "seen": 2, "hits": 1, "state": "spent"}]
    assert fault("clear").stdout == "No faults are left.\n"
    assert fault("list").stdout == "None.\n"


def test_every_flag_is_a_key_of_the_rule(fault: Fault) -> None:
    flags = {
        "--vendor-code": "-80", "--latency": "2.5", "--connection": "truncate", "--after": "1",
        "--every": "2", "--probability": "0.5", "--seed": "9", "--ttl": "60",
    }  # fmt: skip
    added = answered(fault("add", "--json", *(word for pair in flags.items() for word in pair)))

    assert added["expires_at"] is not None
    told = {"match", "do", "after", "every", "probability", "seed", "ttl_s"}
    assert {name: added[name] for name in told} == {
        "match": {},
        "do": {"vendor_code": -80, "latency_ms": 2.5, "connection": "truncate"},
        "after": 1,
        "every": 2,
        "probability": 0.5,
        "seed": 9,
        "ttl_s": 60,
    }


def test_takes_a_whole_rule_and_removes_one(fault: Fault) -> None:
    rule = {"match": {"query": {"page": 2}}, "do": {"rate_limit": {"limit": 1, "window_s": 60}}}
    added = answered(fault("add", "--rule", json.dumps(rule), "--json"))

    assert {name: added[name] for name in rule} == rule
    number = str(added["id"])
    assert fault("rm", number).stdout == f"Removed {number}.\n"
    detail = f"There is no rule '{number}' in world {WORLD}."
    assert refused(fault("rm", number)) == f"etpserver: {detail}"


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("add",), "do: It says nothing; it takes status, vendor_code,"),
        (("add", "area_list", "--status", "503"), "There is no operation 'area_list'; the nearest"),
        (("add", "--status", "99"), "do.status: takes a whole number from 200 to 599"),
        (("add", "--rule", "{"), "--rule is not JSON: "),
        (("add", "--rule", "[]"), "--rule takes an object such as {"),
        (("add", "--rule", "{}", "--times", "1"), "--rule says everything; say the rest in it."),
        (("add", "areas_list", "--rule", "{}"), "--rule says everything; say the rest in it."),
        (("scenario", "nonsense"), "There is no scenario 'nonsense'; there are license-expired,"),
        (("scenario", "flaky", "--options", "5"), "--options takes an object such as {"),
        (("scenario", "--options", "{}"), "--options goes with the name of a scenario"),
        (("scenario", "flaky", "--off"), f"World {WORLD} does not play flaky."),
    ],
    ids=" ".join,
)
def test_says_why_it_cannot(fault: Fault, arguments: tuple[str, ...], reason: str) -> None:
    assert reason in refused(fault(*arguments))


def test_scenarios_are_listed_begun_and_ended(fault: Fault, server: Server) -> None:
    listed = answered(fault("scenario", "--json"))
    assert [one["name"] for one in listed] == [scenario.name for scenario in SCENARIOS]

    begun = fault("scenario", "maintenance", "--options", '{"retry_after": 9}')
    assert begun.stdout.startswith("maintenance is on. End it with: ")
    assert (asked(server).status_code, asked(server).headers["Retry-After"]) == (503, "9")
    assert "maintenance" in fault("scenario").stdout
    assert fault("scenario", "maintenance", "--off").stdout == "maintenance has ended.\n"
    assert asked(server).status_code == 200

    fault("scenario", "maintenance")
    assert fault("scenario", "--off").stdout == "All scenarios have ended.\n"
    assert asked(server).status_code == 200
