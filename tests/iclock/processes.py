"""Several processes on one database, which is SQLite's or PostgreSQL's."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.kernel.databases import SERVER

ROOT = Path(__file__).parents[2]


@contextmanager
def empty_database(kind: str, folder: Path) -> Iterator[str]:
    """The URL of an empty database, `sqlite` or `postgresql`."""
    if kind == "sqlite":
        yield f"sqlite:///{folder}/queue.sqlite3"
        return
    psycopg = pytest.importorskip("psycopg", reason="PostgreSQL needs psycopg")
    name = f"etp_test_queue_{os.getpid()}"
    try:
        server = psycopg.connect(SERVER, autocommit=True)
    except psycopg.OperationalError:
        pytest.skip("no PostgreSQL server answers")
    with closing(server):
        server.execute(f"CREATE DATABASE {name}")
        try:
            yield f"postgres://postgres@127.0.0.1:5432/{name}"
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def filled(database: str, folder: Path, program: str) -> dict[str, str]:
    """The environment of processes on this database, once the program has filled its tables."""
    found = {
        **os.environ,
        "ETP_DATABASE": database,
        "ETP_DATA": str(folder / "data"),
        "PYTHONPATH": str(ROOT),
    }
    for arguments in (
        ["migrate", "--verbosity", "0"],
        ["shell", "--verbosity", "0", "-c", program],
    ):
        command = [sys.executable, str(ROOT / "manage.py"), *arguments]
        subprocess.run(command, env=found, check=True, capture_output=True, timeout=120)
    return found
