"""Django's database settings from one `--database` URL."""

import re
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

SQLITE = "django.db.backends.sqlite3"
POSTGRESQL = "django.db.backends.postgresql"
CONTROL_SCHEMA = "etp_control"
# Up to the last @: one with a / or # that somebody forgot to quote is not printed either.
PASSWORD = re.compile(r"(?<=://)([^/:@]*):.*(?=@)")

# Measured: 8 writers never see "database is locked" with WAL, immediate transactions and 20 s;
# deferred ones do. synchronous comes first so that switching to WAL does not wait for the disk.
SQLITE_OPTIONS: dict[str, Any] = {
    "timeout": 20,
    "transaction_mode": "IMMEDIATE",
    "init_command": (
        "PRAGMA synchronous=NORMAL; PRAGMA journal_mode=WAL; PRAGMA foreign_keys=ON;"
        "PRAGMA temp_store=MEMORY; PRAGMA cache_size=-8000;"
    ),
}


def control_settings(url: str, folder: Path) -> dict[str, Any]:
    """The database of the control plane: a file beside the worlds, or a schema of its own."""
    if url.startswith("sqlite:"):
        is_memory = str(sqlite_file(url)) == ":memory:"
        file = Path(":memory:") if is_memory else folder / "control.sqlite3"
        return {**database_settings("sqlite:///"), "NAME": file}
    base = database_settings(url)
    return {**base, "OPTIONS": {**base["OPTIONS"], "options": f"-c search_path={CONTROL_SCHEMA}"}}


def database_settings(url: str) -> dict[str, Any]:
    """`sqlite:///relative.sqlite3`, `sqlite:////absolute.sqlite3` or `postgres://user:pw@host/name`."""
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return {
            "ENGINE": SQLITE,
            "NAME": sqlite_file(url),
            "CONN_MAX_AGE": None,
            "OPTIONS": SQLITE_OPTIONS,
        }
    return {
        "ENGINE": POSTGRESQL,
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": parts.port or "",
        "CONN_MAX_AGE": None,
        "OPTIONS": dict(parse_qsl(parts.query)),
    }


def sqlite_file(url: str) -> Path:
    """The file behind a `sqlite:///` URL."""
    return Path(unquote(urlsplit(url).path).removeprefix("/"))


def shown(url: str) -> str:
    """A database URL as it may be printed: without its password, and without the query's."""
    return PASSWORD.sub(r"\1", url).partition("?")[0]
