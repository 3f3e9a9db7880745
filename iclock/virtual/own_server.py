"""A server of our own for demonstrations, in a folder that goes with it."""

import contextlib
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

START_S = 60.0
STEP_S = 0.05
LOGIN = {"username": "admin", "password": "admin"}


@contextlib.contextmanager
def own_server() -> Iterator[str]:
    """Start `etpserver serve` with an empty company; answers its URL once it is ready."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        url_file = folder / "url"
        flags = ["--port", "0", "--fixture", "empty", "--url-file", str(url_file)]
        database = f"sqlite:///{folder / 'etp.sqlite3'}"
        process = subprocess.Popen(  # noqa: S603  our own command
            [sys.executable, "-m", "etpserver", "serve", *flags, "--database", database],
            stdout=subprocess.DEVNULL,
        )
        try:
            yield _url_in(url_file, process)
        finally:
            process.terminate()
            process.wait()


def _url_in(file: Path, process: "subprocess.Popen[bytes]") -> str:
    deadline = time.monotonic() + START_S
    while not file.exists():
        if process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError("The server did not start.")
        time.sleep(STEP_S)
    url = file.read_text(encoding="utf-8").strip()
    if not urlsplit(url).port:
        raise RuntimeError(f"{url} is no URL of a server.")
    return url
