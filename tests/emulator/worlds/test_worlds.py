"""Worlds are made, listed, reset and dropped."""

import time
from collections.abc import Iterator
from itertools import count

import pytest

from etpserver.emulator.worlds import names
from tests.emulator.live import Fresh, Live, world_of

AREAS = "/personnel/api/areas/"
NUMBERS = count(1)
SOON_S = 20


@pytest.fixture
def name(live: Live) -> Iterator[str]:
    """A name that is free; a world that got it is dropped at the end."""
    chosen = f"made-{next(NUMBERS)}"
    yield chosen
    live.client.delete(f"/_etp/worlds/{chosen}")


@pytest.fixture
def other(live: Live) -> Iterator[Fresh]:
    yield from world_of(live)


def make(live: Live, **body):
    return live.client.post("/_etp/worlds", json=body)


def test_answers_all_that_a_test_needs(live, name):
    answer = make(live, name=name, **{"from": "empty"}, seed=7)

    body = answer.json()
    assert answer.status_code == 201
    assert {key: body[key] for key in ("name", "url", "origin", "seed", "expires_at")} == {
        "name": name,
        "url": f"{live.url}/_etp/w/{name}",
        "origin": "fixture:empty",
        "seed": 7,
        "expires_at": None,
    }
    headers = {"Authorization": f"Token {body['token']}"}
    assert live.client.get(f"{body['url']}{AREAS}", headers=headers).json()["count"] == 1


def test_reads_what_it_made(live, fresh):
    made = live.client.get(f"/_etp/worlds/{fresh.name}").json()

    assert (made["name"], made["url"], made["token"]) == (fresh.name, fresh.url, fresh.token)
    listed = live.client.get("/_etp/worlds").json()
    assert listed["world"] == "main"
    assert made in listed["worlds"]
    assert "main" in [world["name"] for world in listed["worlds"]]


def test_the_health_of_the_server_names_its_worlds(live, fresh):
    assert {"main", fresh.name} <= set(live.client.get("/_etp/health").json()["worlds"])


def test_a_prepared_demo_is_put_back_and_not_built(fresh):
    times = [fresh.control("POST", "/reset", {"to": "fixture:demo"}).json()["ms"] for _ in range(5)]
    # Building it takes seconds. How fast it is put back is measured in benchmarks/worlds.py.
    assert min(times) < 1000


def test_each_world_has_keys_of_its_own(fresh, other):
    assert fresh.token != other.token
    assert other.client.get(f"{fresh.url}{AREAS}").status_code == 401


def test_a_name_is_given_once(live, fresh):
    answer = make(live, name=fresh.name)

    assert (answer.status_code, answer.json()["detail"]) == (
        409,
        f"There is a world {fresh.name} already.",
    )


@pytest.mark.parametrize("name", ["", "..", "../x", "a/b", "A", "-a", "_a", "a" * 64, "a b", "é"])
def test_refuses_what_is_no_name(live, name):
    answer = make(live, name=name)

    assert (answer.status_code, "name" in answer.json()["errors"]) == (400, True)


@pytest.mark.parametrize(
    "origin", ["nothing", "fixture:", "fixture:../demo", "fixture:/etc/passwd"]
)
def test_refuses_an_origin_that_does_not_exist(live, name, origin):
    assert make(live, name=name, **{"from": origin}).status_code == 400
    assert live.client.get(f"/_etp/worlds/{name}").status_code == 404


def test_names_what_a_call_does_not_take(live, name):
    answer = make(live, name=name, fixture="demo")

    assert answer.json()["detail"] == "Unknown: fixture. Known: name, clock, seed, ttl_s, from."


def test_main_cannot_be_dropped(live):
    answer = live.client.delete("/_etp/worlds/main")

    assert (answer.status_code, answer.json()["detail"]) == (
        400,
        "main always exists; reset it instead.",
    )


def test_a_dropped_world_is_gone(live, fresh):
    assert fresh.control("DELETE", "").status_code == 204

    assert fresh.client.get(AREAS).status_code == 404
    assert live.client.get(AREAS, headers=dict(fresh.client.headers)).status_code == 401
    assert fresh.control("DELETE", "").status_code == 404


def test_a_name_can_be_had_again_with_nothing_of_before(live, fresh):
    fresh.client.post(AREAS, json={"area_code": "a", "area_name": "A"})
    fresh.control("DELETE", "")

    again = make(live, name=fresh.name, **{"from": "empty"}).json()

    assert again["token"] == fresh.token
    assert fresh.client.get(AREAS).json()["count"] == 1


def test_what_is_written_in_one_world_is_in_no_other(fresh, other):
    fresh.client.post(AREAS, json={"area_code": "a", "area_name": "A"})

    assert fresh.client.get(AREAS).json()["count"] == 2
    assert other.client.get(AREAS).json()["count"] == 1


def test_ends_when_its_time_is_over(live, name):
    made = make(live, name=name, **{"from": "empty"}, ttl_s=1).json()
    assert made["expires_at"] > made["created_at"]

    deadline = time.monotonic() + SOON_S
    while live.client.get(f"/_etp/w/{name}/livez").status_code != 404:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    while live.client.get(f"/_etp/worlds/{name}").status_code != 404:
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_a_name_whose_time_is_over_is_free_at_once(live, name):
    make(live, name=name, **{"from": "empty"}, ttl_s=1)
    deadline = time.monotonic() + SOON_S
    while live.client.get(f"/_etp/w/{name}/livez").status_code != 404:
        assert time.monotonic() < deadline
        time.sleep(0.05)

    assert make(live, name=name, **{"from": "empty"}).status_code == 201
    assert live.client.get(f"/_etp/w/{name}/livez").status_code == 200


def test_a_reset_puts_records_ids_and_chance_back(fresh):
    def use() -> list[object]:
        drawn: list[object] = []
        for code in ("a", "b"):
            area = {"area_code": code, "area_name": "A"}
            fresh.client.post(AREAS, json=area)
            drawn.append(fresh.client.get(f"{AREAS}{code}/").json()["id"])
            person = {"emp_code": code, "department": "1", "area": ["1"]}
            made = fresh.client.post("/personnel/api/employees/", json=person).json()
            timed = {"user": "admin", "expires_in_s": 60}
            drawn += [made["id"], fresh.control("POST", "/tokens", timed).json()["token"]]
        return drawn

    first = use()
    assert len(set(first)) == 6
    for _ in range(2):
        fresh.control("POST", "/reset")
        assert use() == first


def test_worlds_of_the_same_seed_draw_the_same(live, name):
    drawn = []
    for seed in (1, 1, 2):
        made = make(live, name=name, **{"from": "empty"}, seed=seed).json()
        headers = {"Authorization": f"Token {made['token']}"}
        person = {"emp_code": "7", "department": "1", "area": ["1"]}
        path = f"{made['url']}/personnel/api/employees/"
        drawn.append(live.client.post(path, json=person, headers=headers).json()["id"])
        live.client.delete(f"/_etp/worlds/{name}")
    assert (drawn[0] == drawn[1], drawn[1] == drawn[2]) == (True, False)


def test_a_reset_answers_what_it_did(fresh):
    fresh.client.post(AREAS, json={"area_code": "a", "area_name": "A"})

    done = fresh.control("POST", "/reset").json()

    assert (done["world"], done["to"]) == (fresh.name, "fixture:empty")
    assert done["rows"] == sum(fresh.control("GET", "/state").json()["counts"].values())


def test_a_reset_keeps_the_keys_and_what_it_is_told_to_keep(fresh):
    fresh.control("PUT", "/clock", {"mode": "frozen", "now": "2001-02-03T04:05:06+05:30"})
    fresh.control("PATCH", "/settings", {"validate": "strict"})

    fresh.control("POST", "/reset", {"keep": ["clock"]})
    assert fresh.control("GET", "/clock").json()["now"] == "2001-02-03T04:05:06+05:30"
    assert fresh.control("GET", "/settings").json()["settings"]["validate"] == "vendor"
    assert fresh.client.get(AREAS).status_code == 200

    fresh.control("POST", "/reset")
    assert fresh.control("GET", "/clock").json()["mode"] == "real"
    assert fresh.client.get(AREAS).status_code == 200


def test_a_reset_to_another_origin_lasts_until_the_next(fresh):
    fresh.control("POST", "/reset", {"to": "fixture:manual"})
    assert fresh.client.get(AREAS).json()["count"] > 1

    fresh.control("POST", "/reset")
    assert fresh.client.get(AREAS).json()["count"] == 1


def test_equal_states_have_equal_digests(fresh, other):
    def digest(world: Fresh) -> str:
        return world.control("GET", "/state").json()["digest"]

    start = digest(fresh)
    assert digest(other) == start
    fresh.client.post(AREAS, json={"area_code": "a", "area_name": "A"})
    changed = digest(fresh)
    assert changed != start
    fresh.client.patch(f"{AREAS}a/", json={"area_name": "B"})
    assert digest(fresh) not in {start, changed}
    fresh.client.patch(f"{AREAS}a/", json={"area_name": "A"})
    assert digest(fresh) == changed
    fresh.client.delete(f"{AREAS}a/")
    assert digest(fresh) == start
    fresh.client.post(AREAS, json={"area_code": "b", "area_name": "B"})
    fresh.control("POST", "/reset")
    assert digest(fresh) == start


def test_logins_and_tokens_are_no_part_of_the_digest(fresh):
    before = fresh.control("GET", "/state").json()

    login = {"username": "admin", "password": "admin"}
    fresh.client.post("/api/api-token-auth/", json=login)
    fresh.client.post("/api/jwt-api-token-auth/", json=login)
    fresh.control("POST", "/tokens", {"user": "admin", "expires_in_s": 60})
    fresh.control("POST", "/tokens/expire")
    fresh.control("PATCH", "/settings", {"validate": "strict"})
    fresh.control("PUT", "/clock", {"mode": "frozen"})

    assert fresh.control("GET", "/state").json() == before


def test_the_path_names_the_world_also_under_another_ones_prefix(fresh, other):
    fresh.client.post(AREAS, json={"area_code": "a", "area_name": "A"})

    answer = other.client.post(f"/_etp/worlds/{fresh.name}/reset").json()

    assert answer["world"] == fresh.name
    assert fresh.client.get(AREAS).json()["count"] == 1


@pytest.mark.parametrize("name", ["a", "0", "a-b_c", "a" * 63])
def test_names(name):
    assert names.is_name(name)


@pytest.mark.parametrize("name", ["", "-a", "_a", "a.b", "A", "a" * 64, "a\n", "٣"])
def test_no_names(name):
    assert not names.is_name(name)
