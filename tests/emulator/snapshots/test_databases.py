"""Archives between SQLite and PostgreSQL, and snapshots on PostgreSQL."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count

import pytest

from tests.emulator.postgres import OnPostgres
from tests.emulator.snapshots.archives import (
    Document,
    archive,
    digest,
    document,
    fill,
    laid_out,
    put,
    restore,
    save,
)
from tests.emulator.waiting import until

AREAS = "/personnel/api/areas/"
COMPANY = "6b969e80-f3ff-11e9-afc7-acde48001122"
NUMBERS = count(1)


@pytest.fixture
def there(pg: OnPostgres) -> Iterator[str]:
    """A name that is free on PostgreSQL."""
    chosen = f"there-{next(NUMBERS)}"
    yield chosen
    pg.client.delete(f"/_etp/snapshots/{chosen}")


def area(number: int, code: str) -> dict[str, object]:
    return {
        "id": number,
        "company": COMPANY,
        "area_code": code,
        "area_name": code,
        "parent_area": None,
    }


def test_an_archive_goes_from_sqlite_to_postgresql_and_back(
    *, live, fresh, name, other_name, pg, pg_fresh, there
):
    fill(fresh)
    before = digest(fresh)
    save(fresh, name)
    content = archive(live, name)

    assert put(pg, "up", content).status_code == 201
    restore(pg_fresh, "up")
    assert digest(pg_fresh) == before
    pg.client.delete("/_etp/snapshots/up")
    save(pg_fresh, there)
    assert archive(pg, there) == content

    fresh.control("POST", "/reset")
    assert put(live, other_name, archive(pg, there)).status_code == 201
    restore(fresh, other_name)
    assert digest(fresh) == before


def odd_values(records: Document) -> None:
    """What databases keep, order or write differently."""
    texts = [
        "ä",
        "Z",
        "a",
        "_",
        "\u01c5",
        "\u200b",
        "🐍",
        "\u00e9",
        "e\u0301",
        "\\",
        "'",
        '"',
        "\t",
    ]
    records["areas"] += [area(number, text) for number, text in enumerate(texts, start=20)]
    (punch,) = records["transactions"]
    floats = (0.1 + 0.2, -0.0, 1e-300, 1.7976931348623157e308, 5.0, -179.99999999999997)
    records["transactions"] += [
        {**punch, "id": punch["id"] + n, "punch_time": f"2001-02-03 08:00:0{n}", "longitude": value}
        for n, value in enumerate(floats, start=1)
    ]
    (person,) = (one for one in records["employees"] if one["emp_code"] == "2")
    person["flow_role"] = [{"b": [1, 2.5, None, True], "a": {"z": "ä", "y": {}}}, "2", 10]
    person["update_time"] = "2001-02-03 04:05:06.000007"


def test_odd_values_are_the_same_on_both(*, live, fresh, name, other_name, pg, pg_fresh, there):
    fill(fresh)
    save(fresh, name)
    content = document(live, name)
    odd_values(content["records"])

    for server, kept_as in ((live, other_name), (pg, there)):
        answer = put(server, kept_as, laid_out(content))
        assert answer.status_code == 201, answer.text
    restore(fresh, other_name)
    restore(pg_fresh, there)

    assert archive(pg, there) == archive(live, other_name)
    assert digest(pg_fresh) == digest(fresh)


def test_ids_go_on_alike_on_both(*, live, fresh, name, pg, pg_fresh, there):
    for code in ("a", "b"):
        fresh.client.post(AREAS, json={"area_code": code, "area_name": "A"})
    fresh.client.delete(f"{AREAS}b/")
    save(fresh, name)
    put(pg, there, archive(live, name))
    restore(pg_fresh, there)

    for world in (fresh, pg_fresh):
        world.client.post(AREAS, json={"area_code": "c", "area_name": "A"})
        assert world.client.get(f"{AREAS}c/").json()["id"] == 4
    assert digest(pg_fresh) == digest(fresh)


# ---- on PostgreSQL -----------------------------------------------------------------------------


def test_a_snapshot_of_postgresql_is_restored(pg, pg_fresh, there):
    fill(pg_fresh)
    kept = digest(pg_fresh)
    saved = save(pg_fresh, there)
    assert (saved["world"], saved["bytes"] > 0) == (pg_fresh.name, True)
    pg_fresh.client.post(AREAS, json={"area_code": "new", "area_name": "A"})
    assert digest(pg_fresh) != kept

    done = restore(pg_fresh, there)

    assert (digest(pg_fresh), done["rows"]) == (kept, saved["rows"])
    assert pg_fresh.client.get(AREAS).status_code == 200


def test_it_is_saved_while_others_write(pg, pg_fresh, there):
    """Each request of a client writes an area and its child, in this order."""

    def write(number: int) -> None:
        pg_fresh.client.post(AREAS, json={"area_code": f"p{number}", "area_name": "P"})
        child = {"area_code": f"c{number}", "area_name": "C", "parent_area": f"p{number}"}
        pg_fresh.client.post(AREAS, json=child)

    with ThreadPoolExecutor(2) as threads:
        writing = threads.map(write, range(20))
        save(pg_fresh, there)
        list(writing)

    areas = document(pg, there)["records"]["areas"]
    ids = {one["id"] for one in areas}
    assert {one["parent_area"] for one in areas} <= {*ids, None}


BAD = {
    "a code twice": ({"area_code": "1"}, "the database refuses it: "),
    "an id twice": ({"id": 1}, "the database refuses it: "),
    "an id too large": ({"id": 2**63}, "id: Ensure this value is less than or equal to "),
}


@pytest.mark.parametrize(("change", "said"), BAD.values(), ids=BAD)
def test_a_bad_archive_is_refused_and_leaves_nothing(pg, pg_fresh, there, change, said):
    save(pg_fresh, there)
    before = archive(pg, there)
    content = json.loads(before)
    content["records"]["areas"].append({**area(2, "a2"), **change})

    answer = put(pg, there, laid_out(content))

    assert answer.status_code == 400
    assert said in answer.json()["detail"]
    assert archive(pg, there) == before
    until(lambda: pg.made("b") == [])


@pytest.mark.parametrize("path", ["%00", "a%00", "..%2Fx", "A"])
def test_no_text_of_a_path_troubles_the_database(pg, path):
    assert pg.client.get(f"/_etp/snapshots/{path}").status_code == 404
    assert pg.client.post(f"/_etp/snapshots/{path}/restore").status_code == 404
    assert pg.client.get(f"/_etp/worlds/{path}").status_code == 404


def test_nothing_is_left_of_a_snapshot_that_was_removed(pg, pg_fresh, there):
    of_others = {*pg.made("s")}  # tests before this one may have some that are not dropped yet
    save(pg_fresh, there)
    restore(pg_fresh, there)
    archive(pg, there)
    (kept,) = {*pg.made("s")} - of_others
    stem = pg.base.stem_of(kept)
    until(lambda: len(pg.made(f"p_{stem}")) == 2)

    pg.client.delete(f"/_etp/snapshots/{there}")

    until(lambda: kept not in pg.made("s"))
    until(lambda: [*pg.made("r"), *pg.made(f"p_{stem}")] == [])


def test_there_is_no_undo_and_the_capability_says_so(pg, pg_fresh):
    pg_fresh.client.post(AREAS, json={"area_code": "a", "area_name": "A"})

    for method, path in (("GET", "/timeline"), ("POST", "/undo")):
        answer = pg_fresh.control(method, path)
        assert (answer.status_code, answer.json()["detail"]) == (
            501,
            "Only SQLite databases can undo; take snapshots on PostgreSQL.",
        )
    capabilities = pg.client.get("/_etp/health").json()["capabilities"]
    assert (capabilities["undo"], capabilities["worlds"], capabilities["postgresql"]) == (
        False,
        True,
        True,
    )
    assert pg_fresh.client.get(f"{AREAS}a/").status_code == 200
