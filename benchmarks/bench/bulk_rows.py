"""Import, export, uploads, reset, start and memory, as figures beside a yardstick."""

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import attlog
import bulk
import exports

from benchmarks.bench import ROOT, wrk
from benchmarks.bench.figures import Figure, checkpoint
from benchmarks.bench.ingestion import of_punches
from benchmarks.bench.mocks import prism
from benchmarks.bench.servers import Server, free_port, serve_command, started

BARE_START = "import django; django.setup(); import rest_framework.views, django_filters"


def figures(
    server: Server, database: Path, bin_folder: Path, *, is_quick: bool
) -> Iterator[Figure]:
    """All of them; the served database is grown by what is ingested."""
    rounds = 1 if is_quick else 3
    yield Figure("memory after these requests", "MB", [wrk.memory_mb(server.process.pid)])
    yield idle_memory()
    yield from of_start(bin_folder, rounds)
    yield from of_worlds(10 if is_quick else 30)
    yield from of_punches(server, database, 3 if is_quick else 10)
    yield from of_tables(10_000, rounds)
    yield from of_exports(100_000, 1)  # a workbook of so many takes long
    yield from of_logs(20_000 if is_quick else 100_000, rounds)


def idle_memory() -> Figure:
    """Of a server with the demo that has answered once."""
    with tempfile.TemporaryDirectory() as name:
        port = free_port()
        with started(
            "etpserver", serve_command(f"sqlite:///{name}/etp.sqlite3", port), port
        ) as server:
            return Figure(
                "memory of an idle server", "MB", [wrk.memory_mb(server.process.pid)], 100
            )


def of_tables(rows: int, rounds: int) -> Iterator[Figure]:
    """`bulk.py`: an import and an export of employees."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        bulk.start("prepare", folder, folder / "template.sqlite3", rows)
        checkpoint(folder / "template.sqlite3")
        found = [bulk.one_round(folder, rows) for _ in range(rounds)]
    budgets = {"import xlsx": 3.0, "import csv": 3.0}
    for title in bulk.MEASUREMENTS:
        if title != "bare executemany":
            ratios = [one[title]["ratio"] for one in found]
            yield Figure(
                f"{title}, {rows:,} employees", "x executemany", ratios, budgets.get(title)
            )


def of_exports(rows: int, rounds: int) -> Iterator[Figure]:
    """`exports.py`: every punch as csv and as a workbook."""
    with tempfile.TemporaryDirectory() as name:
        found = exports.rounds_of(Path(name), rows, rounds)
    csv, xlsx = (f"{title}, {rows:,} punches" for title in ("export csv", "export xlsx"))
    yield Figure(csv, "x raw cursor", [one["export csv"]["ratio"] for one in found], 2)
    yield Figure(csv, "MB more", [one["export csv"]["memory"] for one in found], 20)
    yield Figure(xlsx, "MB more", [one["export xlsx"]["memory"] for one in found], 40)


def of_logs(lines: int, rounds: int) -> Iterator[Figure]:
    """`attlog.py`: the upload of a terminal's file."""
    with tempfile.TemporaryDirectory() as name:
        folder, options = Path(name), argparse.Namespace(lines=lines, stored=0)
        attlog.start("prepare", folder, folder / "template.sqlite3", options)
        checkpoint(folder / "template.sqlite3")
        found = [attlog.one_round(folder, options) for _ in range(rounds)]
    ratios = [one["upload"]["ratio"] for one in found]
    yield Figure(f"upload of {lines:,} lines", "x executemany", ratios)


def of_worlds(rounds: int) -> Iterator[Figure]:
    """By the server's clock, and for a new world by the client's."""
    from etpserver.testing.client import Control  # noqa: PLC0415
    from etpserver.testing.server import ServerProcess  # noqa: PLC0415

    with ServerProcess() as server, Control(server.url) as control:
        resets = [float(control.call("POST", "reset", {})["ms"]) for _ in range(rounds)]
        made = []
        for number in range(rounds):
            begun = time.perf_counter()
            control.server("POST", "worlds", {"name": f"bench-{number}"})
            made.append((time.perf_counter() - begun) * 1000)
            control.server("DELETE", f"worlds/bench-{number}")
    yield Figure("reset of demo", "ms", resets, 30)
    yield Figure("new world", "ms", made, 30)


def of_start(bin_folder: Path, rounds: int) -> Iterator[Figure]:
    """From the command to the first answer, the template of the demo being there."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)

        def own() -> None:
            port = free_port()
            with started(
                "etpserver", serve_command(f"sqlite:///{folder}/own/etp.sqlite3", port), port
            ):
                pass
            shutil.rmtree(folder / "own")

        def mock() -> None:
            answers = {("get", "/a/"): json.dumps({"a": 1}).encode()}
            with prism(bin_folder, folder, answers):
                pass

        def bare() -> None:
            settings = {"DJANGO_SETTINGS_MODULE": "etpserver.settings", "PATH": ""}
            command = [sys.executable, "-c", BARE_START]
            subprocess.run(command, check=True, cwd=ROOT, env=settings)

        (folder / "own").mkdir()
        own()
        taken: dict[str, list[float]] = {"own": [], "Prism": [], "bare": []}
        for _ in range(rounds + 1):
            for label, begin in {"own": own, "Prism": mock, "bare": bare}.items():
                (folder / "own").mkdir(exist_ok=True)
                taken[label].append(seconds(begin))
    for peer, most in {"Prism": 0.5, "bare": 2.5}.items():
        pairs = zip(taken["own"], taken[peer], strict=True)
        title = "Prism's" if peer == "Prism" else "django.setup(), DRF and django-filter"
        yield Figure("start and stop", f"x {title}", [a / b for a, b in pairs], most)


def seconds(work: Callable[[], None]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun
