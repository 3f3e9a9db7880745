"""What one machine holds, and what a second worker or server adds: docs/scaling.md.

    python benchmarks/scaling.py [--seconds 5] [--rounds 3] [--postgres URL]

Every arrangement serves the demo company and is asked by wrk on the same machine, in turn: fresh
pages of 50 employees (16 connections, no answer is given again) and punches (8 terminals, 100
lines a request). `--postgres` names a database that may be filled; without it only SQLite is
measured. Medians of the rounds.
"""

import argparse
import contextlib
import json
import statistics
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.bench import wrk
from benchmarks.bench.ingestion import LINES, PUNCHES
from benchmarks.bench.servers import Server, ask, free_port, serve_command, started

FRESH = """
local n = 0
request = function()
  n = n + 1
  return wrk.format("GET", "/personnel/api/employees/?page_size=50&fresh=" .. n)
end
"""


@contextmanager
def served(folder: Path, workers: int, database: str, *flags: str) -> Iterator[Server]:
    folder.mkdir()
    port = free_port()
    url = database or f"sqlite:///{folder / 'etp.sqlite3'}"
    command = serve_command(url, port, "--workers", str(workers), *flags)
    with started("etpserver", command, port, environment={"ETP_DATA": str(folder)}) as server:
        login = {"username": "admin", "password": "admin"}
        token = json.loads(ask(f"{server.url}/api/api-token-auth/", body=login))["token"]
        server.headers["Authorization"] = f"Token {token}"
        yield server


def arrangements(database: str) -> dict[str, tuple[int, str, tuple[str, ...]]]:
    found = {"SQLite, 1 worker": (1, "", ()), "SQLite, 2 workers": (2, "", ())}
    if database:
        found["PostgreSQL, 1 worker"] = (1, database, ())
        found["PostgreSQL, 2 workers"] = (2, database, ())
        found["PostgreSQL, 1 worker, --shared"] = (1, database, ("--shared",))
    return found


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=int, default=5)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--postgres", default="")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, contextlib.suppress(KeyboardInterrupt):
        measure(Path(name), options)


def measure(folder: Path, options: argparse.Namespace) -> None:
    fresh, punches = folder / "fresh.lua", folder / "punches.lua"
    fresh.write_text(FRESH)
    punches.write_text(PUNCHES.replace("100000 + s % 1000", "10001 + s % 250"))  # of the demo
    rates: dict[str, list[tuple[float, float, float]]] = {}
    for number in range(options.rounds):
        for title, (workers, database, flags) in arrangements(options.postgres).items():
            with ExitStack() as stack:
                own = folder / f"{number} {title}"
                server = stack.enter_context(served(own, workers, database, *flags))
                pid = server.process.pid
                read = wrk.run(
                    server.url, pid, wrk.Load(16, options.seconds, server.headers, fresh)
                )
                stored = wrk.run(server.url, pid, wrk.Load(8, options.seconds, {}, punches))
                figures = (read.per_second, read.cpu_ms, stored.per_second * LINES)
                rates.setdefault(title, []).append(figures)
    write = sys.stdout.write
    write(f"{'':32} {'pages/s':>9} {'ms of processor':>16} {'punches/s':>10}\n")
    for title, found in rates.items():
        pages, cpu, stored_per_s = (statistics.median(one) for one in zip(*found, strict=True))
        write(f"{title:32} {pages:9.0f} {cpu:16.2f} {stored_per_s:10.0f}\n")


if __name__ == "__main__":
    main()
