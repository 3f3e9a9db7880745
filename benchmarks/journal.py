"""What the journal costs: requests a second with it and without it.

    python benchmarks/journal.py
    python benchmarks/journal.py --rounds 1000 --workers 2

Starts two servers, one with the journal and one with `ETP_JOURNAL_ENTRIES=0`, and asks both for the
same list of employees over one connection each, in many short turns, so that what else is busy
disturbs both alike. Of each the median turn counts. Besides requests a second it shows the
processor time of the servers (Linux), which other programs disturb less. A ratio of 1 is a journal
that costs nothing.
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
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

PATHS = ("/personnel/api/employees/", "/personnel/api/employees/?page_size=50")
WARM_UP = 2100  # more than the journal keeps: from then on each new entry pushes one out
PROC = Path("/proc")


class Turn(NamedTuple):
    """Seconds that some requests took."""

    elapsed: float
    processor: float


class Server:
    """A server with one connection to it, which stays open."""

    def __init__(self, process: subprocess.Popen[bytes], url: str) -> None:
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
            yield Server(process, url_file.read_text().strip())
        finally:
            process.terminate()
            process.wait()


def compare(path: str, servers: tuple[Server, Server], rounds: int, requests: int) -> None:
    for server in servers:
        server.turn(path, WARM_UP)
    # A B, B A, A B ..: neither always follows the other.
    turns: tuple[list[Turn], list[Turn]] = ([], [])
    for number in range(rounds):
        for which in (0, 1) if number % 2 else (1, 0):
            turns[which].append(servers[which].turn(path, requests))
    (kept_s, kept_cpu), (free_s, free_cpu) = (
        [statistics.median(values) / requests for values in zip(*own, strict=True)] for own in turns
    )
    print(  # noqa: T201
        f"{path}\n  requests/s: {1 / kept_s:.0f} with, {1 / free_s:.0f} without,"
        f" ratio {free_s / kept_s:.3f}"
    )
    if free_cpu:
        print(  # noqa: T201
            f"  processor time: {kept_cpu * 1e3:.2f} ms with, {free_cpu * 1e3:.2f} ms without,"
            f" ratio {free_cpu / kept_cpu:.3f}"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=300)
    parser.add_argument("--requests", type=int, default=10, help="Of one turn.")
    parser.add_argument("--workers", type=int, default=1)
    options = parser.parse_args()
    with ExitStack() as stack:
        servers = (
            stack.enter_context(serving(options.workers)),
            stack.enter_context(serving(options.workers, ETP_JOURNAL_ENTRIES="0")),
        )
        for path in PATHS:
            compare(path, servers, options.rounds, options.requests)


if __name__ == "__main__":
    main()
