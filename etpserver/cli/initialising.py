"""Running the files of `--init` beside a server that answers already, but is not ready."""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from etpserver.cli.starting import StartError


def begin_init(values: Mapping[str, Any], *, is_new: bool) -> list[Path]:
    """The files to be run; nobody is told that the server is ready before they are.

    None for a database that is not new, as containers of databases do: what it holds already was
    put there before. Raises `StartError`.
    """
    from etpserver.emulator.init import progress  # noqa: PLC0415
    from etpserver.secrets_file import data_folder  # noqa: PLC0415

    if not is_new:
        progress.note_broken_off(data_folder(values))
        return []
    progress.finish(data_folder(values))  # of a run for a database that was deleted since
    files = check_init(values)
    if files:
        progress.begin(data_folder(values))
    return files


def check_init(values: Mapping[str, Any]) -> list[Path]:
    """The files that would be run; a `StartError` for what nobody could run."""
    if not values["init"]:
        return []
    from etpserver.emulator.init.hooks import InitError, check_folder  # noqa: PLC0415  needs Django

    try:
        return check_folder(Path(values["init"]))
    except InitError as problem:
        raise StartError(str(problem)) from problem


def run_init(files: list[Path], url: str, values: Mapping[str, Any]) -> str:
    """Run them; answers why it ended early, empty when all is done."""
    from etpserver.api.worlds import MAIN  # noqa: PLC0415  after Django is set up
    from etpserver.cli.control_port import control_url  # noqa: PLC0415
    from etpserver.emulator.init import hooks, progress  # noqa: PLC0415
    from etpserver.emulator.worlds import registry, serving  # noqa: PLC0415
    from etpserver.emulator.worlds.keys import admin_key  # noqa: PLC0415
    from etpserver.secrets_file import data_folder  # noqa: PLC0415

    worlds = registry.installed() or serving.make(values)
    with worlds.use(MAIN):
        token = admin_key() or ""
    server = hooks.Server(url, control_url(values), token, values["control_token"], worlds)
    try:
        for line in hooks.run(files, server):
            sys.stderr.write(f"etpserver: {line}\n")
    except hooks.InitError as problem:
        progress.fail(data_folder(values), str(problem))
        return f"The server is not ready: {problem}"
    progress.finish(data_folder(values))
    return ""
