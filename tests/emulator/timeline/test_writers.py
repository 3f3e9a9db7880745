"""Undo beside writers, beside other undos, in several processes, in many worlds."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from etpserver.emulator.timeline.timelines import MOST_OPEN
from tests.cli.conftest import Commands
from tests.emulator.live import Fresh, Live, serving, world_of
from tests.emulator.worlds.processes import family, only_on_linux, open_files

AREAS = "/personnel/api/areas/"
WRITERS = 6
EACH = 12
WORLDS = 45
NOTHING = "Changes that can be undone: 0."


@pytest.fixture(scope="module")
def several(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    yield from serving(tmp_path_factory, "--workers", "2")


@pytest.fixture
def shared(several: Live) -> Iterator[Fresh]:
    """A world of two processes."""
    yield from world_of(several)


@pytest.fixture(params=["fresh", "shared"])
def world(request: pytest.FixtureRequest) -> Fresh:
    """A world of one process, and one of two."""
    found: Fresh = request.getfixturevalue(request.param)
    return found


def call(world: Fresh, method: str, path: str, json: object = None) -> httpx.Response:
    """By a new connection: the system chooses the process."""
    headers = {"Authorization": f"Token {world.token}"}
    return httpx.request(method, f"{world.url}{path}", json=json, headers=headers, timeout=60)


def write(world: Fresh, code: str) -> int:
    return call(world, "POST", AREAS, {"area_code": code, "area_name": "A"}).status_code


def digest(world: Fresh) -> str:
    return str(call(world, "GET", "/_etp/state").json()["digest"])


def count(world: Fresh) -> int:
    return int(call(world, "GET", "/_etp/timeline").json()["count"])


def areas(world: Fresh) -> int:
    return int(call(world, "GET", f"{AREAS}?page_size=1").json()["count"])


def test_whatever_is_written_meanwhile_each_change_is_there_with_its_point(world):
    start = digest(world)

    def keep_writing(writer: int) -> list[int]:
        return [write(world, f"{writer}-{number}") for number in range(EACH)]

    def keep_undoing() -> set[int]:
        return {call(world, "POST", "/_etp/undo").status_code for _ in range(EACH)}

    with ThreadPoolExecutor(WRITERS + 1) as threads:
        undoing = threads.submit(keep_undoing)
        written = list(threads.map(keep_writing, range(WRITERS)))
        assert undoing.result() <= {200, 409}

    assert {status for statuses in written for status in statuses} == {201}
    remaining = count(world)
    assert remaining > 0
    assert areas(world) == 1 + remaining
    assert call(world, "POST", "/_etp/undo", {"steps": remaining}).status_code == 200
    assert digest(world) == start


def test_each_of_many_undos_at_once_takes_one_change_back(world):
    for number in range(20):
        write(world, f"a{number}")

    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(lambda _: call(world, "POST", "/_etp/undo"), range(8)))

    done = [answer for answer in answers if answer.status_code == 200]
    assert {answer.status_code for answer in answers} <= {200, 409}
    assert len(done) > 0
    assert (count(world), areas(world)) == (20 - len(done), 21 - len(done))
    undone = [point["at"] for answer in done for point in answer.json()["undone"]]
    assert len(set(undone)) == len(done)


def test_an_undo_never_brings_back_what_a_reset_ended(world):
    for _ in range(10):
        write(world, "a")
        write(world, "b")
        with ThreadPoolExecutor(2) as threads:
            undoing = threads.submit(call, world, "POST", "/_etp/undo")
            resetting = threads.submit(call, world, "POST", "/_etp/reset")
            assert resetting.result().status_code == 200
            assert undoing.result().status_code in {200, 409}
        assert areas(world) == 1


def test_processes_agree_on_what_can_be_undone(shared):
    digests = [digest(shared)]
    for number in range(10):
        assert write(shared, f"a{number}") == 201
        digests.append(digest(shared))
        assert count(shared) == number + 1

    for expected in digests[-2::-1]:
        assert call(shared, "POST", "/_etp/undo").status_code == 200
        for _ in range(3):
            assert digest(shared) == expected


@only_on_linux
def test_many_worlds_keep_their_state_and_the_latest_ones_their_points(tmp_path, tmp_path_factory):
    commands = Commands(tmp_path, tmp_path_factory.getbasetemp() / "templates")
    points = tmp_path / "etp-data" / "worlds" / "points"
    with commands.serve() as server, httpx.Client(base_url=server.url, timeout=60) as client:
        live = Live(server.url, client)
        made = [world_of(live) for _ in range(WORLDS)]
        worlds = [next(one) for one in made]
        for world in worlds:
            body = {"area_code": "a", "area_name": "A"}
            assert world.client.post(AREAS, json=body).status_code == 201
        logs = [name for name in open_files(server.process.pid) if name.endswith("-shm")]
        assert len({*logs}) <= 2 * MOST_OPEN + 1

        answers = [world.control("POST", "/undo") for world in reversed(worlds)]

        statuses = [answer.status_code for answer in answers]
        assert statuses[: MOST_OPEN - 2] == [200] * (MOST_OPEN - 2)
        assert {*statuses} == {200, 409}
        for world, answer in zip(reversed(worlds), answers, strict=True):
            if answer.status_code == 409:
                assert answer.json()["detail"] == NOTHING
            expected = 1 if answer.status_code == 200 else 2
            assert world.client.get(AREAS).json()["count"] == expected

        for one in made:
            list(one)
        assert [*points.glob("test-*")] == []
        assert [
            n
            for pid in family(server.process.pid)
            for n in open_files(pid)
            if "/w" in n and "test-" in n
        ] == []
