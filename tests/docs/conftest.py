"""The server of the examples, started as a reader would start it."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

READY_S = 120  # a new database is migrated and filled first
STOPPED_S = 20


@pytest.fixture(scope="session")
def serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., str]]:
    """`serve("--fixture", "manual")` answers the base URL of a server started with these flags."""
    running: dict[tuple[str, ...], Server] = {}

    def started(*flags: str) -> str:
        if flags not in running:
            running[flags] = Server(tmp_path_factory.mktemp("server"), flags)
        return running[flags].url

    yield started
    for server in running.values():
        server.stop()


class Server:
    """`etpserver serve` in a folder of its own, on a free port."""

    def __init__(self, folder: Path, flags: tuple[str, ...]) -> None:
        self.log = folder / "log"
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [_etpserver(), "serve", "--port", "0", "--url-file", "url", *flags],
                cwd=folder,
                env=environment(),
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        try:
            self.url = self._url_once_ready(folder / "url")
        except BaseException:
            self.stop()
            raise

    def _url_once_ready(self, file: Path) -> str:
        deadline = time.monotonic() + READY_S
        while time.monotonic() < deadline and self.process.poll() is None:
            if file.exists() and (url := file.read_text().strip()):
                return url.rstrip("/")
            time.sleep(0.05)
        pytest.fail(f"The server did not start:\n{self.log.read_text()}")

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(STOPPED_S)


def environment() -> dict[str, str]:
    """This process's environment without start values; commands of its Python come first."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("ETP_")}
    return {**own, "PATH": os.pathsep.join((str(Path(sys.executable).parent), own["PATH"]))}


def _etpserver() -> str:
    command = shutil.which("etpserver", path=environment()["PATH"])
    if command is None:
        pytest.fail("The command etpserver is missing: install the project (pip install -e .).")
    return command
