"""The commands that drive a running server: what they print, and how they end."""

import json
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import httpx
import pytest
from click.testing import Result
from typer.testing import CliRunner

from etpserver.cli.commands import app
from tests.cli.conftest import Server

WORLDS = (f"cli-{number}" for number in count(1))
Run = Callable[..., Result]


@pytest.fixture
def run(server: Server, monkeypatch: pytest.MonkeyPatch) -> Run:
    """A command against the server; its output is no terminal."""
    monkeypatch.setenv("ETP_URL", server.url)

    def invoke(*arguments: str) -> Result:
        return CliRunner().invoke(app, arguments)

    return invoke


@pytest.fixture
def world(run: Run) -> Iterator[str]:
    name = next(WORLDS)
    assert run("world", "new", name, "--from", "empty").exit_code == 0
    yield name
    run("world", "rm", name)


def answer(result: Result) -> Any:
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def facts(result: Result) -> dict[str, str]:
    assert result.exit_code == 0, result.output
    pairs = (line.split("  ", 1) for line in result.stdout.splitlines())
    return {name: value.strip() for name, value in pairs}


def table(result: Result) -> list[list[str]]:
    """The cells of a table's rows, without empty ones."""
    assert result.exit_code == 0, result.output
    lines = [line for line in result.stdout.splitlines() if line.strip()]
    return [[cell.strip() for cell in line.split("  ") if cell.strip()] for line in lines[2:]]


def url_of(run: Run, world: str) -> tuple[str, dict[str, str]]:
    """The address of a world and the headers of its admin."""
    made = answer(run("env", "--world", world, "--json"))
    return made["ETP_API"], {"Authorization": f"Token {made['ETP_TOKEN']}"}


def ask(run: Run, world: str, path: str, **how: Any) -> httpx.Response:
    url, headers = url_of(run, world)
    return httpx.request(how.pop("method", "GET"), f"{url}{path}", headers=headers, **how)


def test_a_world_is_made_listed_and_dropped(run: Run, server: Server) -> None:
    made = facts(run("world", "new", "cli-lab", "--from", "empty", "--seed", "7", "--ttl", "60"))
    assert (made["url"], made["seed"]) == (f"{server.url}/_etp/w/cli-lab", "7")
    rows = {row[0]: row[1:] for row in table(run("world", "list"))}
    assert rows["cli-lab"][:3] == [made["url"], "fixture:empty", "7"]
    assert run("world", "rm", "cli-lab").stdout == "Dropped cli-lab.\n"
    assert "cli-lab" not in [row["name"] for row in answer(run("world", "list", "--json"))]


def test_what_is_refused_ends_with_1_and_says_why(run: Run) -> None:
    ended = run("world", "rm", "nowhere")
    assert (ended.exit_code, ended.stderr) == (1, "etpserver: There is no world 'nowhere'.\n")
    assert ended.stdout == ""


def test_a_server_that_is_not_there_is_named(run: Run) -> None:
    ended = run("state", "--url", "http://127.0.0.1:1")
    assert ended.exit_code == 1
    assert ended.stderr.startswith("etpserver: No server answers at http://127.0.0.1:1 (")
    assert ended.stderr.endswith("Start one with: etpserver serve\n")


def test_a_reset_says_what_it_did(run: Run, world: str) -> None:
    before = answer(run("state", "--world", world, "--json"))
    ask(
        run,
        world,
        "/personnel/api/areas/",
        method="POST",
        json={"area_code": "L", "area_name": "L"},
    )
    assert facts(run("state", "-w", world))["areas"] == "2"
    said = run("reset", "-w", world).stdout
    assert said.startswith(f"{world} is fixture:empty again: ")
    assert answer(run("state", "-w", world, "--json")) == before
    done = answer(run("reset", "empty", "--keep", "clock", "-w", world, "--json"))
    assert (done["world"], done["to"]) == (world, "fixture:empty")


def test_a_change_is_taken_back(run: Run, world: str) -> None:
    ask(
        run,
        world,
        "/personnel/api/areas/",
        method="POST",
        json={"area_code": "L", "area_name": "L"},
    )
    assert run("undo", "-w", world).stdout == f"Took back 1 of {world}.\n"
    assert facts(run("state", "-w", world))["areas"] == "1"
    assert run("undo", "-w", world).exit_code == 1


def test_a_snapshot_goes_to_a_file_and_comes_back(run: Run, world: str, tmp_path: Path) -> None:
    ask(
        run,
        world,
        "/personnel/api/areas/",
        method="POST",
        json={"area_code": "L", "area_name": "L"},
    )
    saved = answer(run("state", "-w", world, "--json"))
    assert run("snapshot", "save", f"{world}-s", "-w", world).exit_code == 0
    assert f"{world}-s" in [row[0] for row in table(run("snapshot", "list"))]
    file = tmp_path / f"{world}-t.json"
    file.write_text("as it was")
    assert run("snapshot", "show", "nothing-here", "--out", str(file)).exit_code == 1
    assert file.read_text() == "as it was"
    assert run("snapshot", "show", f"{world}-s", "--out", str(file)).exit_code == 0
    assert run("snapshot", "rm", f"{world}-s").exit_code == 0
    run("reset", "-w", world)
    said = run("snapshot", "load", str(file), "-w", world).stdout
    assert said == f"{world} is {world}-t again.\n"
    assert answer(run("state", "-w", world, "--json")) == saved
    run("snapshot", "rm", f"{world}-t")


def test_the_clock_is_frozen_advanced_and_real_again(run: Run, world: str) -> None:
    frozen = facts(run("clock", "freeze", "2026-01-05T08:00:00+05:30", "-w", world))
    assert (frozen["mode"], frozen["now"]) == ("frozen", "2026-01-05T08:00:00+05:30")
    for span in ("8h", "PT8H", "2026-01-06T00:00:00+05:30"):
        moved = run("clock", "advance", span, "-w", world).stdout
        assert "Nothing fell due." in moved
    assert facts(run("clock", "-w", world))["now"] == "2026-01-06T00:00:00+05:30"
    assert facts(run("clock", "scale", "60", "-w", world))["mode"] == "scaled"
    assert facts(run("clock", "set", "2027-01-05T08:00:00+05:30", "-w", world))["mode"] == "offset"
    assert facts(run("clock", "real", "-w", world))["mode"] == "real"


def test_what_falls_due_is_told_in_a_table(run: Run, world: str) -> None:
    """Once the table showed the times only."""
    run("clock", "freeze", "2026-01-05T08:00:00+05:30", "-w", world)
    ask(run, world, "/iclock/api/terminals/", method="POST", json={"sn": "SN1"})
    later = "2026-01-05T09:00:00+05:30"
    assert run("punch", "7", "SN1", "--at", later, "-w", world).exit_code == 0
    moved = run("clock", "advance", "2h", "-w", world).stdout
    assert later in moved
    assert "7 punches at SN1." in moved


def test_a_fault_is_added_listed_and_cleared(run: Run, world: str) -> None:
    added = answer(run("fault", "add", "areas_list", "--status", "503", "-w", world, "--json"))
    assert ask(run, world, "/personnel/api/areas/").status_code == 503
    (row,) = answer(run("fault", "list", "-w", world, "--json"))
    assert (row["id"], row["hits"]) == (added["id"], 1)
    key = str(added["id"])
    assert table(run("fault", "list", "-w", world))[0][0] == key
    assert run("fault", "rm", key, "-w", world).stdout == f"Removed {key}.\n"
    rule = '{"match": {"method": "GET"}, "do": {"vendor_code": -10}}'
    assert run("fault", "add", "--rule", rule, "-w", world).exit_code == 0
    assert run("fault", "clear", "-w", world).stdout == "No faults are left.\n"
    assert ask(run, world, "/personnel/api/areas/").status_code == 200


def test_a_rule_that_is_no_json_is_refused_before_anybody_is_asked(run: Run) -> None:
    ended = run("fault", "add", "--rule", "503")
    example = '{"match": {}, "do": {"status": 503}}'
    assert (ended.exit_code, ended.stderr) == (
        1,
        f"etpserver: --rule takes an object such as {example}.\n",
    )


def test_a_scenario_is_played_and_ended(run: Run, world: str) -> None:
    names = [row["name"] for row in answer(run("fault", "scenario", "--json", "-w", world))]
    assert {"flaky", "maintenance", "slow"} < set(names)
    said = run("fault", "scenario", "maintenance", "-w", world).stdout
    assert said == "maintenance is on. End it with: etpserver fault scenario --off\n"
    assert ask(run, world, "/personnel/api/areas/").status_code == 503
    run("fault", "scenario", "--off", "-w", world)
    assert ask(run, world, "/personnel/api/areas/").status_code == 200


def test_requests_are_listed_shown_found_and_forgotten(
    run: Run, world: str, tmp_path: Path
) -> None:
    assert run("requests", "-w", world).stdout == "No requests yet.\n"
    ask(run, world, "/personnel/api/areas/?area_code=1")
    ask(run, world, "/personnel/api/aeras/")
    (row, other) = answer(run("requests", "-w", world, "--json"))
    assert (row["operation"], row["status"], other["status"]) == ("areas_list", 200, 404)
    assert table(run("requests", "-w", world))[0][1:4] == [
        "areas_list",
        "GET",
        "/personnel/api/areas/",
    ]
    assert answer(run("requests", "show", str(row["id"]), "-w", world))["id"] == row["id"]
    found = run("requests", "find", '{"query": {"area_code": "1"}}', "-w", world)
    assert [cells[0] for cells in table(found)] == [str(row["id"])]
    assert "/personnel/api/areas/" in run("requests", "unmatched", "-w", world).stdout
    file = tmp_path / "journal.har"
    assert run("requests", "har", str(file), "-w", world).stdout.startswith(f"Wrote {file} (")
    assert len(json.loads(file.read_text())["log"]["entries"]) == 2
    assert run("requests", "clear", "-w", world).stdout == "The journal is empty.\n"
    assert answer(run("requests", "-w", world, "--json")) == []


@pytest.mark.parametrize(
    ("bounds", "code"),
    [
        ((), 0),
        (("--exactly", "1"), 0),
        (("--exactly", "2"), 2),
        (("--at-least", "2"), 2),
        (("--at-most", "0"), 2),
    ],
)
def test_a_verification_ends_with_0_or_2(
    run: Run, world: str, bounds: tuple[str, ...], code: int
) -> None:
    ask(run, world, "/personnel/api/areas/")
    ended = run("requests", "verify", '{"operation": "areas_list"}', *bounds, "-w", world)
    assert ended.exit_code == code
    assert bool(ended.stderr) == bool(code)


@pytest.mark.parametrize("match", ["areas_list", "[]", '{"operation": '])
def test_a_match_that_is_no_object_ends_with_1(run: Run, match: str) -> None:
    assert run("requests", "find", match).exit_code == 1
    assert run("requests", "verify", match).exit_code == 1


def test_terminals_punch_keep_and_carry_out(run: Run, world: str) -> None:
    ask(run, world, "/iclock/api/terminals/", method="POST", json={"sn": "SN1"})
    assert table(run("terminals", "list", "-w", world))[0][:2] == ["1", "SN1"]
    assert run("punch", "7", "SN1", "-w", world).stdout == "7 punched at SN1.\n"
    assert run("terminals", "offline", "SN1", "-w", world).stdout == "SN1 is offline.\n"
    run("punch", "8", "SN1", "-w", world)
    assert facts(run("state", "-w", world))["unregister"] == "1"
    assert run("terminals", "online", "SN1", "-w", world).stdout == "SN1 is online.\n"
    assert facts(run("state", "-w", world))["unregister"] == "2"


def test_a_command_is_answered_by_hand(run: Run, world: str) -> None:
    ask(run, world, "/iclock/api/terminals/", method="POST", json={"sn": "SN1"})
    unlock = {"action_type": "unlock", "object_codes": ["SN1"]}
    ask(run, world, "/iclock/api/terminals/action/", method="POST", json=unlock)
    (command,) = answer(run("terminals", "commands", "SN1", "-w", world, "--json"))
    key = str(command["id"])
    said = run("terminals", "answer", "SN1", key, "-w", world).stdout
    assert said == f"Command {key} is done.\n"
    again = run("terminals", "answer", "SN1", key, "-w", world)
    assert (again.exit_code, again.stderr) == (
        1,
        "etpserver: The command was answered already.\n",
    )
    pending = run("terminals", "commands", "SN1", "--state", "pending", "-w", world)
    assert pending.stdout == "The queue is empty.\n"


def test_the_apis_are_described(run: Run, tmp_path: Path) -> None:
    assert answer(run("openapi"))["openapi"].startswith("3.1")
    assert "/_etp/reset" in answer(run("openapi", "--control"))["paths"]
    file = tmp_path / "postman.json"
    assert run("postman", "--out", str(file)).exit_code == 0
    assert "item" in json.loads(file.read_text())
    assert len(answer(run("coverage", "--json"))["operations"]) == 108


def test_a_shell_is_told_what_it_needs(run: Run, server: Server, world: str) -> None:
    lines = run("env", "--world", world).stdout.splitlines()
    assert lines[0] == f"export ETP_URL={server.url}"
    assert lines[1] == f"export ETP_API={server.url}/_etp/w/{world}"
    assert lines[2].startswith("export ETP_TOKEN=")


def test_the_doctor_finds_nothing(run: Run) -> None:
    found = answer(run("doctor", "--json"))
    assert [check["check"] for check in found if not check["ok"]] == []
    assert {check["check"] for check in found} >= {"version", "ready", "worlds", "admins"}


def test_the_doctor_ends_with_1_when_something_is_wrong(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("etpserver.__version__", "0.0.1")
    ended = run("doctor", "--json")
    assert ended.exit_code == 1
    (wrong,) = [check for check in json.loads(ended.stdout) if not check["ok"]]
    assert (wrong["check"], wrong["says"].rpartition(", ")[2]) == (
        "version",
        "this command 0.0.1: use the same.",
    )
