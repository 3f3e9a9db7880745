"""What the journal costs: requests a second with it and without it.

    python benchmarks/journal.py
    python benchmarks/journal.py --pairs 9 --workers 2

Starts two servers, one with the journal and one with `ETP_JOURNAL_ENTRIES=0`, and asks both for the
same list of employees over one connection each, in many short turns, so that what else is busy
disturbs both alike. Of each the median turn counts. Two equal servers differ by some percent for
as long as they run (seen), so this is done with several pairs, whose median ratio is shown. Besides
requests a second there is the processor time of the servers (Linux), which other programs disturb
less. A ratio of 1 is a journal that costs nothing.
"""

import argparse
import http.client
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

PATHS = ("/personnel/api/employees/", "/personnel/api/employees/?page_size=50")
WARM_UP = 300
ENTRIES = "200"  # fewer than the warm-up makes: each new entry pushes one out, as in the long run
PROC = Path("/proc")


class Turn(NamedTuple):
    """Seconds that some requests took."""

    elapsed: float
    processor: float


class Server:
    """A server with one connection to it, which stays open."""

    def __init__(self, process: subprocess.Popen[bytes], folder: Path) -> None:
        self.folder = folder
        url = (folder / "url").read_text().strip()
        self.processes = family(process.pid)
        self.connection = http.client.HTTPConnection(urlsplit(url).netloc)
        self.headers = {"Content-Type": "application/json"}
        login = json.dumps({"username": "admin", "password": "admin"})
        token = json.loads(self.call("POST", "/api-token-auth/", login))["token"]
        self.headers = {"Authorization": f"Token {token}"}

    def call(self, method: str, path: str, body: str | None = None) -> bytes:
        self.connection.request(method, path, body, self.headers)
        answer = self.connection.getresponse()
        content = answer.read()
        if answer.status != http.client.OK:
            raise SystemExit(f"{path} answered {answer.status}: {content.decode()}")
        return content

    def turn(self, path: str, requests: int) -> Turn:
        used, started = self.processor_s(), time.perf_counter()
        for _ in range(requests):
            self.call("GET", path)
        return Turn(time.perf_counter() - started, self.processor_s() - used)

    def processor_s(self) -> float:
        """Seconds that its threads have run so far."""
        threads = [file for pid in self.processes for file in PROC.glob(f"{pid}/task/*/schedstat")]
        return sum(int(file.read_text().split()[0]) for file in threads) / 1e9


def family(pid: int) -> list[int]:
    """A process and its children, as far as the system tells."""
    files = PROC.glob(f"{pid}/task/*/children")
    return [pid, *(int(child) for file in files for child in file.read_text().split())]


@contextmanager
def serving(workers: int, **variables: str) -> Iterator[Server]:
    """A server on a new database."""
    with tempfile.TemporaryDirectory() as name:
        url_file = Path(name) / "url"
        command = [sys.executable, "-m", "etpserver", "serve", "--port", "0"]
        command += ["--url-file", str(url_file), "--database", f"sqlite:///{name}/etp.sqlite3"]
        command += ["--workers", str(workers)]
        kept = {name: value for name, value in os.environ.items() if not name.startswith("ETP_")}
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, env={**kept, **variables})
        try:
            while not url_file.exists():
                if process.poll() is not None:
                    raise SystemExit("The server did not start.")
                time.sleep(0.05)
            yield Server(process, Path(name))
        finally:
            process.terminate()
            process.wait()


def measured(path: str, servers: Sequence[Server], rounds: int, requests: int) -> list[Turn]:
    """What a request to each server took."""
    for server in servers:
        server.turn(path, WARM_UP)
    # A B, B A, A B ..: neither always follows the other.
    turns: tuple[list[Turn], list[Turn]] = ([], [])
    for number in range(rounds):
        for which in (0, 1) if number % 2 else (1, 0):
            turns[which].append(servers[which].turn(path, requests))
    return [
        Turn(*(statistics.median(values) / requests for values in zip(*own, strict=True)))
        for own in turns
    ]


def show(path: str, pairs: Sequence[Sequence[Turn]]) -> None:
    print(path)  # noqa: T201
    for name in Turn._fields:
        times = [[getattr(turn, name) * 1e3 for turn in pair] for pair in pairs]
        if not all(free for _, free in times):  # not known on this system
            continue
        kept, free = (statistics.median(own) for own in zip(*times, strict=True))
        ratios = sorted(free / kept for kept, free in times)
        print(  # noqa: T201
            f"  {name}: {kept:.2f} ms a request with, {free:.2f} without;"
            f" ratio {statistics.median(ratios):.3f} ({ratios[0]:.3f} to {ratios[-1]:.3f})"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--requests", type=int, default=10, help="Of one turn.")
    parser.add_argument("--workers", type=int, default=1)
    options = parser.parse_args()
    found: dict[str, list[list[Turn]]] = {path: [] for path in PATHS}
    for _ in range(options.pairs):
        with ExitStack() as stack:
            servers = [
                stack.enter_context(serving(options.workers, ETP_JOURNAL_ENTRIES=entries))
                for entries in (ENTRIES, "0")
            ]
            for path, pairs in found.items():
                pairs.append(measured(path, servers, options.rounds, options.requests))
    for path, pairs in found.items():
        show(path, pairs)


if __name__ == "__main__":
    main()
