"""What lies below worlds on PostgreSQL: names, sweeping, chores, a database of another owner."""

import threading
from collections.abc import Iterator
from contextlib import closing
from itertools import count

import pytest
from django.db import DatabaseError
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import ConnectionHandler
from pytest_django import DjangoDbBlocker

from etpserver.databases import database_settings
from etpserver.emulator.control.router import CONTROL
from etpserver.emulator.worlds import postgres_store
from etpserver.emulator.worlds.binding import binding
from etpserver.emulator.worlds.errors import SourceGoneError
from etpserver.emulator.worlds.postgres import chores as chores_module
from etpserver.emulator.worlds.postgres.chores import Chores
from etpserver.emulator.worlds.postgres.databases import Databases, Kind
from etpserver.emulator.worlds.postgres_store import PostgresStore
from tests.emulator.postgres import Base, base_database
from tests.emulator.waiting import until

SOON_S = 20
LONG_AGO, SERIAL = "00000001", "0badcafe"


@pytest.fixture(scope="module")
def own(django_db_blocker: DjangoDbBlocker) -> Iterator[Base]:
    with django_db_blocker.unblock(), base_database() as made:
        yield made


def connected(url: str) -> BaseDatabaseWrapper:
    return ConnectionHandler({"default": database_settings(url)})["default"]


@pytest.fixture
def store(own: Base) -> Iterator[PostgresStore]:
    with closing(connected(own.url)) as control, binding(CONTROL, control):
        yield PostgresStore(control.settings_dict, {"workers": 1}, set)


@pytest.fixture
def made(own: Base) -> Iterator[object]:
    """Make a database of this name; dropped at the end."""
    names: list[str] = []

    def make(name: str) -> str:
        own.cluster.execute(f'CREATE DATABASE "{name}"')
        names.append(name)
        return name

    yield make
    for name in names:
        own.cluster.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def test_a_sweep_drops_what_nobody_knows_once_it_is_old_and_only_its_own(own, store, made):
    old = [made(f"{own.prefix}{kind}_{LONG_AGO}{SERIAL}") for kind in "wpr"]
    used = made(f"{own.prefix}w_{LONG_AGO}11111111")
    young = made(store.databases.new(Kind.WORLD))
    template = made(f"{own.prefix}t_{LONG_AGO}{SERIAL}")
    another = made(f"{Databases(f'{own.name}2').prefix}w_{LONG_AGO}{SERIAL}")
    watched = made(f"{own.prefix}w_{LONG_AGO}22222222")

    with closing(connected(own.url.replace(own.name, watched))) as somebody:
        somebody.ensure_connection()
        assert store.sweep({used}, at_start=False) == len(old)
        assert {*own.made()} == {used, young, template, watched}
    assert own.named(another) == [another]

    assert store.sweep({used}, at_start=False) == 1
    assert {*own.made()} == {used, young, template}


def test_records_that_main_has_left_are_removed_also_after_a_crash(own, store, monkeypatch):
    monkeypatch.setattr(postgres_store, "LONGEST_WAIT_S", 0.0)
    with closing(connected(own.url)) as there, there.cursor() as cursor:
        cursor.execute("CREATE TABLE people (name text)")
        cursor.execute("CREATE TABLE django_migrations (name text)")
        for table in ("people", "django_migrations"):
            cursor.execute(f"INSERT INTO {table} VALUES ('x')")  # noqa: S608  our own names

        def counts() -> list[int]:
            return [count_of(cursor, table) for table in ("people", "django_migrations")]

        store.sweep({""}, at_start=True)  # `main` lies there
        store.sweep({"elsewhere"}, at_start=False)
        assert counts() == [1, 1]

        store.sweep({"elsewhere"}, at_start=True)

        until(lambda: counts() == [0, 1])
        cursor.execute("DROP TABLE people, django_migrations")


def count_of(cursor, table: str) -> int:
    cursor.execute(f"SELECT COUNT(*) FROM {table}")  # noqa: S608  our own names
    return int(cursor.fetchone()[0])


def test_no_name_is_given_twice_and_each_tells_its_age(store):
    names = {store.databases.new(Kind.WORLD) for _ in range(1000)}

    assert len(names) == 1000
    assert all(len(name) < 63 for name in names)  # PostgreSQL cuts what is longer
    assert all(0 <= Databases.age_s(name) < 60 for name in names)
    assert len(store.databases.new(Kind.SPARE, "f" * 20)) < 63


def test_another_server_s_databases_have_other_names(store):
    assert Databases("etp").prefix != Databases("etp2").prefix


def test_a_source_that_was_removed_is_told(store):
    with pytest.raises(SourceGoneError):
        store.create("w", "etp_never_made")
    with pytest.raises(SourceGoneError), store.reading("etp_never_made"):
        pass


def test_a_database_of_another_owner_is_not_kept_as_a_template(own):
    """Only its owner may copy it: the server did not start."""
    user = f"etp_test_{own.name[-8:]}"
    own.cluster.execute(f"CREATE ROLE {user} LOGIN CREATEDB")
    url = own.url.replace("postgres@", f"{user}@")
    try:
        with closing(connected(url)) as control, binding(CONTROL, control):
            store = PostgresStore(database_settings(url), {"workers": 1}, set)
            before = own.made()
            store.keep_as_template("empty", None)
            assert (store.missing(), own.made()) == ("", before)
    finally:
        own.cluster.execute(f"DROP ROLE {user}")


def test_chores_are_done_in_their_time_and_again_after_a_failure(monkeypatch):
    monkeypatch.setattr(chores_module, "AFTER_FAILURE_S", 0.01)
    done, is_done = [], threading.Event()
    attempts = count(1)

    def fails_twice() -> float | None:
        if next(attempts) < 3:
            raise DatabaseError("the server restarts")
        done.append("after failures")
        return None

    def three_times() -> float | None:
        done.append("again")
        return 0.01 if done.count("again") < 3 else None

    def last() -> None:
        done.append("last")
        is_done.set()

    chores = Chores()
    chores.add(last, 0.5)
    chores.add(fails_twice)
    chores.add(three_times)

    assert is_done.wait(SOON_S)
    assert sorted(done[:-1]) == ["after failures", "again", "again", "again"]
    assert done[-1] == "last"


def test_a_chore_that_fails_otherwise_does_not_end_those_that_follow(caplog):
    is_done = threading.Event()

    def fails() -> float | None:
        raise ValueError("nobody thought of this")

    chores = Chores()
    chores.add(fails)
    chores.add(is_done.set, 0.05)

    assert is_done.wait(SOON_S)
    assert "nobody thought of this" in caplog.text
