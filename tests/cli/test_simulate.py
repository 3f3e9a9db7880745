"""`etpserver simulate`: flags, reports, exit codes."""

import json
import signal
import subprocess
import sys
import time

import httpx
import pytest

from etpserver.cli.simulating import WantedError, seconds_of
from tests.cli.conftest import Commands, Server

QUICK = ("--terminals", "3", "--punches-per-minute", "120", "--for", "1s", "--speed", "20")


def test_reports_that_every_record_was_acknowledged(commands: Commands, server: Server) -> None:
    ended = commands.run("simulate", "--server", server.url, *QUICK, "--serial-prefix", "R")
    assert ended.returncode == 0, ended.stderr
    assert f"3 terminals on {server.url}" in ended.stdout
    assert "ms to reply: p50" in ended.stdout
    assert "ATTLOG" in ended.stdout


def test_reports_as_json(commands: Commands, server: Server) -> None:
    more = ("--json", "--serial-prefix", "J", "--people", "2")
    ended = commands.run("simulate", "--server", server.url, *QUICK, *more)
    report = json.loads(ended.stdout)
    assert (ended.returncode, report["terminals"], report["lost"]) == (0, 3, 0)
    assert set(report["latency_ms"]) == {"p50", "p90", "p99", "max"}
    punches = report["records"]["ATTLOG"]
    assert punches["made"] == punches["sent"] == punches["acknowledged"] >= 3
    # A start, and of each person that they were added and who they are.
    assert report["records"]["OPERLOG"]["acknowledged"] == 3 * (1 + 2 * 2)


def test_brings_the_people_of_the_areas_to_the_terminals(
    commands: Commands, server: Server
) -> None:
    key = server.login("admin", "admin").json()["token"]
    headers = {"Authorization": f"Token {key}"}
    person = {"emp_code": "5001", "first_name": "Asha", "department": "1", "area": ["1"]}
    httpx.post(f"{server.url}/personnel/api/employees/", json=person, headers=headers)
    for more in (("--token", key), ("--login", "admin:admin")):
        ended = commands.run(
            "simulate", "--server", server.url, *QUICK, "--json", "--serial-prefix", more[0][2:],
            *more,
        )  # fmt: skip
        assert ended.returncode == 0, ended.stderr
        assert json.loads(ended.stdout)["commands"]["DATA UPDATE"] >= 3


def test_is_1_when_nobody_answers(commands: Commands) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "etpserver", "simulate", "--server", "http://127.0.0.1:9", *QUICK],
        cwd=commands.folder,
        env=commands.environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr
    first = process.stderr.readline()
    process.send_signal(signal.SIGINT)
    printed, said = process.communicate(timeout=60)
    assert first.startswith("0 s, connecting, 0 of 3 terminals talk")
    assert process.returncode == 1
    assert "No server answered at http://127.0.0.1:9." in said
    assert printed.startswith("3 terminals on http://127.0.0.1:9 for ")


def test_reports_what_there_is_when_it_is_stopped(commands: Commands, server: Server) -> None:
    flags = ("--terminals", "2", "--for", "1h", "--json", "--serial-prefix", "S")
    process = subprocess.Popen(
        [sys.executable, "-m", "etpserver", "simulate", "--server", server.url, *flags],
        cwd=commands.folder,
        env=commands.environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    deadline = time.monotonic() + 60
    while not _knows(server, "S000002"):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    printed, _ = process.communicate(timeout=60)
    assert json.loads(printed)["terminals"] == 2


def _knows(server: Server, serial: str) -> bool:
    key = server.login("admin", "admin").json()["token"]
    answer = httpx.get(
        f"{server.url}/iclock/api/terminals/{serial}/", headers={"Authorization": f"Token {key}"}
    )
    return answer.status_code == 200


@pytest.mark.parametrize(
    ("flags", "said"),
    [
        (("--for", "soon"), "--for soon: takes a duration such as 60s, 5m or 1h."),
        (("--login", "admin"), "--login: takes USER:PASSWORD."),
        (("--server", "x"), "x is no URL; give one such as http://127.0.0.1:8088."),
    ],
)
def test_refuses_flags_that_it_cannot_use(
    commands: Commands, flags: tuple[str, ...], said: str
) -> None:
    ended = commands.run("simulate", "--server", "http://127.0.0.1:9", *flags)
    assert (ended.returncode, ended.stderr) == (1, f"etpserver: {said}\n")


def test_says_that_the_login_was_refused(commands: Commands, server: Server) -> None:
    ended = commands.run("simulate", "--server", server.url, "--login", "admin:wrong", *QUICK)
    assert ended.returncode == 1
    assert "etpserver: POST /api-token-auth/ answers 400: " in ended.stderr


@pytest.mark.parametrize(
    ("text", "seconds"), [("90", 90), ("60s", 60), ("1.5m", 90), ("2h", 7200), (" 5 M ", 300)]
)
def test_reads_durations(text: str, seconds: float) -> None:
    assert seconds_of(text) == seconds


@pytest.mark.parametrize("text", ["", "0s", "-5", "5d", "s"])
def test_refuses_what_is_no_duration(text: str) -> None:
    with pytest.raises(WantedError):
        seconds_of(text)
