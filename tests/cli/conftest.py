import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

CHECKOUT = Path(__file__).parents[2]
START_S = 60


@dataclass
class Commands:
    """Runs the command line in a folder, with a cache of this session's own."""

    folder: Path
    cache: Path

    def environment(self, **variables: str) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("ETP_")}
        own = {"XDG_CACHE_HOME": str(self.cache), "PYTHONPATH": str(CHECKOUT)}
        return {**kept, **own, **variables}

    def run(self, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """Run a command that ends by itself."""
        return subprocess.run(
            [sys.executable, "-m", "etpserver", *arguments],
            cwd=self.folder,
            env=self.environment(**variables),
            capture_output=True,
            text=True,
            timeout=START_S,
            check=False,
        )

    def serve(self, *arguments: str, **variables: str) -> "Server":
        return Server(self, *arguments, **variables)


class Server:
    """A server started by `etpserver serve --port 0`; a context manager."""

    def __init__(self, commands: Commands, *arguments: str, **variables: str) -> None:
        self.url_file = commands.folder / "url"
        self.log = (commands.folder / "stderr").open("w+")
        flags = ["--port", "0", "--url-file", str(self.url_file), "--fixture", "empty"]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "etpserver", "serve", *flags, *arguments],
            cwd=commands.folder,
            env=commands.environment(**variables),
            stdout=subprocess.PIPE,
            stderr=self.log,
            text=True,
        )

    def __enter__(self) -> "Server":
        deadline = time.monotonic() + START_S
        while not self.url_file.exists():
            assert self.process.poll() is None, self.said()
            assert time.monotonic() < deadline, self.said()
            time.sleep(0.02)
        self.url = self.url_file.read_text().strip()
        return self

    def __exit__(self, *_problem: object) -> None:
        self.stop()

    def said(self) -> str:
        self.log.flush()
        return Path(self.log.name).read_text()

    def wait_for_text(self, text: str) -> None:
        """Wait until the server has written it to stderr."""
        deadline = time.monotonic() + START_S
        while text not in self.said():
            assert self.process.poll() is None, self.said()
            assert time.monotonic() < deadline, self.said()
            time.sleep(0.02)

    def stop(self) -> tuple[int, str]:
        """Stop with SIGTERM; answers exit code and what was printed."""
        if self.process.poll() is None:
            self.process.terminate()
        if not self.log.closed:
            self.printed, _ = self.process.communicate(timeout=20)
            self.log.close()
        return self.process.returncode, self.printed

    def login(self, name: str, password: str) -> httpx.Response:
        credentials = {"username": name, "password": password}
        return httpx.post(f"{self.url}/api-token-auth/", json=credentials)


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def commands(tmp_path: Path, cache: Path) -> Commands:
    return Commands(tmp_path, cache)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory, cache: Path) -> Iterator[Server]:
    """One live server for the tests that only ask."""
    commands = Commands(tmp_path_factory.mktemp("live"), cache)
    with commands.serve() as live:
        yield live
