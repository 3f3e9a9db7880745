"""The thread that tidies up: what it removes, and that nothing stops it but `stop`."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from threading import Event

import pytest
from django.db import DatabaseError

from etpserver.emulator.worlds import janitor
from etpserver.emulator.worlds.janitor import Janitor
from etpserver.emulator.worlds.sqlite_store import SHORTEST_LIFE_S, SqliteStore

SOON_S = 10


def test_it_goes_on_after_an_error_until_it_is_stopped(monkeypatch, caplog):
    passed = Event()
    results = iter([DatabaseError("locked"), OSError("full"), None])

    def tidy(_worlds):
        result = next(results, None)
        if result is None:
            passed.set()
        else:
            raise result

    monkeypatch.setattr(janitor, "tidy", tidy)
    monkeypatch.setattr(janitor, "sweep", lambda _worlds: 0)
    tidying = Janitor(None, every_s=0.001)
    tidying.start()
    assert passed.wait(SOON_S)
    tidying.stop()
    assert caplog.text.count("could not be tidied") == 2


@pytest.fixture
def store(tmp_path: Path) -> SqliteStore:
    source = tmp_path / "source"
    with closing(sqlite3.connect(source)) as database:
        database.execute("CREATE TABLE t (x)")
    return SqliteStore({"NAME": str(source)}, tmp_path)


@pytest.fixture
def source(tmp_path: Path, store: SqliteStore) -> Path:
    return tmp_path / "source"


def names(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


def age(folder: Path, *files: str) -> None:
    """Let files look as if nobody had written to them for long."""
    for name in files:
        stat = (folder / name).stat()
        old = stat.st_mtime - SHORTEST_LIFE_S - 60
        os.utime(folder / name, (old, old))


def test_two_copies_of_one_world_never_have_one_name(store, source):
    first, second = store.create("w", source), store.create("w", source)

    assert first.key != second.key
    assert names(store.worlds) == sorted([first.key, second.key])


def test_a_removed_database_takes_its_companions_along(store, source):
    generation = store.create("w", source)
    for ending in ("-wal", "-shm"):
        (store.worlds / f"{generation.key}{ending}").touch()

    generation.remove()

    assert names(store.worlds) == []


def test_other_processes_have_time_to_open_what_is_removed(tmp_path, source, monkeypatch):
    store = SqliteStore({"NAME": str(source)}, tmp_path, grace_s=60)
    generation = store.create("w", source)

    generation.remove()
    store.remove_due()
    assert names(store.worlds) == [generation.key]
    monkeypatch.setattr("time.monotonic", lambda: float("inf"))
    store.remove_due()
    assert names(store.worlds) == []


def test_sweeps_what_nobody_uses_once_it_is_old(store, source):
    used, fresh, old = (store.create("w", source).key for _ in range(3))
    (store.worlds / "gone.ab.sqlite3-wal").touch()
    age(store.worlds, used, old, "gone.ab.sqlite3-wal")
    (store.worlds / f"{used}-wal").touch()

    assert store.sweep({used}, at_start=False) == 2
    assert names(store.worlds) == sorted([used, f"{used}-wal", fresh])


def test_what_is_still_written_to_is_not_old(store, source):
    key = store.create("w", source).key
    (store.worlds / f"{key}-wal").touch()
    age(store.worlds, key)

    assert store.sweep(set(), at_start=False) == 0


def test_sweeps_everything_else_at_a_start(store, source):
    used = store.create("w", source).key
    store.create("w", source)
    (store.worlds / "templates").mkdir()

    assert store.sweep({used}, at_start=True) == 1
    assert names(store.worlds) == sorted([used, "templates"])


def test_what_a_killed_start_has_left_half_made_goes_once_it_is_old(store, source, tmp_path):
    templates = tmp_path / "worlds" / "templates"
    templates.mkdir(parents=True)
    for folder, name in ((tmp_path, ".etp.sqlite3-a1"), (templates, ".0f.sqlite3-b2-wal")):
        (folder / name).touch()
        (folder / f"{name}2").touch()
        age(folder, name)
    (tmp_path / ".secret-c3").touch()
    age(tmp_path, ".secret-c3")

    store.sweep(set(), at_start=True)

    assert names(tmp_path) == [".etp.sqlite3-a12", "source", "worlds"]
    assert names(templates) == [".0f.sqlite3-b2-wal2"]
