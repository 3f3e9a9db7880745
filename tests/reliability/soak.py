"""`make soak`: the demo, virtual terminals that punch and a client that polls, for a long time.

    python -m tests.reliability.soak --for 3600 --terminals 50 --chart soak.svg --json soak.json

Prints what the server held at each look; fails if memory or anything else goes on growing.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from tests.reliability.calls import Caller, Times
from tests.reliability.chart import chart
from tests.reliability.group import Group, database_flags, login
from tests.reliability.holding import Sample, is_flat, sample, slope

READ = (
    "/personnel/api/employees/?page_size=50",
    "/personnel/api/departments/",
    "/iclock/api/transactions/?page_size=100",
    "/iclock/api/terminals/",
    "/_etp/ui/",
    "/_etp/ui/people",
    "/_etp/ui/punches",
    "/_etp/ui/terminals",
    "/_etp/ui/requests",
    "/_etp/requests?limit=100",
    "/_etp/timeline?limit=50",
    "/_etp/state",
)
# The journal keeps 2000 requests of a world and those that came since it was last cut, some a
# second; a log is folded at 64 MB, and its points end then.
# Each point has a page of 4 KB at least.
BOUNDS = {"journal": 2050, "timeline": 16_384, "log_mb": 80}
PUNCHES = 6  # of each terminal in a minute
PAUSE_S = 0.1  # of the polling client after each call


@dataclass
class Soak:
    """One long run."""

    seconds: float
    every_s: float
    most_slope: float  # MB an hour
    times: Times = field(default_factory=Times)
    samples: list[Sample] = field(default_factory=list)
    punches: int = 0

    def run(self, server: Group, data: Path) -> None:
        is_over = threading.Event()
        poller = threading.Thread(target=self.poll, args=(server.url, is_over))
        poller.start()
        watcher = Caller(server.url, login(server.url), self.times)
        began = time.monotonic()
        try:
            while (passed := time.monotonic() - began) < self.seconds:
                self.samples.append(sample(server, watcher, data, passed))
                sys.stderr.write(f"{self.samples[-1]}\n")
                left = began + self.seconds - time.monotonic()
                is_over.wait(max(0.0, min(self.every_s, left)))
        finally:
            is_over.set()
            poller.join()
            watcher.close()

    def poll(self, url: str, is_over: threading.Event) -> None:
        caller = Caller(url, login(url), self.times)
        entry = {"username": "admin", "password": "admin"}
        caller.client.post("/_etp/ui/login", data=entry)  # the pages ask for it elsewhere only
        number = 0
        while not is_over.wait(PAUSE_S):
            path = READ[number % len(READ)]
            number += 1
            answer = caller.ask(path.partition("?")[0], "GET", path)
            if answer.status_code >= 400:
                self.times.fail(f"{path}: {answer.status_code}")
        caller.close()

    def faults(self) -> list[str]:
        """What went wrong or goes on growing."""
        wrong = [*self.times.failures[:20]]
        growth = slope(self.samples)
        if growth > self.most_slope:
            wrong.append(
                f"memory grows by {growth:.1f} MB an hour, {self.most_slope:g} are allowed"
            )
        wrong += [
            f"{name} goes on growing"
            for name in ("open_files", "connections", "threads")
            if not is_flat([getattr(one, name) for one in self.samples])
        ]
        for name, most in BOUNDS.items():
            reached = max(getattr(one, name) for one in self.samples)
            if reached > most:
                wrong.append(f"{name} reached {reached}, {most} are allowed")
        return wrong

    def report(self) -> dict[str, object]:
        return {
            "seconds": self.seconds,
            "slope_mb_per_hour": round(slope(self.samples), 2),
            "punches": self.punches,
            "calls": sum(map(len, self.times.taken.values())),
            "latency_ms": self.times.table(),
            "samples": [asdict(one) for one in self.samples],
            "faults": self.faults(),
        }


def run(folder: Path, cache: Path, soak: Soak, *, terminals: int, database: str = "") -> None:
    """A server of its own with the demo, and the run."""
    data = folder / "etp-data"
    data.mkdir(parents=True, exist_ok=True)
    flags = ["--fixture", "demo", *database_flags(database)]
    with Group(folder, cache, *flags).wait() as server:
        # Not those of `serve --terminals`, whose people sleep at night.
        command = ["simulate", "--server", server.url, "--terminals", str(terminals), "--json"]
        command += ["--punches-per-minute", str(PUNCHES), "--people", "20"]
        with subprocess.Popen(
            [sys.executable, "-m", "etpserver", *command, "--for", f"{soak.seconds:.0f}s"],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        ) as simulation:
            soak.run(server, data)
            said, _ = simulation.communicate(timeout=300)
        if simulation.returncode:
            soak.times.fail(f"simulate ended with {simulation.returncode}: {said[-500:]!r}")
        soak.punches = json.loads(said)["records"].get("ATTLOG", {}).get("made", 0) if said else 0
        if "Traceback" in server.said():
            soak.times.fail(f"traceback: {server.said()[-3000:]}")
        if code := server.stop():
            soak.times.fail(f"the server ended with {code}")


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--for", type=float, default=3600, dest="seconds")
    parser.add_argument("--every", type=float, default=30, help="seconds between two looks")
    parser.add_argument("--terminals", type=int, default=50)
    parser.add_argument("--most-slope", type=float, default=20, help="MB an hour")
    parser.add_argument("--database", default="", help="an empty PostgreSQL database")
    parser.add_argument("--chart", type=Path, help="a file for the chart (SVG)")
    parser.add_argument("--json", type=Path, help="a file for the report")
    given = parser.parse_args(arguments)
    soak = Soak(given.seconds, given.every, given.most_slope)
    with tempfile.TemporaryDirectory(prefix="etp-soak-") as name:
        folder, cache = Path(name) / "server", Path(name) / "cache"
        run(folder, cache, soak, terminals=given.terminals, database=given.database)
    report = soak.report()
    if given.json:
        given.json.write_text(json.dumps(report, indent=2) + "\n")
    if given.chart:
        given.chart.write_text(chart(soak.samples))
    sys.stdout.write("\n".join(map(str, soak.samples)) + "\n")
    sys.stdout.write(f"memory: {report['slope_mb_per_hour']} MB an hour in the second half\n")
    wrong = soak.faults()
    sys.stdout.write("\n".join([*(f"FAULT {text}" for text in wrong), ""]) or "no faults\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
