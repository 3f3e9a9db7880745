"""One server for all examples, started as a reader would start it."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

READY_S = 120  # a new database is migrated and filled first
STOPPED_S = 20


@pytest.fixture(scope="session")
def server_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The base URL of `etpserver serve` in a folder of its own, on a free port."""
    folder = tmp_path_factory.mktemp("server")
    url_file = folder / "url"
    with (folder / "log").open("w+") as log:
        server = subprocess.Popen(
            [_etpserver(), "serve", "--port", "0", "--url-file", str(url_file)],
            cwd=folder,
            env=environment(),
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            yield _url_once_ready(server, url_file, folder / "log")
        finally:
            server.terminate()
            server.wait(STOPPED_S)


def environment() -> dict[str, str]:
    """This process's environment without start values; commands of its Python come first."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("ETP_")}
    return {**own, "PATH": os.pathsep.join((str(Path(sys.executable).parent), own["PATH"]))}


def _etpserver() -> str:
    command = shutil.which("etpserver", path=environment()["PATH"])
    if command is None:
        pytest.fail("The command etpserver is missing: install the project (pip install -e .).")
    return command


def _url_once_ready(server: "subprocess.Popen[bytes]", url_file: Path, log: Path) -> str:
    deadline = time.monotonic() + READY_S
    while time.monotonic() < deadline and server.poll() is None:
        if url_file.exists() and (url := url_file.read_text().strip()):
            return url.rstrip("/")
        time.sleep(0.05)
    pytest.fail(f"The server did not start:\n{log.read_text()}")
