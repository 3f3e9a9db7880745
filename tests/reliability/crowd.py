"""`make crowd`: many clients at once on a real server, a ledger each; none may be wronged.

    python -m tests.reliability.crowd --clients 64 --for 300 [--database postgres://..]
    python -m tests.reliability.crowd --clients 8 --steps 40

Prints how long each kind of call took; `--json` writes the same to a file.
"""

import argparse
import json
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.reliability import leftovers
from tests.reliability.calls import KINDS, Caller, Times
from tests.reliability.crowding import Client, Race
from tests.reliability.group import Group, database_flags, login
from tests.reliability.ledger import DroppedError, Key, Value


@dataclass
class Crowd:
    """Clients on one server, and what came of them."""

    server: Group
    clients: int
    seed: int
    times: Times = field(default_factory=Times)
    race: Race = field(default_factory=Race)
    rows: int = 0
    writes: int = 0

    def work(self, seconds: float, steps: int) -> None:
        """All clients at once, for some seconds or, if that is not 0, for so many steps each."""
        token = login(self.server.url)
        self.crew = [
            Client(number, self.seed, Caller(self.server.url, token, self.times), self.race)
            for number in range(self.clients)
        ]
        until = time.monotonic() + seconds
        threads = [threading.Thread(target=self.run, args=(one, until, steps)) for one in self.crew]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def run(self, client: Client, until: float, steps: int) -> None:
        try:
            client.begin()
            done = 0
            while done < steps if steps else time.monotonic() < until:
                client.step()
                done += 1
        except DroppedError as problem:
            self.times.fail(f"no answer: {problem}")
        except Exception as problem:  # noqa: BLE001  a thread's; the campaign fails with it
            self.times.fail(f"client {client.number}: {problem!r}")

    def faults(self) -> list[str]:
        """What is wrong with the server's rows, now that nobody writes."""
        first = self.crew[0]
        found: list[tuple[Key, Value]] = [row for kind in KINDS for row in first.caller.rows(kind)]
        found += first.lists()
        self.rows = len(found)
        wrong = list(self.times.failures)
        for one in self.crew:
            own = [(key, value) for key, value in found if one.is_own(key)]
            wrong += [f"client {one.number}: {text}" for text in one.faults(own)]
            self.writes += one.ledger.acknowledged
        wrong += self.race.faults(found)
        for one in self.crew:
            one.caller.close()
        return wrong


def run(
    folder: Path,
    cache: Path,
    *,
    clients: int,
    seconds: float = 0,
    steps: int = 0,
    seed: int = 1,
    workers: int = 1,
    database: str = "",
) -> dict[str, object]:
    """A server of its own, its crowd, and the report."""
    began = time.monotonic()
    flags = ["--workers", str(workers), *database_flags(database)]
    (folder / "etp-data").mkdir(parents=True, exist_ok=True)
    with Group(folder, cache, *flags).wait() as server:
        crowd = Crowd(server, clients, seed)
        crowd.work(seconds, steps)
        worked = time.monotonic() - began
        wrong = crowd.faults()
        if "Traceback" in server.said():
            wrong.append(f"traceback: {server.said()[-3000:]}")
        wrong += leftovers.of_stopped_soon(server, folder, database, is_fresh=True)
    taken = crowd.times.table()
    return {
        "clients": clients,
        "workers": workers,
        "database": "postgresql" if database else "sqlite",
        "seconds": round(worked, 1),
        "calls": sum(len(one) for one in crowd.times.taken.values()),
        "acknowledged_writes": crowd.writes,
        "rows_checked": crowd.rows,
        "latency_ms": taken,
        "faults": wrong,
    }


def shown(report: dict[str, object]) -> str:
    """The report as text."""
    rows = report["latency_ms"]
    assert isinstance(rows, list)
    heads = ("kind", "count", "p50", "p95", "p99", "max")
    lines = ["{:<18}{:>9}{:>9}{:>9}{:>9}{:>9}".format(*heads)]
    lines += ["{:<18}{:>9}{:>9}{:>9}{:>9}{:>9}".format(*(row[h] for h in heads)) for row in rows]
    names = ("clients", "workers", "database", "seconds", "calls", "acknowledged_writes")
    lines += [f"{name}: {report[name]}" for name in (*names, "rows_checked")]
    wrong = report["faults"]
    assert isinstance(wrong, list)
    lines += [f"FAULT {text}" for text in wrong[:50]]
    lines += ["no faults" if not wrong else f"{len(wrong)} faults"]
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--clients", type=int, default=64)
    parser.add_argument("--for", type=float, default=300, dest="seconds")
    parser.add_argument("--steps", type=int, default=0, help="of each client, instead of --for")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--database", default="", help="an empty PostgreSQL database")
    parser.add_argument("--json", type=Path, help="a file for the report")
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="etp-crowd-") as name:
        report = run(
            Path(name) / "server",
            Path(name) / "cache",
            clients=given.clients,
            seconds=given.seconds,
            steps=given.steps,
            seed=given.seed,
            workers=given.workers,
            database=given.database,
        )
    if given.json:
        given.json.write_text(json.dumps(report, indent=2) + "\n")
    sys.stdout.write(f"{shown(report)}\n")
    return 1 if report["faults"] else 0


if __name__ == "__main__":
    sys.exit(main())
