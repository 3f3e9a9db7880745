"""Many worlds at once, and what is left of worlds: in memory, in descriptors, on the disk."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from tests.cli.conftest import Commands, Server
from tests.emulator.worlds.processes import family, only_on_linux, open_files, resident_mb

pytestmark = only_on_linux
WORLDS = 200
MOST_DESCRIPTORS = 400
MOST_MB = 400  # measured: 190
AREAS = "/personnel/api/areas/"
SOON_S = 30
Makes = Callable[..., dict[str, str]]


@pytest.fixture
def commands(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Commands:
    return Commands(tmp_path, tmp_path_factory.getbasetemp() / "templates")


@pytest.fixture
def client() -> Iterator[httpx.Client]:
    with httpx.Client(timeout=60) as made:
        yield made


def make(client: httpx.Client, server: Server, name: str) -> dict[str, str]:
    body = {"name": name, "from": "empty"}
    answer = client.post(f"{server.url}/_etp/worlds", json=body)
    assert answer.status_code == 201, answer.text
    return answer.json()


def names_of_areas(client: httpx.Client, world: dict[str, str]) -> list[str]:
    headers = {"Authorization": f"Token {world['token']}"}
    answer = client.get(f"{world['url']}{AREAS}", headers=headers).json()
    return [area["area_name"] for area in answer["data"]]


def add_area(client: httpx.Client, world: dict[str, str], name: str) -> None:
    headers = {"Authorization": f"Token {world['token']}"}
    body = {"area_code": "a", "area_name": name}
    client.post(f"{world['url']}{AREAS}", json=body, headers=headers)


def databases(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "etp-data" / "worlds").glob("*.sqlite3*"))


def until(is_so: Callable[[], object]) -> None:
    deadline = time.monotonic() + SOON_S
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_two_hundred_worlds_cost_little(commands, client, tmp_path):
    with commands.serve() as server:
        made = [make(client, server, f"w{number}") for number in range(WORLDS)]
        for world in made:
            add_area(client, world, world["name"])
        for world in made:
            assert names_of_areas(client, world)[1:] == [world["name"]]
        listed = client.get(f"{server.url}/_etp/worlds").json()["worlds"]
        assert len(listed) == WORLDS + 1

        pid = server.process.pid
        assert len(open_files(pid)) < MOST_DESCRIPTORS
        assert resident_mb(pid) < MOST_MB

        for world in made:
            path = f"{server.url}/_etp/worlds/{world['name']}"
            assert client.delete(path).status_code == 204
        assert databases(tmp_path) == []
        assert [name for name in open_files(pid) if "/worlds/" in name] == []
        assert server.said() == ""


def test_worlds_outlive_a_killed_server_and_leave_nothing_when_dropped(commands, client, tmp_path):
    with commands.serve() as server:
        world = make(client, server, "kept")
        add_area(client, world, "Before")
        make(client, server, "over")
        server.process.kill()
        server.process.wait()
    # What a crash in the midst of copying leaves, and what it leaves of removing.
    folder = tmp_path / "etp-data" / "worlds"
    for name in ("half.0123456789ab.sqlite3", "gone.0123456789ab.sqlite3-wal"):
        (folder / name).write_bytes(b"x")

    (tmp_path / "url").unlink(missing_ok=True)
    with commands.serve() as server:
        again = client.get(f"{server.url}/_etp/worlds/kept").json()
        assert again["token"] == world["token"]
        assert names_of_areas(client, again)[1:] == ["Before"]
        assert not any(name.startswith(("half", "gone")) for name in databases(tmp_path))
        for name in ("kept", "over"):
            client.delete(f"{server.url}/_etp/worlds/{name}")
        assert databases(tmp_path) == []


def test_main_after_resets_outlives_a_killed_server(commands, client, tmp_path):
    login = {"username": "admin", "password": "admin"}
    with commands.serve() as server:
        client.post(f"{server.url}/_etp/reset")
        token = client.post(f"{server.url}/api-token-auth/", json=login).json()["token"]
        add_area(client, {"url": server.url, "token": token}, "After")
        server.process.kill()
        server.process.wait()

    (tmp_path / "url").unlink(missing_ok=True)
    with commands.serve() as server:
        assert names_of_areas(client, {"url": server.url, "token": token})[1:] == ["After"]
        assert databases(tmp_path) == []
        assert (tmp_path / "etp-data" / "etp.sqlite3").exists()


def test_no_process_keeps_a_replaced_or_dropped_database(commands, client, tmp_path):
    with commands.serve("--workers", "2") as server:
        world = make(client, server, "w")
        for _ in range(20):  # each with a connection of its own, so that both processes answer
            names_of_areas(httpx, world)
        httpx.post(f"{server.url}/_etp/worlds/w/reset", timeout=60)
        pids = family(server.process.pid)

        def held() -> list[str]:
            return [name for pid in pids for name in open_files(pid) if "(deleted)" in name]

        until(lambda: not [name for name in held() if "/worlds/w." in name])
        until(lambda: len({name.partition("-")[0] for name in databases(tmp_path)}) == 1)
        httpx.delete(f"{server.url}/_etp/worlds/w", timeout=60)
        until(lambda: databases(tmp_path) == [])
        until(lambda: not [n for p in pids for n in open_files(p) if "/worlds/" in n])
