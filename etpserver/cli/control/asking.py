"""Which server and world a command is about, what it is given, and asking the server."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer

from etpserver.cli.failing import fail

if TYPE_CHECKING:
    from etpserver.testing.control import Control

Url = Annotated[
    str | None,
    typer.Option(
        "--url", help="The server's URL; default: ETP_URL, else from ETP_HOST and ETP_PORT."
    ),
]
World = Annotated[
    str | None, typer.Option("--world", "-w", help="The world it is about; default: main.")
]
Json = Annotated[bool, typer.Option("--json", help="Answer JSON instead of a table.")]


@contextmanager
def asking(url: str | None, world: str | None = None) -> "Iterator[Control]":
    """The control plane; what goes wrong ends the command with exit code 1."""
    import httpx  # noqa: PLC0415  loaded by the commands that ask

    from etpserver.testing.control import Control, ControlError  # noqa: PLC0415

    server = server_url(url)
    try:
        with Control(server, world=world) as control:
            yield control
    except ControlError as problem:
        fail(str(problem))
    except httpx.InvalidURL as problem:
        fail(f"{server} is no URL: {problem}.")
    except httpx.HTTPError as problem:
        fail(f"No server answers at {server} ({problem}). Start one with: etpserver serve")


def json_object(text: str, name: str, example: str) -> dict[str, Any]:
    """The object that a flag or an argument holds as JSON; anything else ends the command."""
    try:
        found = json.loads(text)
    except ValueError as problem:
        fail(f"{name} is not JSON: {problem}.")
    if not isinstance(found, dict):
        fail(f"{name} takes an object such as {example}.")
    return found


def server_url(url: str | None) -> str:
    """The URL given, else the environment's, else where `serve` listens by default."""
    from etpserver import env  # noqa: PLC0415
    from etpserver.cli.control_port import control_url  # noqa: PLC0415

    if given := url or os.environ.get("ETP_URL"):
        return given.rstrip("/")
    try:
        values = env.current()
    except env.SettingError as problem:
        fail(str(problem))
    return control_url(values)
