"""The emulator and its peers, each a process with a URL and the headers of its requests."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from benchmarks.bench import BENCHMARKS, ROOT

PACKAGES = {
    "Prism": "@stoplight/prism-cli@5.14.2",  # newer ones need Node 24
    "Mockoon": "@mockoon/cli@9.9.0",
    "json-server": "json-server@0.17.4",
}
START_S = 60.0


@dataclass(frozen=True)
class Server:
    name: str
    url: str
    process: subprocess.Popen[bytes]
    headers: dict[str, str] = field(default_factory=dict)


def ask(url: str, headers: dict[str, str] | None = None, body: object = None) -> bytes:
    sent = {"Content-Type": "application/json", **(headers or {})}
    data = None if body is None else json.dumps(body).encode()
    with urlopen(Request(url, data, sent), timeout=60) as answer:  # noqa: S310  our own servers
        content: bytes = answer.read()
    return content


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextmanager
def started(
    name: str, command: list[str], port: int, headers: dict[str, str] | None = None,
    environment: dict[str, str] | None = None,
) -> Iterator[Server]:  # fmt: skip
    """A server from its first answer on, whatever that is."""
    known = {key: value for key, value in os.environ.items() if not key.startswith("ETP_")}
    known.pop("PYTHONDONTWRITEBYTECODE", None)  # an installation has its bytecode
    process = subprocess.Popen(
        command,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**known, "PYTHONPATH": str(ROOT), "NODE_ENV": "production", **(environment or {})},
    )
    try:
        url = f"http://127.0.0.1:{port}"
        until_answered(url, process)
        yield Server(name, url, process, headers or {})
    finally:
        process.terminate()
        process.wait()


def until_answered(url: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_S
    while True:
        try:
            ask(url)
        except HTTPError:
            return
        except OSError as problem:
            if process.poll() is not None or time.monotonic() > deadline:
                raise SystemExit(f"{process.args!r} did not start.") from problem
            time.sleep(0.02)
        else:
            return


def serve_command(database: str, port: int, *more: str) -> list[str]:
    """`etpserver serve` of the database at this URL."""
    command = [sys.executable, "-m", "etpserver", "serve", "--port", str(port)]
    return [*command, "--database", database, *more]


@contextmanager
def emulator(database: str, folder: Path, *more: str) -> Iterator[Server]:
    """`etpserver serve` as anybody starts it, with its admin's key."""
    port, own = free_port(), {"ETP_DATA": str(folder)}
    command = serve_command(database, port, *more)
    with started("etpserver", command, port, environment=own) as server:
        login = {"username": "admin", "password": "admin"}
        token = json.loads(ask(f"{server.url}/api/api-token-auth/", body=login))["token"]
        server.headers["Authorization"] = f"Token {token}"
        yield server


@contextmanager
def naive(database: Path, folder: Path) -> Iterator[Server]:
    program, own = BENCHMARKS / "peers" / "naive_drf", folder / "naive.sqlite3"
    load = [sys.executable, str(program / "naive.py"), "load", str(database), str(own)]
    key = subprocess.run(load, check=True, capture_output=True, text=True).stdout.strip()
    port = free_port()
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(port)]
    command += ["--workers", "1", "--working-dir", str(program), "naive:application"]
    environment = {"NAIVE_DATABASE": str(own), "PYTHONPATH": str(program)}
    headers = {"Authorization": f"Token {key}"}
    with started("naive DRF", command, port, headers, environment) as server:
        yield server


def install(folder: Path) -> Path:
    """The peers of npm in a folder of their own; answers where their commands are."""
    folder.mkdir(parents=True, exist_ok=True)
    quiet = ["--no-audit", "--no-fund", "--loglevel", "error"]
    subprocess.run(
        ["npm", "install", "--prefix", str(folder), *quiet, *PACKAGES.values()],  # noqa: S607
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return folder / "node_modules" / ".bin"
