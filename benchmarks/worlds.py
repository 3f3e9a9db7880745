"""Resets, new worlds, and a suite of 100 tests: each in a world, or each after a reset of one.

    python benchmarks/worlds.py

Shows the milliseconds of a reset of `demo`, as the server says and as a client sees them, of a new
world, and of copying the same database file; and how long two suites take of 100 tests that write,
read and leave: side by side in worlds (`pytest -n 2`, one server or one per worker, as the plugin
does by itself), and one after another with a reset each. Everything runs in turn, A B A B.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from etpserver.testing.client import Control
from etpserver.testing.server import ServerProcess

TESTS = 100
BODY = """
    created = client.post("/personnel/api/areas/", json={"area_code": "LAB", "area_name": "L"})
    assert created.status_code == 201
    assert client.get("/personnel/api/areas/LAB/").json()["area_name"] == "L"
    people = client.get("/personnel/api/employees/", params={"page_size": 50}).json()
    assert people["count"] == 250
"""
IN_WORLDS = f"""
import pytest

@pytest.mark.parametrize("number", range({TESTS}))
def test_it(etp_client, number):
    client = etp_client{BODY}
"""
WITH_RESETS = f"""
import os, pytest
from etpserver.testing.client import Etp

@pytest.fixture(scope="session")
def one():
    with Etp.connect(os.environ["ETP_URL"]) as etp:
        yield etp

@pytest.mark.parametrize("number", range({TESTS}))
def test_it(one, number):
    one.reset()
    client = one.client{BODY}
"""


def run_suite(url: str, text: str, *flags: str) -> float:
    """Seconds that a pytest of its own takes, start included."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "test_suite.py").write_text(text)
        Path(folder, "pytest.ini").write_text("[pytest]\n")
        quiet = ("-q", "-p", "no:django", "-p", "no:randomly", "-p", "no:cacheprovider")
        started = time.perf_counter()
        subprocess.run(
            [sys.executable, "-m", "pytest", *quiet, *flags],
            cwd=folder,
            env={**os.environ, **({"ETP_URL": url} if url else {})},
            stdout=subprocess.DEVNULL,
            check=True,
        )
        return time.perf_counter() - started


def medians(rounds: int, *work: Callable[[], float]) -> list[str]:
    """The median of each, with its least and most, taken in turn."""
    taken: list[list[float]] = [[] for _ in work]
    for _ in range(rounds):
        for one, times in zip(work, taken, strict=True):
            times.append(one())
    return [f"{statistics.median(t):8.1f}  ({min(t):.1f} to {max(t):.1f})" for t in taken]


def start_s() -> float:
    """What a test would wait for that starts a server of its own."""
    started = time.perf_counter()
    with ServerProcess():
        return time.perf_counter() - started


def copied_ms(file: Path) -> float:
    copy = file.with_name("copy")
    started = time.perf_counter()
    shutil.copyfile(file, copy)
    taken = (time.perf_counter() - started) * 1000
    copy.unlink()
    return taken


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=3, help="of the suites")
    parser.add_argument("--resets", type=int, default=30)
    given = parser.parse_args()
    # The first database of a day is built; the file that is copied is then a fresh one.
    with ServerProcess() as server, Control(server.url) as control:
        names = iter(range(10**6))

        def reset_ms() -> float:
            return float(control.call("POST", "reset", {})["ms"])

        def seen_reset_ms() -> float:
            started = time.perf_counter()
            control.call("POST", "reset", {})
            return (time.perf_counter() - started) * 1000

        def world_ms() -> float:
            name = f"bench-{next(names)}"
            started = time.perf_counter()
            control.server("POST", "worlds", {"name": name})
            taken = (time.perf_counter() - started) * 1000
            control.server("DELETE", f"worlds/{name}")
            return taken

        file = shutil.copyfile(server.folder / "etp.sqlite3", server.folder / "whole.sqlite3")
        reset_ms()
        work = (reset_ms, seen_reset_ms, world_ms, lambda: copied_ms(file))
        shown = medians(given.resets, *work)
        labels = (
            "reset of demo, as the server says",
            "reset of demo, as a client sees it",
            "new world, as a client sees it",
            "copy of the file",
        )
        for label, text in zip(labels, shown, strict=True):
            sys.stdout.write(f"{label:<44} {text} ms\n")
        control.call("POST", "reset", {})
        suites = medians(
            given.rounds,
            lambda: run_suite(server.url, IN_WORLDS, "-n", "2"),
            lambda: run_suite("", IN_WORLDS, "-n", "2"),
            lambda: run_suite(server.url, WITH_RESETS),
        )
        suite_labels = (
            f"{TESTS} tests in worlds, -n 2, one server",
            f"{TESTS} tests in worlds, -n 2, a server each",
            f"{TESTS} tests, a reset each",
        )
        for label, text in zip(suite_labels, suites, strict=True):
            sys.stdout.write(f"{label:<44} {text} s\n")
        (started,) = medians(given.rounds, start_s)
        sys.stdout.write(f"{'for comparison: a start of a server':<44} {started} s\n")


if __name__ == "__main__":
    main()
