"""The virtual terminals that `serve` brings along: one child process, which ends with it."""

import subprocess
import sys
import threading
from contextlib import suppress

PREFIX = "terminals: "
END_S = 5.0


class GuestProcess:
    """`etpserver simulate --live`, started once, and not after it was ended.

    It holds the other end of a pipe and ends when that breaks, so it cannot outlive the server,
    even one that is killed.
    """

    def __init__(self, server: str, terminals: int, token: str) -> None:
        self._server = server
        self._terminals = terminals
        self._token = token
        self._process: subprocess.Popen[str] | None = None
        self._is_ended = False
        self._lock = threading.Lock()

    def start(self) -> None:
        with self._lock:
            if self._is_ended:
                return
            command = ["simulate", "--live", "--server", self._server]
            self._process = subprocess.Popen(  # noqa: S603  our own command
                [sys.executable, "-m", "etpserver", *command, "--terminals", str(self._terminals)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                encoding="utf-8",
                errors="replace",
                start_new_session=True,  # Ctrl-C is the server's to hear
            )
        threading.Thread(target=_relay, args=(self._process,), daemon=True).start()
        if self._process.stdin:
            with suppress(OSError):  # it ended already, and its lines say why
                self._process.stdin.write(f"{self._token}\n")
                self._process.stdin.flush()

    def end(self) -> None:
        """Let it end; kill it when it does not."""
        with self._lock:
            self._is_ended = True
            process = self._process
        if process is None:
            return
        if process.stdin:
            with suppress(OSError):
                process.stdin.close()
        try:
            process.wait(END_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _relay(process: "subprocess.Popen[str]") -> None:
    """Write the child's lines among the server's own, and that it ended when it did so itself."""
    for line in process.stdout or ():
        sys.stderr.write(f"{PREFIX}{line.rstrip()}\n")
        sys.stderr.flush()
    if process.wait():
        sys.stderr.write(f"{PREFIX}ended with exit code {process.returncode}\n")
