"""Starting an emulator for a test session, in a process and a folder of its own."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Self

START_S = 60.0  # the first start of a day builds the demo company
STEP_S = 0.01


class StartError(Exception):
    """The server did not start; the text is what it said."""


class ServerProcess:
    """`etpserver serve` on a free port, with a data folder that is removed at the end.

    Attributes:
        url: where it answers, such as `http://127.0.0.1:40123`.
        folder: its data folder, with its log.
    """

    def __init__(
        self,
        fixture: str = "demo",
        arguments: Sequence[str] = (),
        environment: Mapping[str, str] | None = None,
    ) -> None:
        """Start it and wait until it answers, up to 60 seconds.

        Args:
            fixture: what it starts with: a name or a folder.
            arguments: further flags of `etpserver serve`.
            environment: further variables; those named `ETP_*` are not handed on otherwise.

        Raises:
            StartError: it ended, or did not answer in time.
        """
        self.folder = Path(tempfile.mkdtemp(prefix="etpserver-"))
        self._url_file = self.folder / "url"
        self._log = self.folder / "log"
        command = [sys.executable, "-m", "etpserver", "serve", "--port", "0"]
        command += ["--fixture", fixture, "--url-file", str(self._url_file)]
        command += ["--database", f"sqlite:///{self.folder / 'etp.sqlite3'}", *arguments]
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(  # noqa: S603  our own command
                command,
                cwd=self.folder,
                # It is killed, and tidies nothing up: what it leaves goes with the folder.
                env=clean_environment({"TMPDIR": str(self.folder), **(environment or {})}),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        self.url = self._wait()

    def _wait(self) -> str:
        deadline = time.monotonic() + START_S
        while not self._url_file.exists():
            if self._process.poll() is not None or time.monotonic() > deadline:
                said = self._log.read_text(errors="replace").strip()
                self.stop()
                raise StartError(said or f"The server did not answer within {START_S:g} s.")
            time.sleep(STEP_S)
        return self._url_file.read_text(encoding="utf-8").strip()

    def stop(self) -> None:
        """End the server at once: nobody will read its data again."""
        self._process.kill()
        self._process.wait()
        with suppress(OSError):
            shutil.rmtree(self.folder)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_problem: object) -> None:
        self.stop()


def clean_environment(more: Mapping[str, str]) -> dict[str, str]:
    """This process's environment without what another project's Django or server needs."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("ETP_") and name != "DJANGO_SETTINGS_MODULE"
    }
    return {**kept, **more}
