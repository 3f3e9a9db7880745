"""`etpserver serve --terminals`: the terminals that come and go with the server."""

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from etpserver import env
from tests.cli.conftest import Commands, Server

PATIENCE_S = 60


def until(holds: Callable[[], Any]) -> Any:
    deadline = time.monotonic() + PATIENCE_S
    while not (found := holds()):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    return found


def terminals(server: Server) -> list[dict[str, Any]]:
    key = server.login("admin", "admin").json()["token"]
    answer = httpx.get(
        f"{server.url}/iclock/api/terminals/?ordering=id&page_size=100",
        headers={"Authorization": f"Token {key}"},
    )
    return list(answer.json()["data"])


def seen(server: Server) -> list[str]:
    return [record["sn"] for record in terminals(server) if record["last_activity"]]


def children_of(process: int) -> list[int]:
    found = Path(f"/proc/{process}/task/{process}/children")
    if not found.exists():
        pytest.skip("This system does not list the children of a process.")
    return [int(child) for child in found.read_text().split()]


def is_running(process: int) -> bool:
    status = Path(f"/proc/{process}/status")
    return status.exists() and "State:\tZ" not in status.read_text()


def test_terminals_call_with_the_server_and_end_with_it(commands: Commands) -> None:
    with commands.serve("--terminals", "2") as server:
        until(lambda: len(seen(server)) == 2)
        until(lambda: "2 of 2 talk" in server.said())
        (child,) = children_of(server.process.pid)
        assert server.stop()[0] == 0
        assert not is_running(child)
    said = Path(server.log.name).read_text()
    assert said == f"terminals: 2 of 2 talk to {server.url}\n"


def test_they_are_those_of_the_fixture_with_its_people(commands: Commands) -> None:
    with commands.serve("--fixture", "demo", "--terminals", "6") as server:
        until(lambda: len(seen(server)) == 6)
        records = terminals(server)
        assert seen(server) == [record["sn"] for record in records[:6]]
        models = {record["terminal_name"] for record in records[:6]}
        assert models == {"SpeedFace-V5L[TD]", "SenseFace 4A", "IN02-A/ID"}
        until(lambda: all(record["user_count"] for record in terminals(server)[:6]))


def test_they_end_when_the_server_is_killed(commands: Commands) -> None:
    with commands.serve("--terminals", "1") as server:
        until(lambda: seen(server))
        (child,) = children_of(server.process.pid)
        os.kill(server.process.pid, signal.SIGKILL)
        server.process.wait()
        until(lambda: not is_running(child))


def test_there_are_none_unless_they_are_asked_for(commands: Commands) -> None:
    with commands.serve() as server:
        assert children_of(server.process.pid) == []
        assert seen(server) == []


def test_they_call_a_server_of_several_workers_once(commands: Commands) -> None:
    with commands.serve("--terminals", "1", "--workers", "2") as server:
        until(lambda: "1 of 1 talk" in server.said())
        assert len(terminals(server)) == 1
        assert server.stop()[0] == 0


def test_they_call_over_https(commands: Commands) -> None:
    with commands.serve("--terminals", "1", "--tls") as server:
        until(lambda: "1 of 1 talk" in server.said())


@pytest.mark.parametrize(("text", "count"), [("off", 0), ("Off", 0), ("6", 6)])
def test_off_means_none(tmp_path: Path, text: str, count: int) -> None:
    values = env.read_environment({"ETP_TERMINALS": text}, tmp_path / "etp.toml")
    assert values["terminals"] == count


@pytest.mark.parametrize("text", ["0", "-1", "many", "1001"])
def test_refuses_what_is_no_number_of_terminals(tmp_path: Path, text: str) -> None:
    with pytest.raises(env.SettingError, match="takes off or a whole number from 1 to 1000"):
        env.read_environment({"ETP_TERMINALS": text}, tmp_path / "etp.toml")
