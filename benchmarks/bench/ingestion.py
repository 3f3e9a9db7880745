"""Punches that eight terminals send at once, each POST acknowledged once they are stored."""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.bench import ROOT, data, wrk
from benchmarks.bench.figures import Figure, checkpoint
from benchmarks.bench.servers import Server, emulator, free_port, started

LINES = 100  # of one upload
TERMINALS = 8
POSTGRESQL = "postgres://postgres@127.0.0.1:5432"
ROW = f"punches of {TERMINALS} terminals, {LINES} a POST"
PUNCHES = """
local n = os.time() % 100000 * 10000
request = function()
  n = n + 1
  local lines = {}
  for i = 1, 100 do
    local s = n * 100 + i
    lines[i] = (100000 + s %% 1000) .. "\\t" .. os.date("!%%Y-%%m-%%d %%H:%%M:%%S", s %% 500000000)
      .. "\\t0\\t1\\t0\\t0\\t0\\t0"
  end
  return wrk.format("POST", "/iclock/cdata?SN=BENCH" .. n %% 8 .. "&table=ATTLOG&Stamp=1",
    {["Content-Type"] = "text/plain"}, table.concat(lines, "\\n") .. "\\n")
end
""".replace("%%", "%")


def of_punches(server: Server, file: Path, lasting: int) -> Iterator[Figure]:
    """Of the server, whose database `file` grows, and of `bulk_create` on a copy of it, in turn."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        checkpoint(file)
        shutil.copy(file, folder / "naive.sqlite3")
        with naive(folder) as peer:
            pairs = [(rate(server, folder, lasting), rate(peer, folder, lasting)) for _ in range(3)]
        yield Figure(ROW, "a second", [own for own, _ in pairs], 20_000, is_least=True)
        ratios = [own / other for own, other in pairs]
        yield Figure(ROW, "x bulk_create", ratios, 3, is_least=True)
        yield from on_postgresql(folder, lasting)


def on_postgresql(folder: Path, lasting: int) -> Iterator[Figure]:
    """Where a server answers; else a line says that there is none."""
    try:
        import psycopg  # noqa: PLC0415  an extra

        cluster = psycopg.connect(f"{POSTGRESQL}/postgres", autocommit=True, connect_timeout=3)
    except (ImportError, OSError) as problem:
        sys.stdout.write(f"{ROW}: not measured on PostgreSQL ({str(problem).splitlines()[0]})\n")
        return
    except psycopg.OperationalError:
        sys.stdout.write(f"{ROW}: not measured on PostgreSQL, no server answers\n")
        return
    name = f"etp_bench_{os.getpid()}"
    with cluster:
        cluster.execute(f"CREATE DATABASE {name}")
        try:
            data.build(f"{POSTGRESQL}/{name}", folder, 1000, 0)
            with emulator(f"{POSTGRESQL}/{name}", folder) as server:
                rates = [rate(server, folder, lasting) for _ in range(3)]
        finally:
            cluster.execute(f"DROP DATABASE {name} WITH (FORCE)")
    yield Figure(f"{ROW}, PostgreSQL", "a second", rates, 10_000, is_least=True)


@contextmanager
def naive(folder: Path) -> Iterator[Server]:
    """`peers/naive_punches.py`, with as many threads for views as the emulator has."""
    port = free_port()
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(port)]
    command += ["--workers", "1", "--blocking-threads", "2", "--log-level", "error"]
    command += ["benchmarks.peers.naive_punches:application"]
    environment = {
        "ETP_DATABASE": f"sqlite:///{folder / 'naive.sqlite3'}",
        "ETP_DATA": str(folder),
        "PYTHONPATH": str(ROOT),
    }
    with started("bulk_create", command, port, environment=environment) as server:
        yield server


def rate(server: Server, folder: Path, lasting: int) -> float:
    """Punches a second."""
    script = folder / "punches.lua"
    script.write_text(PUNCHES)
    load = wrk.Load(TERMINALS, lasting, {}, script)
    return wrk.run(server.url, server.process.pid, load).per_second * LINES
