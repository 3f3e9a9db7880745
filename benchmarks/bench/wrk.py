"""One run of wrk: requests a second, and the processor time that the server took for each."""

import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Run:
    per_second: float
    cpu_ms: float  # user and system time a request, of all processes of the server


@dataclass(frozen=True, slots=True)
class Load:
    connections: int
    seconds: int
    headers: dict[str, str]
    script: Path | None = None  # what makes each request, in Lua


def run(url: str, pid: int, load: Load) -> Run:
    """Raises `SystemExit` if the server answers errors."""
    command = ["wrk", "-t1", f"-c{load.connections}", f"-d{load.seconds}s"]
    for name, value in load.headers.items():
        command += ["-H", f"{name}: {value}"]
    command += ["-s", str(load.script)] if load.script else []
    before = cpu_s(pid)
    done = subprocess.run([*command, url], check=True, capture_output=True, text=True).stdout
    spent = cpu_s(pid) - before
    # A request may take longer than wrk waits: it counts as none, and that is said by the rate.
    if "Non-2xx" in done or re.search(r"Socket errors: (?!connect 0, read 0, write 0)", done):
        raise SystemExit(f"{url} answered errors:\n{done}")
    rate = re.search(r"Requests/sec:\s+([\d.]+)", done)
    total = re.search(r"(\d+) requests in", done)
    if rate is None or total is None or not int(total[1]):
        raise SystemExit(done)
    return Run(float(rate[1]), spent * 1000 / int(total[1]))


def cpu_s(pid: int) -> float:
    """Seconds of processor time of a process and those it started (Linux; 0 elsewhere)."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    own = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return own + sum(map(cpu_s, children(pid)))


def memory_mb(pid: int) -> float:
    """Memory of a process and those it started, shared pages counted once (Linux; 0 elsewhere).

    The proportional set size: a page that n processes share counts 1/n for each.
    """
    try:
        told = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0.0
    own = next(int(line.split()[1]) for line in told.splitlines() if line[:4] == "Pss:") / 1024
    return own + sum(map(memory_mb, children(pid)))


def children(pid: int) -> list[int]:
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        found += map(int, task.read_text().split())
    return found
