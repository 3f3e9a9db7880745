"""Servers on PostgreSQL: two on one database, one that was killed, users who may do less."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from itertools import count
from pathlib import Path

import httpx
import pytest
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import ConnectionHandler

from etpserver.databases import database_settings
from etpserver.emulator.worlds.postgres.emptying import empty_records
from tests.cli.conftest import Commands, Server
from tests.emulator.live import Live, serving
from tests.emulator.postgres import Base, base_database
from tests.emulator.waiting import until

AREAS = "/personnel/api/areas/"
LOGIN = {"username": "admin", "password": "admin"}
SECRET = "a secret that both servers have"
NUMBERS = count(1)
ROUNDS = 5


@pytest.fixture
def commands(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Commands:
    return Commands(tmp_path, tmp_path_factory.getbasetemp() / "templates")


@pytest.fixture
def user(base: Base) -> Iterator[str]:
    """A user who may log in and nothing else, with a name that SQL must quote."""
    name = f"Etp-test-{base.name[-12:]}-{next(NUMBERS)}"
    base.cluster.execute(f'CREATE ROLE "{name}" LOGIN')
    yield name
    base.cluster.execute(f'DROP ROLE "{name}"')


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Base, Live, Live]]:
    """A database and servers with data folders of their own, as on two hosts."""
    with base_database() as base:
        flags = ("--database", base.url, "--shared")
        first = serving(tmp_path_factory, *flags, ETP_SECRET_KEY=SECRET)
        second = serving(tmp_path_factory, *flags, ETP_SECRET_KEY=SECRET)
        yield base, next(first), next(second)
        for server in (second, first):
            list(server)


def as_user(base: Base, user: str) -> str:
    return base.url.replace("postgres@", f"{user}@")


def areas(server: Live, token: str, world: str = "main") -> int:
    headers = {"Authorization": f"Token {token}"}
    answer = server.client.get(f"/_etp/w/{world}{AREAS}", headers=headers)
    assert answer.status_code == 200, answer.text
    return int(answer.json()["count"])


def test_two_servers_see_each_other_s_worlds_and_resets(both):
    base, first, second = both
    before = {*base.made("w")}
    made = first.client.post("/_etp/worlds", json={"name": "w", "from": "empty"})
    assert made.status_code == 201
    token = made.json()["token"]
    assert "w" in [one["name"] for one in second.client.get("/_etp/worlds").json()["worlds"]]

    for number in range(ROUNDS):
        here, there = (first, second) if number % 2 else (second, first)
        origin, expected = (("fixture:empty", 1), ("fixture:manual", 6))[number % 2]
        assert here.client.post("/_etp/worlds/w/reset", json={"to": origin}).status_code == 200
        assert (areas(there, token, "w"), areas(here, token, "w")) == (expected, expected)

    now = "2001-02-03T04:05:06+05:30"
    first.client.put("/_etp/worlds/w/clock", json={"mode": "frozen", "now": now})
    assert second.client.get("/_etp/worlds/w/clock").json()["now"] == now
    first.client.post("/_etp/worlds/w/snapshots", json={"name": "s"})
    assert second.client.post("/_etp/worlds/w/snapshots/s/restore").status_code == 200
    assert second.client.delete("/_etp/snapshots/s").status_code == 204
    assert first.client.get("/_etp/snapshots/s").status_code == 404

    assert second.client.delete("/_etp/worlds/w").status_code == 204
    assert first.client.get("/_etp/w/w/livez").status_code == 404
    until(lambda: {*base.made("w"), *base.made("s")} <= before)


def test_a_third_server_with_another_secret_does_not_start(both, commands):
    base, *_ = both
    flags = ("--port", "0", "--database", base.url, "--shared")
    ended = commands.run("serve", *flags, ETP_SECRET_KEY="another")
    said = f"etpserver: {base.url} is shared by servers with another secret: "
    assert (ended.returncode, ended.stderr[: len(said)]) == (1, said)


def test_two_servers_that_reset_main_at_once_agree(both):
    _, *two = both

    def reset(server: Live) -> int:
        return server.client.post("/_etp/reset", json={"to": "fixture:manual"}).status_code

    with ThreadPoolExecutor(2) as threads:
        for _ in range(ROUNDS):
            assert set(threads.map(reset, two)) == {200}
    digests = {server.client.get("/_etp/state").json()["digest"] for server in two}
    assert len(digests) == 1
    token = two[0].client.post("/api-token-auth/", json=LOGIN).json()["token"]
    assert [areas(server, token) for server in two] == [6, 6]


def test_a_killed_server_leaves_its_worlds_and_a_sweep_takes_the_rest(
    commands, tmp_path, django_db_blocker
):
    """Also when the server's own database was emptied, because `main` lies elsewhere.

    `--terminals` needs an administrator of `main`; it looked for one there.
    """
    with base_database() as base:
        flags = ("--database", base.url)
        with commands.serve(*flags) as server:
            kept, token = prepared(server)
            databases = {*base.made("w")}
            server.process.kill()
            server.process.wait()
        orphans = [f"{base.prefix}{kind}_00000001{n:08}" for n, kind in enumerate("wb")]
        stranger = f"{base.name}_of_somebody_else"
        for name in (*orphans, stranger):
            base.cluster.execute(f'CREATE DATABASE "{name}"')
        with django_db_blocker.unblock(), closing(connection_to(base)) as connection:
            assert count_of(connection, "personnel_area") == 1
            empty_records(connection)
            tables = ("personnel_area", "accounts_user", "etp_control.emulator_worldrecord")
            assert [count_of(connection, table) for table in tables] == [0, 0, 2]

        try:
            (tmp_path / "url").unlink(missing_ok=True)
            with (
                commands.serve(*flags, "--terminals", "1") as server,
                httpx.Client(base_url=server.url, timeout=60) as client,
            ):
                live = Live(server.url, client)
                assert (areas(live, kept, "kept"), areas(live, token)) == (1, 6)
                assert base.named(stranger) == [stranger]
                assert not {*orphans} & {*base.made()}
                assert {*base.made("w")} <= databases
        finally:
            base.cluster.execute(f'DROP DATABASE "{stranger}"')


def prepared(server: Server) -> tuple[str, str]:
    """Keys of a world and of `main`, which has been reset."""
    with httpx.Client(base_url=server.url, timeout=60) as client:
        made = client.post("/_etp/worlds", json={"name": "kept", "from": "empty"}).json()
        client.post("/_etp/reset", json={"to": "fixture:manual"})
        return made["token"], client.post("/api-token-auth/", json=LOGIN).json()["token"]


def connection_to(base: Base) -> BaseDatabaseWrapper:
    return ConnectionHandler({"default": database_settings(base.url)})["default"]


def count_of(connection: BaseDatabaseWrapper, table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) FROM {table}")  # noqa: S608  our own names
        return int(cursor.fetchone()[0])


def test_a_user_who_may_not_create_databases_is_told_what_to_do(tmp_path_factory, user):
    with base_database(owner=f'"{user}"') as base:
        running = serving(tmp_path_factory, "--database", as_user(base, user))
        server = next(running)
        said = (
            "The PostgreSQL user may not create databases, so there is only the world main as it"
            f' is. Let an administrator run: ALTER ROLE "{user}" CREATEDB'
        )
        token = server.client.post("/api-token-auth/", json=LOGIN).json()["token"]
        assert areas(server, token) == 1
        for path, body in (
            ("/_etp/worlds", {"name": "w", "from": "empty"}),
            ("/_etp/reset", {}),
            ("/_etp/snapshots", {"name": "s"}),
        ):
            answer = server.client.post(path, json=body)
            assert (answer.status_code, answer.json()["detail"]) == (501, said)
        answer = server.client.put("/_etp/snapshots/s", content=b"{}")
        assert (answer.status_code, answer.json()["detail"]) == (501, said)
        assert server.client.get("/_etp/health").json()["capabilities"]["worlds"] is False
        assert server.client.get("/_etp/ready").status_code == 200

        base.cluster.execute(f'ALTER ROLE "{user}" CREATEDB')

        assert server.client.post("/_etp/reset").status_code == 200
        assert server.client.get("/_etp/health").json()["capabilities"]["worlds"] is True
        list(running)
