"""A server with two processes beside one with one."""

import shutil
import tempfile
from pathlib import Path

from benchmarks.bench import wrk
from benchmarks.bench.figures import checkpoint
from benchmarks.bench.rows import FRESH, LIST, PAGE, Result
from benchmarks.bench.servers import Server, emulator

CONNECTIONS = 16


def two_workers(own: Server, file: Path, rounds: int, lasting: int) -> Result:
    """`own` has one worker; the other server has a copy of its database."""
    with tempfile.TemporaryDirectory() as name:
        copy = Path(name, "copy.sqlite3")
        checkpoint(file)
        shutil.copy(file, copy)
        with emulator(f"sqlite:///{copy}", Path(name), "--workers", "2") as two:
            runs = [[_run(server, lasting) for server in (two, own)] for _ in range(rounds)]
    ratios = [a.per_second / b.per_second for a, b in runs]
    cpu = [sorted(one.cpu_ms for one in side)[rounds // 2] for side in zip(*runs, strict=True)]
    title = "50 employees, fresh, two workers"
    return Result(title, CONNECTIONS, "one worker", 1.6, ratios, (cpu[0], cpu[1]))


def _run(server: Server, lasting: int) -> wrk.Run:
    load = wrk.Load(CONNECTIONS, lasting, {**server.headers, **FRESH})
    return wrk.run(server.url + LIST + PAGE, server.process.pid, load)
