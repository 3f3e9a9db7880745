"""Worlds on PostgreSQL: made, kept apart, reset, dropped, with nothing left."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import httpx
import pytest

from tests.emulator.live import Fresh, world_of
from tests.emulator.postgres import OnPostgres
from tests.emulator.waiting import until

AREAS = "/personnel/api/areas/"
EMPLOYEES = "/personnel/api/employees/"
READERS = 6
RESETS = 10
STATES = ("fixture:empty", "fixture:manual")


@pytest.fixture
def other(pg: OnPostgres) -> Iterator[Fresh]:
    yield from world_of(pg)


def area(world: Fresh, code: str) -> None:
    assert world.client.post(AREAS, json={"area_code": code, "area_name": "A"}).status_code == 201


def count(world: Fresh) -> int:
    return int(world.client.get(f"{AREAS}?page_size=1").json()["count"])


def digest(world: Fresh) -> str:
    return str(world.control("GET", "/state").json()["digest"])


def test_a_world_is_made_read_listed_and_dropped(pg):
    body = {"name": "w", "from": "empty", "seed": 7}
    answer = pg.client.post("/_etp/worlds", json=body)

    made = answer.json()
    assert (answer.status_code, made["url"]) == (201, f"{pg.url}/_etp/w/w")
    assert pg.client.get("/_etp/worlds/w").json() == made
    assert made in pg.client.get("/_etp/worlds").json()["worlds"]
    assert pg.client.post("/_etp/worlds", json=body).status_code == 409
    headers = {"Authorization": f"Token {made['token']}"}
    assert pg.client.get(f"{made['url']}{AREAS}", headers=headers).json()["count"] == 1

    assert pg.client.delete("/_etp/worlds/w").status_code == 204

    for path in ("/_etp/worlds/w", "/_etp/w/w/livez"):
        assert pg.client.get(path).status_code == 404
    assert pg.client.get(AREAS, headers=headers).status_code == 401


def test_what_is_written_in_one_world_is_in_no_other(pg, pg_fresh, other):
    area(pg_fresh, "a")

    assert (count(pg_fresh), count(other)) == (2, 1)
    assert other.client.get(f"{pg_fresh.url}{AREAS}").status_code == 401


def test_a_reset_puts_records_ids_and_chance_back(pg_fresh):
    def use() -> list[object]:
        drawn: list[object] = []
        for code in ("a", "b"):
            area(pg_fresh, code)
            drawn.append(pg_fresh.client.get(f"{AREAS}{code}/").json()["id"])
            person = {"emp_code": code, "department": "1", "area": ["1"]}
            drawn.append(pg_fresh.client.post(EMPLOYEES, json=person).json()["id"])
        return [*drawn, digest(pg_fresh)]

    start = digest(pg_fresh)
    pg_fresh.control("PUT", "/clock", {"mode": "frozen", "now": "2001-02-03T04:05:06+05:30"})
    first = use()
    for _ in range(2):
        done = pg_fresh.control("POST", "/reset", {"keep": ["clock"]}).json()
        assert (done["to"], digest(pg_fresh)) == ("fixture:empty", start)
        assert use() == first


def test_it_is_the_state_that_sqlite_has(live, fresh, pg_fresh):
    for origin in STATES:
        for world in (fresh, pg_fresh):
            world.control("POST", "/reset", {"to": origin})
        assert digest(pg_fresh) == digest(fresh)


def test_keys_outlive_a_reset(pg_fresh):
    login = {"username": "viewer", "password": "viewer"}
    token = pg_fresh.client.post("/api/api-token-auth/", json=login).json()["token"]

    pg_fresh.control("POST", "/reset")

    for key in (token, pg_fresh.token):
        headers = {"Authorization": f"Token {key}"}
        assert pg_fresh.client.get(AREAS, headers=headers).status_code == 200


def test_resets_under_load_cost_nobody_an_answer_and_mix_nothing(pg_fresh):
    paths = (f"{AREAS}?page_size=1000", f"{EMPLOYEES}?page_size=1000", "/livez")
    allowed = set()
    for state in STATES:
        assert pg_fresh.control("POST", "/reset", {"to": state}).status_code == 200
        allowed |= {(path, pg_fresh.client.get(path).content) for path in paths}
    is_over = threading.Event()

    def read(number: int) -> tuple[int, set[int], set[tuple[str, bytes]]]:
        seen, statuses, answers = 0, set(), set()
        headers = dict(pg_fresh.client.headers)
        with httpx.Client(base_url=pg_fresh.url, headers=headers, timeout=30) as client:
            while not is_over.is_set():
                answer = client.get(paths[(number + seen) % len(paths)])
                statuses.add(answer.status_code)
                answers.add((paths[(number + seen) % len(paths)], answer.content))
                seen += 1
        return seen, statuses, answers

    with ThreadPoolExecutor(READERS) as threads:
        reading = [threads.submit(read, number) for number in range(READERS)]
        try:
            for number in range(RESETS):
                done = pg_fresh.control("POST", "/reset", {"to": STATES[number % 2]})
                assert done.status_code == 200, done.text
        finally:
            is_over.set()
        found = [one.result() for one in reading]

    assert {status for _, statuses, _ in found for status in statuses} == {200}
    assert {answer for _, _, answers in found for answer in answers} <= allowed
    assert all(seen > 0 for seen, _, _ in found)


def test_an_export_under_way_ends_as_it_began(pg_fresh):
    rows = "area_code,area_name\r\n" + "".join(f"i{n},{'x' * 90}\r\n" for n in range(20_000))
    file = {"import_file": ("rows.csv", rows.encode())}
    pg_fresh.client.post(f"{AREAS}import_area/", data={"import_type": "1"}, files=file)
    export = f"{AREAS}export/?export_type=csv"
    whole = pg_fresh.client.get(export).content
    assert len(whole) > 2_000_000  # more than is on the way when the client does not read

    with pg_fresh.client.stream("GET", export) as answer:
        parts = answer.iter_raw()
        read = [next(parts)]
        pg_fresh.control("POST", "/reset")
        assert count(pg_fresh) == 1
        read += parts

    assert b"".join(read) == whole


def test_many_worlds_at_once(pg):
    def use(number: int) -> int:
        made = pg.client.post("/_etp/worlds", json={"name": f"at-once-{number}", "from": "empty"})
        assert made.status_code == 201, made.text
        headers = {"Authorization": f"Token {made.json()['token']}"}
        path = f"{made.json()['url']}{AREAS}"
        for code in range(number):
            pg.client.post(path, json={"area_code": f"c{code}", "area_name": "A"}, headers=headers)
        found = pg.client.get(path, headers=headers).json()["count"]
        assert pg.client.delete(f"/_etp/worlds/at-once-{number}").status_code == 204
        return int(found)

    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(use, range(6))) == list(range(1, 7))


def test_a_restore_takes_a_spare_and_another_is_made(pg, pg_fresh):
    before = {*pg.made("s")}
    pg_fresh.control("POST", "/snapshots", {"name": "spared"})
    (place,) = {*pg.made("s")} - before
    kind = f"p_{pg.base.stem_of(place)}"
    try:
        pg_fresh.control("POST", "/snapshots/spared/restore")
        until(lambda: len(pg.made(kind)) == 2)
        spares = {*pg.made(kind)}

        pg_fresh.control("POST", "/snapshots/spared/restore")

        assert len(spares - {*pg.made(kind)}) == 1
        until(lambda: len({*pg.made(kind)} - spares) == 1)
    finally:
        pg.client.delete("/_etp/snapshots/spared")


def test_a_world_that_began_small_is_not_believed_to_stay_so(pg, pg_fresh):
    """Joins were planned for one area, and an export of 5,000 took 80 times as long."""
    record = "SELECT generation FROM etp_control.emulator_worldrecord WHERE name = %s"
    (database,) = ask(pg.base.name, record, pg_fresh.name)
    assert database in pg.made("w")

    counted = "SELECT reltuples FROM pg_class WHERE relname = %s"
    assert ask(database, counted, "personnel_area") == (-1,)  # never


def ask(database: str, sql: str, value: str) -> tuple[object, ...]:
    psycopg = pytest.importorskip("psycopg")
    with closing(psycopg.connect(f"postgres://postgres@127.0.0.1:5432/{database}")) as connection:
        row: tuple[object, ...] = connection.execute(sql, [value]).fetchone()
        return row


def test_nothing_is_left_of_worlds_that_were_reset_and_dropped(pg):
    before = set(pg.made("w"))  # other tests' may be about to go
    made = [world_of(pg) for _ in range(3)]
    worlds = [next(one) for one in made]
    for world in worlds:
        area(world, "a")
        assert world.control("POST", "/reset").status_code == 200
        assert count(world) == 1
    made_here = set(pg.made("w")) - before
    assert len(made_here) >= 3

    for one in made:
        list(one)

    until(lambda: not made_here & set(pg.made("w")))
    assert [*pg.made("b"), *pg.made("r")] == []


def test_its_time_is_over_on_postgresql_too(pg):
    pg.client.post("/_etp/worlds", json={"name": "brief", "from": "empty", "ttl_s": 1})

    until(lambda: pg.client.get("/_etp/worlds/brief").status_code == 404)
    assert (
        pg.client.post("/_etp/worlds", json={"name": "brief", "from": "empty"}).status_code == 201
    )
    pg.client.delete("/_etp/worlds/brief")
