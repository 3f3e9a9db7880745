"""Back to a snapshot: records, clock, seed, and what is told to stay."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from tests.emulator.live import Fresh, Live
from tests.emulator.snapshots.archives import archive, digest, put, restore, save

AREAS = "/personnel/api/areas/"
EMPLOYEES = "/personnel/api/employees/"
NOW = "2001-02-03T08:00:00+05:30"


def area(world: Fresh, code: str) -> None:
    assert world.client.post(AREAS, json={"area_code": code, "area_name": "A"}).status_code == 201


def person(world: Fresh, code: str) -> object:
    body = {"emp_code": code, "department": "1", "area": ["1"]}
    return world.client.post(EMPLOYEES, json=body).json()["id"]


@pytest.fixture
def seeded(live: Live) -> Iterator[Fresh]:
    """A world whose chance begins at 7, in 2001."""
    body = {"name": "seeded", "from": "empty", "seed": 7, "clock": NOW}
    made = live.client.post("/_etp/worlds", json=body).json()
    headers = {"Authorization": f"Token {made['token']}"}
    with httpx.Client(base_url=made["url"], headers=headers, timeout=30) as client:
        yield Fresh("seeded", live, made["url"], made["token"], client)
    live.client.delete("/_etp/worlds/seeded")


def test_answers_what_it_did(live, fresh, name):
    save(fresh, name)
    area(fresh, "a")

    done = restore(fresh, name)

    assert {key: done[key] for key in done if key != "ms"} == {
        "world": fresh.name,
        "to": f"snapshot:{name}",
        "rows": sum(fresh.control("GET", "/state").json()["counts"].values()),
    }
    assert done["ms"] > 0
    assert fresh.client.get(f"{AREAS}a/").status_code == 404


def test_as_often_as_one_likes(live, fresh, name):
    area(fresh, "a")
    save(fresh, name)
    kept = digest(fresh)

    for code in ("b", "c", "d"):
        area(fresh, code)
        assert digest(fresh) != kept
        restore(fresh, name)
        assert digest(fresh) == kept


def test_puts_the_clock_and_the_seed_back(live, seeded, other, name):
    save(seeded, name)
    first = person(seeded, "70")

    for world in (seeded, other):
        world.control("PUT", "/clock", {"mode": "real"})
        restore(world, name)
        assert world.control("GET", "/clock").json()["now"] == NOW
        assert person(world, "70") == first
        shown = live.client.get(f"/_etp/worlds/{world.name}").json()
        assert shown["seed"] == 7


def test_chance_goes_on_from_where_it_was_saved(live, seeded, name):
    person(seeded, "70")
    save(seeded, name)
    second = person(seeded, "71")

    restore(seeded, name)

    assert person(seeded, "71") == second


def test_a_clock_that_runs_goes_on_from_the_moment_of_the_save(live, fresh, name):
    fresh.control("PUT", "/clock", {"mode": "scaled", "now": NOW, "scale": 0.001})
    save(fresh, name)
    fresh.control("PUT", "/clock", {"mode": "frozen", "now": "2031-01-01T00:00:00+05:30"})

    restore(fresh, name)

    clock = fresh.control("GET", "/clock").json()
    assert (clock["mode"], clock["scale"], clock["now"][:16]) == ("scaled", 0.001, NOW[:16])


def test_keeps_the_clock_where_it_is_told_to(live, fresh, name):
    save(fresh, name)
    fresh.control("PUT", "/clock", {"mode": "frozen", "now": NOW})

    done = fresh.control("POST", f"/snapshots/{name}/restore", {"keep": ["clock"]})

    assert done.status_code == 200
    assert fresh.control("GET", "/clock").json()["now"] == NOW
    wrong = fresh.control("POST", f"/snapshots/{name}/restore", {"keep": ["records"]})
    assert wrong.status_code == 400


def test_a_reset_after_it_draws_from_the_seed_of_the_world_again(live, fresh, seeded, name):
    """It went on with the seed of the snapshot."""
    save(fresh, name)
    restore(seeded, name)
    assert live.client.get("/_etp/worlds/seeded").json()["seed"] == 0

    seeded.control("POST", "/reset")

    assert live.client.get("/_etp/worlds/seeded").json()["seed"] == 7
    assert seeded.control("GET", "/clock").json()["now"] == NOW


def test_users_and_sessions_stay_logged_in(live, fresh, name):
    save(fresh, name)
    login = {"username": "viewer", "password": "viewer"}
    token = fresh.client.post("/api/jwt-api-token-auth/", json=login).json()["access"]

    restore(fresh, name)

    headers = {"Authorization": f"JWT {token}"}
    assert fresh.client.get(AREAS, headers=headers).status_code == 200


def test_while_the_snapshot_is_replaced_every_restore_is_of_one_of_the_two(
    live, fresh, other, name, other_name
):
    save(fresh, other_name)
    archives = [archive(live, other_name)]
    area(fresh, "a")
    save(fresh, name)
    archives.append(archive(live, name))
    digests = {digest(fresh)}
    restore(fresh, other_name)
    digests.add(digest(fresh))

    def replace(number: int) -> int:
        return put(live, name, archives[number % 2]).status_code

    def put_back(_number: int) -> str:
        restore(other, name)
        return digest(other)

    with ThreadPoolExecutor(2) as threads:
        replaced = threads.map(replace, range(10))
        found = threads.map(put_back, range(10))
        assert set(replaced) == {200}
        assert set(found) <= digests
