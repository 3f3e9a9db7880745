"""The installation's secret: made once, kept in the data folder, never part of a world."""

import os
import secrets
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from etpserver.databases import sqlite_file

SECRET_FILE = "secret"  # noqa: S105  the file's name


def data_folder(values: Mapping[str, Any]) -> Path:
    """`--data`, else the folder of the SQLite file, else ./etp-data."""
    if values["data"]:
        return Path(values["data"])
    if values["database"].startswith("sqlite:"):
        return sqlite_file(values["database"]).parent
    return Path("etp-data")


def installation_secret(values: Mapping[str, Any]) -> Callable[[], str]:
    """A function that answers the secret: ETP_SECRET_KEY, else the kept one, else a new one."""

    def read() -> str:
        return values["secret_key"] or _kept(data_folder(values) / SECRET_FILE)

    return read


def _kept(file: Path) -> str:
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        try:
            made = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:  # another process was first
            return _kept(file)
        with os.fdopen(made, "w") as handle:
            handle.write(secrets.token_hex(32))
    return file.read_text().strip()
