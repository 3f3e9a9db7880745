import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from etpserver.server import addresses

CHECKOUT = Path(__file__).parents[2]


class TinyServer:
    """The tiny application behind the adapter, on a real socket."""

    def __init__(self) -> None:
        self.port, self.held = addresses.reserve("127.0.0.1", 0)
        program = [sys.executable, Path(__file__).with_name("tiny.py"), str(self.port)]
        self.process = subprocess.Popen(
            program, env={"PYTHONPATH": str(CHECKOUT)}, stderr=subprocess.PIPE, text=True
        )
        self.url = f"http://127.0.0.1:{self.port}"
        self.wait_until(self.answers)

    def answers(self) -> bool:
        try:
            return httpx.get(self.url).status_code == 200
        except httpx.TransportError:
            return False

    def connect(self, sent: bytes) -> socket.socket:
        connection = socket.create_connection(("127.0.0.1", self.port), timeout=10)
        connection.sendall(sent)
        return connection

    def notes(self, name: str) -> dict[str, object]:
        notes: dict[str, object] = httpx.get(f"{self.url}/notes/{name}").json() or {}
        return notes

    @staticmethod
    def wait_until(is_so: Callable[[], object], seconds: float = 20) -> None:
        deadline = time.monotonic() + seconds
        while not is_so():
            assert time.monotonic() < deadline, "it did not come true in time"
            time.sleep(0.01)

    def stop(self) -> int:
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


@pytest.fixture
def own_tiny() -> Iterator[TinyServer]:
    """A server that the test may stop."""
    server = TinyServer()
    yield server
    server.stop()
