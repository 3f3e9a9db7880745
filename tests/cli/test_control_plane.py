"""Where the control plane of a server answers, and whom."""

import os
import re
import signal
import socket
import sqlite3
import time
from contextlib import closing

import httpx
import pytest

from tests.cli.conftest import Commands, Server

PROBLEM = "application/problem+json"


def free_port() -> str:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return str(found.getsockname()[1])


def problem(answer: httpx.Response) -> tuple[int, str]:
    assert answer.headers["content-type"] == PROBLEM
    return answer.status_code, answer.json()["detail"]


def stranger(server: Server, path: str, **headers: str) -> httpx.Response:
    """A call under a name that is not this machine's, as from another one."""
    return httpx.get(f"{server.url}{path}", headers={"Host": "etp.example", **headers})


def test_a_server_that_others_reach_makes_a_token_and_prints_it(commands: Commands) -> None:
    with commands.serve("--host", "0.0.0.0") as server:  # noqa: S104
        refused = problem(stranger(server, "/_etp/state"))
        server.process.terminate()
        _, printed = server.stop()
    token = re.search(r"^Token +(\S+) ", printed, flags=re.MULTILINE)
    assert token is not None
    assert len(token[1]) == 32
    assert refused == (
        401,
        (
            "Send `Authorization: Bearer <token>` with the control token, which the server printed"
            " when it started (or ETP_CONTROL_TOKEN)."
        ),
    )


def test_strangers_call_with_the_token_that_was_given_and_it_is_not_printed(
    commands: Commands,
) -> None:
    with commands.serve("--host", "0.0.0.0", ETP_CONTROL_TOKEN="tea-at-5") as server:  # noqa: S104
        assert stranger(server, "/_etp/state").status_code == 401
        wrong = stranger(server, "/_etp/state", Authorization="Bearer tea-at-6")
        assert wrong.status_code == 401
        right = stranger(server, "/_etp/state", Authorization="Bearer tea-at-5")
        assert right.json()["world"] == "main"
    assert "tea-at-5" not in server.stop()[1]


def test_nothing_is_asked_on_this_machine_nor_printed(commands: Commands) -> None:
    with commands.serve() as server:
        assert httpx.get(f"{server.url}/_etp/state").status_code == 200
        assert problem(stranger(server, "/_etp/state"))[0] == 403
    assert "Token" not in server.stop()[1]


def test_without_a_control_plane_nothing_answers_but_the_probes(commands: Commands) -> None:
    with commands.serve("--no-control") as server:
        refusal = (404, "The server was started with --no-control.")
        assert problem(httpx.get(f"{server.url}/_etp/state")) == refusal
        assert problem(httpx.post(f"{server.url}/_etp/reset", json={})) == refusal
        assert httpx.get(f"{server.url}/_etp/ready").json() == {"ready": True}


def test_a_port_of_its_own_takes_the_control_plane_away_from_the_other(commands: Commands) -> None:
    port = free_port()
    with commands.serve("--control-port", port) as server:
        control = f"http://127.0.0.1:{port}"
        elsewhere = problem(httpx.get(f"{server.url}/_etp/state"))
        assert elsewhere == (404, f"The control plane of this server is at port {port}.")
        world = httpx.post(f"{control}/_etp/worlds", json={"name": "lab"}).json()
        assert world["url"] == f"{server.url}/_etp/w/lab"
        # Both processes know it at once, and what it is told to do.
        headers = {"Authorization": f"Token {world['token']}"}
        areas = f"{world['url']}/personnel/api/areas/"
        assert httpx.get(areas, headers=headers).json()["count"] == 1
        rule = {"match": {"operation": "areas_list"}, "do": {"status": 503}}
        httpx.post(f"{control}/_etp/worlds/lab/faults", json=rule).raise_for_status()
        assert httpx.get(areas, headers=headers).status_code == 503
        seen = httpx.get(f"{control}/_etp/worlds/lab/requests").json()["requests"]
        assert [(one["operation"], one["status"]) for one in seen] == [
            ("areas_list", 200),
            ("areas_list", 503),
        ]
    printed = server.stop()[1]
    assert f"Control   {control}\n" in printed


def test_commands_find_the_port_of_the_control_plane(commands: Commands) -> None:
    port = free_port()
    with commands.serve("--control-port", port):
        asked = commands.run("state", "--json", ETP_CONTROL_PORT=port)
    assert (asked.returncode, '"world": "main"' in asked.stdout) == (0, True)


def test_the_control_port_of_another_is_refused(commands: Commands) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        ended = commands.run("serve", "--port", "0", "--control-port", port)
    assert ended.returncode == 1
    assert ended.stderr == (
        f"etpserver: Port {port} is in use. Stop what uses it, or pass another --control-port.\n"
    )


def test_a_start_that_is_refused_ends_although_the_control_plane_has_a_port(
    commands: Commands,
) -> None:
    with commands.serve():
        pass
    with closing(sqlite3.connect(commands.folder / "etp-data" / "etp.sqlite3")) as database:
        database.execute("UPDATE accounts_user SET is_active = 0")
        database.commit()
    port = free_port()
    ended = commands.run("serve", "--port", "0", "--control-port", port, "--terminals", "1")
    assert (ended.returncode, ended.stderr) == (
        1,
        "etpserver: --terminals needs an active administrator, and this database has none.\n",
    )
    assert not is_open(port)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_nobody_is_left_at_the_control_port(commands: Commands, number: signal.Signals) -> None:
    port = free_port()
    with commands.serve("--control-port", port) as server:
        os.kill(server.process.pid, number)
        server.process.wait(timeout=20)
        deadline = time.monotonic() + 20
        while is_open(port):
            assert time.monotonic() < deadline
            time.sleep(0.05)


def is_open(port: str) -> bool:
    try:
        socket.create_connection(("127.0.0.1", int(port))).close()
    except ConnectionRefusedError:
        return False
    return True
