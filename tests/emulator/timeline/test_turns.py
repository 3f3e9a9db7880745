"""Transactions of one process begin one after the other; however one ends, the next may begin."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from threading import Event, Thread

import pytest
from django.db import IntegrityError, OperationalError, connections, transaction

from etpserver.emulator.timeline.connection import WorldConnection
from etpserver.emulator.worlds.binding import binding
from etpserver.emulator.worlds.generations import Generation
from etpserver.emulator.worlds.sqlite_store import SqliteStore, mark

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(os.name == "nt", reason="Undo is not built for Windows."),
]
PATIENCE_S = 30
INSERT = "INSERT INTO t VALUES (1)"


@pytest.fixture
def store(tmp_path: Path) -> SqliteStore:
    with closing(sqlite3.connect(tmp_path / "source")) as database:
        database.execute("CREATE TABLE t (x)")
        database.execute("CREATE TABLE parent (x PRIMARY KEY)")
        database.execute(
            "CREATE TABLE child (x REFERENCES parent (x) DEFERRABLE INITIALLY DEFERRED)"
        )
        mark(database)
    settings = {**connections["default"].settings_dict, "NAME": str(tmp_path / "source")}
    return SqliteStore(settings, tmp_path)


@pytest.fixture
def generation(store: SqliteStore, tmp_path: Path) -> Iterator[Generation]:
    made = store.create("w", tmp_path / "source")
    yield made
    made.remove()


@pytest.fixture
def connection(store: SqliteStore, generation: Generation) -> Iterator[WorldConnection]:
    with closing(store.connect(generation.settings)) as made:
        assert isinstance(made, WorldConnection)
        yield made


def is_free(connection: WorldConnection) -> bool:
    return not connection.timeline.turn.locked()


def test_a_transaction_holds_the_turn_until_it_is_committed(connection):
    with binding("w", connection), transaction.atomic("w"):
        connection.cursor().execute(INSERT)
        assert not is_free(connection)

    assert is_free(connection)


def test_a_rollback_gives_the_turn_back(connection):
    with binding("w", connection), pytest.raises(ZeroDivisionError), transaction.atomic("w"):
        raise ZeroDivisionError

    assert is_free(connection)


def test_a_commit_that_fails_gives_the_turn_back(connection):
    with binding("w", connection), pytest.raises(IntegrityError), transaction.atomic("w"):
        connection.cursor().execute("INSERT INTO child VALUES (1)")

    assert is_free(connection)


def test_closing_within_a_transaction_gives_the_turn_back(connection):
    with binding("w", connection), transaction.atomic("w"):
        connection.close()
        assert is_free(connection)


def test_a_transaction_that_cannot_begin_gives_the_turn_back(connection, generation):
    connection.ensure_connection()
    connection.cursor().execute("PRAGMA busy_timeout=0")
    file = generation.settings["NAME"]
    with closing(sqlite3.connect(file, uri=True, isolation_level=None)) as another_process:
        another_process.execute("BEGIN IMMEDIATE")
        with binding("w", connection), pytest.raises(OperationalError), transaction.atomic("w"):
            pass

    assert is_free(connection)


def test_the_next_begins_when_the_one_before_is_over(store, generation, connection):
    seen, has_begun = [], Event()

    def second() -> None:
        with closing(store.connect(generation.settings)) as own, binding("w", own):
            own.inc_thread_sharing()
            has_begun.set()
            with transaction.atomic("w"):
                own.cursor().execute("SELECT COUNT(*) FROM t")
                seen.append(own.cursor().execute("SELECT COUNT(*) FROM t").fetchone()[0])

    writer = Thread(target=second)
    with binding("w", connection), transaction.atomic("w"):
        writer.start()
        assert has_begun.wait(PATIENCE_S)
        connection.cursor().execute(INSERT)
    writer.join(PATIENCE_S)

    assert seen == [1]
