"""Worlds and snapshots that an older version left: brought up to date, and a broken one is told."""

import sqlite3
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from tests.cli.conftest import Commands, Server

AREAS = "/personnel/api/areas/"
TERMINALS = "/iclock/api/terminals/"


@pytest.fixture
def commands(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Commands:
    return Commands(tmp_path, tmp_path_factory.getbasetemp() / "templates")


def execute(file: Path, *statements: str) -> None:
    with closing(sqlite3.connect(file)) as database:
        for statement in statements:
            database.execute(statement)
        database.commit()


def make_older(file: Path) -> None:
    """What the migrations from `0003_door_count` on have not been applied to."""
    punches = ("iclock_transaction", "iclock_unregisteredpunch")
    execute(
        file,
        "ALTER TABLE iclock_terminal DROP COLUMN door_count",
        *(f"DROP TRIGGER {of}_count_{event}" for of in punches for event in ("insert", "delete")),
        "DROP TABLE row_counts",
        "DELETE FROM django_migrations WHERE app = 'iclock' AND name >= '0003'",
    )


def use(server: Server, world: str) -> list[int]:
    """Statuses of calls that need the whole of the tables."""
    base = f"{server.url}/_etp/w/{world}"
    token = httpx.get(f"{server.url}/_etp/worlds/{world}", timeout=30).json()["token"]
    headers = {"Authorization": f"Token {token}"}
    terminal = {"sn": "T1", "alias": "T", "area": "1"}
    return [
        httpx.post(f"{base}{TERMINALS}", json=terminal, headers=headers, timeout=30).status_code,
        httpx.get(f"{base}{TERMINALS}", headers=headers, timeout=30).status_code,
    ]


def test_worlds_and_snapshots_of_an_older_version_are_used_and_a_broken_one_stops_nobody(
    commands: Commands, tmp_path: Path
) -> None:
    with commands.serve() as server:
        for name in ("a-broken", "older", "to-restore"):
            body = {"name": name, "from": "empty"}
            httpx.post(f"{server.url}/_etp/worlds", json=body, timeout=30)
        body = {"name": "saved"}
        httpx.post(f"{server.url}/_etp/worlds/older/snapshots", json=body, timeout=30)
    data = tmp_path / "etp-data"
    (older,) = (data / "worlds").glob("older.*.sqlite3")
    (broken,) = (data / "worlds").glob("a-broken.*.sqlite3")
    (saved,) = (data / "snapshots").glob("saved.*.sqlite3")
    make_older(older)
    make_older(saved)
    broken.write_bytes(b"no database at all" * 1000)
    execute(
        data / "control.sqlite3",
        "UPDATE emulator_worldrecord SET schema = 'of before' WHERE name <> 'main'",
        "UPDATE emulator_snapshot SET schema = 'of before'",
    )

    (tmp_path / "url").unlink(missing_ok=True)
    with commands.serve() as server:
        assert "The world a-broken cannot be brought up to date" in server.said()
        assert use(server, "older") == [201, 200]
        path = f"{server.url}/_etp/worlds/to-restore/snapshots/saved/restore"
        assert httpx.post(path, timeout=30).status_code == 200
        assert use(server, "to-restore") == [201, 200]
        mended = httpx.post(f"{server.url}/_etp/worlds/a-broken/reset", timeout=30)
        assert mended.status_code == 200
        assert use(server, "a-broken") == [201, 200]
