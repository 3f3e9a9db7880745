"""Servers on PostgreSQL, each with a database of its own; all is dropped at the end."""

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import count
from typing import Any

import pytest

from etpserver.emulator.worlds.postgres.databases import Databases
from tests.emulator.live import Fresh, Live, serving, world_of
from tests.kernel.databases import SERVER

NUMBERS = count(1)


@dataclass(frozen=True)
class Base:
    """The database that a server is given, and a look at the cluster around it."""

    name: str
    cluster: Any  # a psycopg connection as its administrator

    @property
    def url(self) -> str:
        return f"postgres://postgres@127.0.0.1:5432/{self.name}"

    @property
    def prefix(self) -> str:
        """What the names of the databases begin with that servers make beside it."""
        return Databases(self.name).prefix

    def made(self, kind: str = "") -> list[str]:
        """Those databases, perhaps of one kind."""
        return self.named(f"{self.prefix}{kind}")

    def stem_of(self, name: str) -> str:
        """What the names of the spares of a database begin with, after their kind."""
        return Databases.stem_of(name)

    def named(self, start: str) -> list[str]:
        rows = self.cluster.execute(
            "SELECT datname FROM pg_database WHERE left(datname, %s) = %s ORDER BY 1",
            [len(start), start],
        )
        return [name for (name,) in rows]


@contextmanager
def base_database(owner: str = "postgres") -> Iterator[Base]:
    """An empty database; skips where no PostgreSQL answers."""
    psycopg = pytest.importorskip(
        "psycopg", reason="PostgreSQL needs psycopg: pip install etpserver[postgres]"
    )
    try:
        cluster = psycopg.connect(SERVER, autocommit=True)
    except psycopg.OperationalError:
        pytest.skip("no PostgreSQL server answers at postgres://postgres@127.0.0.1:5432")
    base = Base(f"etp_test_worlds_{os.getpid()}_{next(NUMBERS)}", cluster)
    with closing(cluster):
        cluster.execute(f"CREATE DATABASE {base.name} OWNER {owner}")
        try:
            yield base
        finally:
            # First: a copy that a stopped server still had made ends with its connections.
            cluster.execute(f"DROP DATABASE {base.name} WITH (FORCE)")
            for name in base.made():
                cluster.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@dataclass(frozen=True)
class OnPostgres(Live):
    """A server, and its database."""

    base: Base | None = None

    def made(self, kind: str = "") -> list[str]:
        assert self.base is not None
        return self.base.made(kind)


@pytest.fixture(scope="session")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Base]:
    with base_database() as made:
        yield made


@pytest.fixture(scope="session")
def pg(tmp_path_factory: pytest.TempPathFactory, base: Base) -> Iterator[OnPostgres]:
    """A server on PostgreSQL that runs for the whole session."""
    for live in serving(tmp_path_factory, "--database", base.url):
        yield OnPostgres(live.url, live.client, live.trusted, base)


@pytest.fixture
def pg_fresh(pg: OnPostgres) -> Iterator[Fresh]:
    """A world of the test's own on it."""
    yield from world_of(pg)
