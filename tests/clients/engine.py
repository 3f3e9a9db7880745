"""A stand-in for a container engine: as much of Docker's API as testcontainers asks for.

A container is the command of the Dockerfile as a process, with the variables of the file and those
that it is created with; its paths lie in a folder. Calls come from loopback, not from a gateway,
so nobody is asked for the control token.
"""

import json
import os
import re
import signal
import socket
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, Self

from tests.packaging.dockerfile import CHECKOUT, Image

ID = "c0ffee"
COMMAND = """#!/bin/sh
PYTHONPATH="{checkout}" exec "{python}" -m etpserver "$@"
"""


@dataclass(slots=True)
class Container:
    """What was asked for, and what runs."""

    asked: dict[str, Any]
    folder: Path
    published: socket.socket = field(default_factory=lambda: socket.create_server(("127.0.0.1", 0)))
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        image = Image(self.folder)
        image.read()
        for place in ("opt/etpserver/bin", "data", "docker-entrypoint-init.d"):
            (self.folder / place).mkdir(parents=True)
        command = self.folder / "opt/etpserver/bin/etpserver"
        command.write_text(COMMAND.format(checkout=CHECKOUT, python=sys.executable))
        command.chmod(0o755)
        given = dict(variable.split("=", 1) for variable in self.asked.get("Env") or [])
        with (self.folder / "log").open("wb") as log:
            self.process = subprocess.Popen(
                image.command("ENTRYPOINT", "CMD"),
                cwd=self.folder / "data",
                # A container has all ports for itself; here a free one is taken.
                env={**image.variables, **given, "ETP_PORT": "0", "ETP_URL_FILE": "url"},
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        Thread(target=self._publish, daemon=True).start()

    def _publish(self) -> None:
        with suppress(OSError):  # closed
            while True:
                client, _address = self.published.accept()
                Thread(
                    target=_join, args=(client, self.folder / "data" / "url"), daemon=True
                ).start()

    @property
    def runs(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def told(self) -> dict[str, Any]:
        """As `docker inspect` has it."""
        port = {"HostIp": "127.0.0.1", "HostPort": str(self.published.getsockname()[1])}
        ports = {name: [port] for name in self.asked["ExposedPorts"]}
        state = {"Status": "running" if self.runs else "exited", "Running": self.runs}
        return {
            "Id": ID,
            "Config": {"Tty": True},  # so that the log is plain text
            "State": state,
            "NetworkSettings": {"Ports": ports},
        }

    def remove(self) -> None:
        self.published.close()
        if self.process is not None and self.runs:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


def _join(client: socket.socket, file: Path) -> None:
    """Hand on what is said, both ways; hang up while the server does not answer yet."""
    with client, suppress(OSError):
        port = int(file.read_text().strip().rpartition(":")[2])
        with socket.create_connection(("127.0.0.1", port)) as server:
            back = Thread(target=_pump, args=(server, client), daemon=True)
            back.start()
            _pump(client, server)
            back.join()


def _pump(source: socket.socket, goal: socket.socket) -> None:
    with suppress(OSError):
        while said := source.recv(65536):
            goal.sendall(said)
        goal.shutdown(socket.SHUT_WR)


class Engine(ThreadingHTTPServer):
    """Knows one image, and holds one container at a time."""

    daemon_threads = True

    def __init__(self, image: str, folder: Path) -> None:
        super().__init__(("127.0.0.1", 0), Calls)
        self.image, self.folder = image, folder
        self.made: list[Container] = []
        self.removed = 0

    @property
    def url(self) -> str:
        return f"tcp://127.0.0.1:{self.server_port}"

    def __enter__(self) -> Self:
        Thread(target=self.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_problem: object) -> None:
        self.shutdown()
        self.server_close()
        for container in self.made:
            container.remove()


class Calls(BaseHTTPRequestHandler):
    """One call of the API; what is not known is a 404, as an unknown image is."""

    server: Engine

    def _answer(self) -> None:
        content = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        path = re.sub(r"^/v[\d.]+|\?.*$", "", self.path)
        status, body = self._done(f"{self.command} {path}", json.loads(content or "{}"))
        text = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    do_GET = do_POST = do_DELETE = _answer  # noqa: N815  the base class asks for these names

    def _done(self, call: str, asked: dict[str, Any]) -> tuple[int, Any]:
        made = self.server.made
        answer: tuple[int, Any] = 204, b""
        if call == "GET /version":
            answer = 200, {"ApiVersion": "1.44", "MinAPIVersion": "1.24"}
        elif call == f"GET /images/{self.server.image}/json":
            answer = 200, {"Id": "image"}
        elif call == "POST /containers/create":
            made.append(Container(asked, self.server.folder / str(len(made))))
            answer = 201, {"Id": ID, "Warnings": []}
        elif call == f"GET /containers/{ID}/json":
            answer = 200, made[-1].told()
        elif call == f"GET /containers/{ID}/logs":
            answer = 200, (made[-1].folder / "log").read_bytes()
        elif call == f"POST /containers/{ID}/start":
            made[-1].start()
        elif call == f"DELETE /containers/{ID}":
            made[-1].remove()
            self.server.removed += 1
        else:
            answer = 404, {"message": f"the stand-in does not know {call}"}
        return answer

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""
