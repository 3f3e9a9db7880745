"""Running the files of `--init`: fixtures, requests and scripts, in the order of their names.

    10-areas.json     records, as in a fixture; also .yaml and .yml
    20-people.http    requests
    30-check.sh       a script; also .py, and whatever is executable

A script finds `ETP_URL` and `ETP_TOKEN` in its environment, and `ETP_CONTROL_TOKEN` where the
server has one. The first file that fails ends it: the server goes on answering, but is never ready.
"""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx

from etpserver.api.worlds import MAIN
from etpserver.emulator.fixtures.adding import add_records
from etpserver.emulator.fixtures.errors import FixtureError
from etpserver.emulator.init.http_files import HttpFileError, HttpRequest, read_requests
from etpserver.emulator.worlds.registry import Worlds

RECORDS = {".json", ".yaml", ".yml"}
SCRIPT_S = 300  # seconds a script may take
ANSWER_S = 60.0
SHOWN = 500  # characters of what went wrong


class InitError(Exception):
    """A file failed; the text names it and says why."""


@dataclass(frozen=True, slots=True)
class Server:
    """What a file works on."""

    url: str
    control_url: str  # the same, unless the control plane has a port of its own
    token: str
    control_token: str  # empty where only this machine may drive it
    worlds: Worlds


def check_folder(folder: Path) -> list[Path]:
    """The files to be run, in their order; raises `InitError` for what nobody could run."""
    if not folder.is_dir():
        raise InitError(f"--init {folder}: there is no such folder.")
    files = [file for file in sorted(folder.iterdir()) if not file.name.startswith(".")]
    for file in files:
        if _runner(file) is None:
            raise InitError(
                f"{file}: is neither records (.json, .yaml), nor requests (.http), nor a script"
                " (.sh, .py, or executable)."
            )
    return files


def run(files: list[Path], server: Server) -> Iterator[str]:
    """Run the files; says of each that it is done. Raises `InitError`."""
    for file in files:
        runner = _runner(file)
        if runner is None:
            raise InitError(f"{file}: is nothing that can be run.")
        runner(file, server)
        yield f"{file.name}: done"


def _runner(file: Path) -> Callable[[Path, Server], None] | None:
    kind = file.suffix.lower()
    if kind in RECORDS:
        return _add_records
    if kind == ".http":
        return _send_requests
    is_script = kind in {".sh", ".py"} or (file.is_file() and os.access(file, os.X_OK))
    return _run_script if is_script else None


def _add_records(file: Path, server: Server) -> None:
    try:
        with server.worlds.use(MAIN):
            add_records(file)
    except FixtureError as problem:
        raise InitError(str(problem)) from problem


def _send_requests(file: Path, server: Server) -> None:
    known = {"url": server.url, "token": server.token}
    try:
        requests = list(read_requests(file.read_text(encoding="utf-8"), known))
    except (OSError, UnicodeDecodeError, HttpFileError) as problem:
        raise InitError(f"{file}: {problem}") from problem
    # Its own certificate is known to nobody yet; the requests stay on this machine.
    with httpx.Client(base_url=server.url, timeout=ANSWER_S, verify=False) as client:  # noqa: S501
        for request in requests:
            _send(client, request, file, server)


def _send(client: httpx.Client, request: HttpRequest, file: Path, server: Server) -> None:
    headers = {**_login(request, server), **request.headers}
    is_at_control_port = _is_control(request) and not request.target.startswith("/_etp/w/")
    target = f"{server.control_url if is_at_control_port else ''}{request.target}"
    content = request.body.encode()
    try:
        answer = client.request(request.method, target, headers=headers, content=content)
    except (httpx.HTTPError, httpx.InvalidURL) as problem:
        raise InitError(f"{file}, line {request.line}: {problem}") from problem
    if answer.is_error:
        what = f"{request.method} {request.target} answered {answer.status_code}"
        raise InitError(f"{file}, line {request.line}: {what}: {answer.text[:SHOWN]}")


def _is_control(request: HttpRequest) -> bool:
    return request.target.startswith("/_etp/")


def _login(request: HttpRequest, server: Server) -> dict[str, str]:
    """The header of a request that brings none of its own."""
    if not _is_control(request):
        return {"Authorization": f"Token {server.token}"}
    return {"Authorization": f"Bearer {server.control_token}"} if server.control_token else {}


def _run_script(file: Path, server: Server) -> None:
    before = {".sh": ["sh"], ".py": [sys.executable]}.get(file.suffix.lower(), [])
    # The server's own start values are not for what calls it.
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ETP_")}
    told = {"ETP_URL": server.url, "ETP_TOKEN": server.token}
    if server.control_token:
        told["ETP_CONTROL_TOKEN"] = server.control_token
    try:
        done = subprocess.run(  # noqa: S603  the files of a folder that the user named
            [*before, str(file.resolve())],
            cwd=file.parent,
            env={**kept, **told},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=SCRIPT_S,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as problem:
        raise InitError(f"{file}: {problem}") from problem
    if done.returncode:
        said = (done.stderr or done.stdout).strip()[-SHOWN:]
        raise InitError(f"{file}: ended with exit code {done.returncode}: {said}")
