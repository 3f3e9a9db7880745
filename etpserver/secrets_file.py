"""The installation's secret: made once, kept in the data folder, never part of a world."""

import os
import secrets
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.functional import lazy

from etpserver.databases import sqlite_file

SECRET_FILE = "secret"  # noqa: S105  the file's name


def data_folder(values: Mapping[str, Any]) -> Path:
    """`--data`, else the folder of the SQLite file, else ./etp-data."""
    if values["data"]:
        return Path(values["data"])
    if values["database"].startswith("sqlite:"):
        return sqlite_file(values["database"]).parent
    return Path("etp-data")


def installation_secret(values: Mapping[str, Any]) -> str:
    """ETP_SECRET_KEY, else the kept one, else a new one; read when first used, not before.

    So checking or building the project leaves no secret behind.
    """

    @cache  # every key of every request is derived from it
    def read() -> str:
        return str(values["secret_key"]) or _kept(data_folder(values) / SECRET_FILE)

    secret = lazy(read, str)()
    # Django and simplejwt ask whether there is one long before they need it.
    type(secret).__bool__ = lambda _secret: True  # type: ignore[attr-defined]
    return secret


def _kept(file: Path) -> str:
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        _make(file)
    return file.read_text(encoding="ascii").strip()


def _make(file: Path) -> None:
    """Write a new secret, whole or not at all; a process that was faster keeps its own."""
    made, path = tempfile.mkstemp(prefix=f".{file.name}-", dir=file.parent)
    fresh = Path(path)
    with os.fdopen(made, "w", encoding="ascii") as handle:
        handle.write(secrets.token_hex(32))
    try:
        os.link(fresh, file)
    except FileExistsError:
        pass
    except OSError:  # a file system without hard links
        fresh.replace(file)
    finally:
        fresh.unlink(missing_ok=True)
