import os
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from etpserver.server import addresses
from etpserver.server.certificates import issue

CHECKOUT = Path(__file__).parents[2]


class TinyServer:
    """The tiny application behind the adapter, on a real socket."""

    def __init__(self, *arguments: str | Path, authority: Path | None = None) -> None:
        self.port, self.held = addresses.reserve("127.0.0.1", 0)
        program = [sys.executable, Path(__file__).with_name("tiny.py"), str(self.port), *arguments]
        self.process = subprocess.Popen(
            program, env={"PYTHONPATH": str(CHECKOUT)}, stderr=subprocess.PIPE, text=True
        )
        self.url = f"{'https' if authority else 'http'}://127.0.0.1:{self.port}"
        self.client = httpx.Client(
            base_url=self.url,
            verify=ssl.create_default_context(cafile=authority),
            headers={"Connection": "close"},  # so that none of its connections stays
            timeout=30,
        )
        self.wait_until(self.accepts)

    def accepts(self) -> bool:
        try:
            self.connect(b"").close()
        except ConnectionRefusedError:
            return False
        return True

    def connect(self, sent: bytes) -> socket.socket:
        connection = socket.create_connection(("127.0.0.1", self.port), timeout=10)
        connection.sendall(sent)
        return connection

    def notes(self, name: str) -> dict[str, object]:
        notes: dict[str, object] = self.client.get(f"/notes/{name}").json() or {}
        return notes

    def told(self, name: str) -> list[str]:
        """The threads on which `name` was noted."""
        threads: list[str] = self.client.get(f"/told/{name}").json()
        return threads

    def proc(self, name: str) -> Path:
        """What Linux tells of the process."""
        return Path(f"/proc/{self.process.pid}/{name}")

    def descriptors(self) -> int:
        return len(list(self.proc("fd").iterdir()))

    def cpu_s(self) -> float:
        fields = self.proc("stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def memory(self) -> int:
        """Bytes in memory."""
        pages = int(self.proc("statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE")

    @staticmethod
    def wait_until(is_so: Callable[[], object], seconds: float = 20) -> None:
        deadline = time.monotonic() + seconds
        while not is_so():
            assert time.monotonic() < deadline, "it did not come true in time"
            time.sleep(0.01)

    def stop(self) -> int:
        self.client.close()
        self.process.terminate()
        self.process.communicate(timeout=10)
        if self.held:
            self.held.close()
        return self.process.returncode


@pytest.fixture(scope="module")
def tiny() -> Iterator[TinyServer]:
    server = TinyServer()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return issue(tmp_path_factory.mktemp("data"), "127.0.0.1")


@pytest.fixture(scope="module")
def secure_tiny(certificate: tuple[Path, Path]) -> Iterator[TinyServer]:
    chain, key = certificate
    authority = chain.with_name("ca.pem")
    server = TinyServer("--certificate", chain, "--key", key, authority=authority)
    yield server
    server.stop()


@pytest.fixture
def own_tiny() -> Iterator[TinyServer]:
    """A server that the test may stop."""
    server = TinyServer()
    yield server
    server.stop()
