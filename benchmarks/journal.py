"""What the journal costs: requests a second with it and without it.

    python benchmarks/journal.py
    python benchmarks/journal.py --rounds 40 --requests 200 --workers 2

Starts two servers, one with the journal and one with `ETP_JOURNAL_ENTRIES=0`, and asks both for the
same list of employees over one connection each, in turns. Their ratio is reported: 1 is a journal
that costs nothing. What else is busy disturbs both alike.
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
from urllib.parse import urlsplit

PATHS = ("/personnel/api/employees/", "/personnel/api/employees/?page_size=50")
WARM_UP = 2500  # more than the journal keeps: from then on each new entry pushes one out


@contextmanager
def server(folder: Path, workers: int, **variables: str) -> Iterator[str]:
    """A server on a new database; its URL."""
    url_file = folder / "url"
    command = [sys.executable, "-m", "etpserver", "serve", "--port", "0"]
    command += ["--url-file", str(url_file), "--database", f"sqlite:///{folder}/etp.sqlite3"]
    command += ["--workers", str(workers)]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ETP_")}
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, env={**kept, **variables})
    try:
        while not url_file.exists():
            if process.poll() is not None:
                raise SystemExit("The server did not start.")
            time.sleep(0.05)
        yield url_file.read_text().strip()
    finally:
        process.terminate()
        process.wait()


class Caller:
    """One connection to a server, which stays open."""

    def __init__(self, url: str) -> None:
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

    def per_second(self, path: str, requests: int) -> float:
        started = time.perf_counter()
        for _ in range(requests):
            self.call("GET", path)
        return requests / (time.perf_counter() - started)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--requests", type=int, default=150, help="Of one turn.")
    parser.add_argument("--workers", type=int, default=1)
    options = parser.parse_args()
    with ExitStack() as stack:
        folders = [Path(stack.enter_context(tempfile.TemporaryDirectory())) for _ in range(2)]
        settings = ({}, {"ETP_JOURNAL_ENTRIES": "0"})
        urls = [
            stack.enter_context(server(folder, options.workers, **variables))
            for folder, variables in zip(folders, settings, strict=True)
        ]
        kept, free = (Caller(url) for url in urls)
        for path in PATHS:
            for caller in (kept, free):
                caller.per_second(path, WARM_UP)
            turns = [
                (kept.per_second(path, options.requests), free.per_second(path, options.requests))
                for _ in range(options.rounds)
            ]
            ratios = sorted(a / b for a, b in turns)
            with_it, without = (statistics.median(turn) for turn in zip(*turns, strict=True))
            print(  # noqa: T201
                f"{path}: {with_it:.0f} requests/s with, {without:.0f} without;"
                f" ratio {statistics.median(ratios):.3f} (half of {options.rounds} turns from"
                f" {ratios[len(ratios) // 4]:.3f} to {ratios[-len(ratios) // 4]:.3f})"
            )


if __name__ == "__main__":
    main()
