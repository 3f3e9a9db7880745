"""A real server, started by the plain command in a process group of its own."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Self

import httpx

from tests.reliability.calls import Caller

ROOT = Path(__file__).parents[2]
START_S = 120.0
STEP_S = 0.01


class ServerError(Exception):
    """The server did not do what it must; the text is what it said."""


class Group:
    """`etpserver serve` on a free port; the same folder is served again by another one."""

    def __init__(
        self,
        folder: Path,
        cache: Path,
        *arguments: str,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self.folder = folder
        self.url_file = folder / "url"
        self.log = folder / "log"
        self.url_file.unlink(missing_ok=True)
        self.url = ""
        self._callers: list[Caller] = []
        kept = {name: value for name, value in os.environ.items() if not name.startswith("ETP_")}
        own = {"XDG_CACHE_HOME": str(cache), "PYTHONPATH": str(ROOT)}
        flags = ["--port", "0", "--url-file", str(self.url_file), "--fixture", "empty"]
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "etpserver", "serve", *flags, *arguments],
                cwd=folder,
                env={**kept, **own, **(environment or {})},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def pid(self) -> int:
        return self.process.pid

    def wait(self) -> Self:
        """Until it answers; raises `ServerError` if it ends before or does not."""
        deadline = time.monotonic() + START_S
        while not (self.url_file.exists() and self.url_file.read_text().endswith("\n")):
            if self.process.poll() is not None:
                raise ServerError(f"ended with {self.process.returncode}: {self.said()}")
            if time.monotonic() > deadline:
                raise ServerError(f"did not start in {START_S:g} s: {self.said()}")
            time.sleep(STEP_S)
        self.url = self.url_file.read_text().strip()
        return self

    def said(self) -> str:
        return self.log.read_text(errors="replace")[-8000:]

    def kill(self) -> None:
        """End all of its processes at once, and wait until they are gone."""
        with suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
        self.process.wait()
        deadline = time.monotonic() + START_S
        while self.members():
            if time.monotonic() > deadline:
                raise ServerError(f"{self.members()} do not end")
            time.sleep(STEP_S)

    def members(self) -> list[int]:
        """The processes of the group that run (Linux)."""
        found = []
        for entry in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                state, _, group = (entry / "stat").read_text().rpartition(")")[2].split()[:3]
                if int(group) == self.pid and state != "Z":
                    found.append(int(entry.name))
        return sorted(found)

    def stop(self, number: int = signal.SIGTERM, within_s: float = 20.0) -> int:
        """Ask it to end, as an operator does; the exit code."""
        self.process.send_signal(number)
        try:
            return self.process.wait(timeout=within_s)
        except subprocess.TimeoutExpired:
            self.kill()
            raise ServerError(f"did not stop in {within_s:g} s: {self.said()}") from None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_problem: object) -> None:
        for caller in self._callers:
            caller.close()
        self.kill()

    def caller(self, token: str) -> Caller:
        """A client with this key, closed with the server."""
        self._callers.append(Caller(self.url, token))
        return self._callers[-1]

    def admin(self) -> Caller:
        """A client that is logged in to `main`."""
        return self.caller(login(self.url))


def login(url: str) -> str:
    """The key of `admin` in `main`."""
    answer = httpx.post(
        f"{url}/api-token-auth/", json={"username": "admin", "password": "admin"}, timeout=60
    )
    found: dict[str, Any] = answer.raise_for_status().json()
    return str(found["token"])


def database_flags(database: str) -> Sequence[str]:
    """None for SQLite in the folder; else with a data folder of its own."""
    return ["--database", database, "--data", "etp-data"] if database else []
