"""The timeline and undo over HTTP."""

import pytest

from tests.emulator.live import Fresh
from tests.emulator.snapshots.archives import digest

AREAS = "/personnel/api/areas/"
EMPLOYEES = "/personnel/api/employees/"


def area(world: Fresh, code: str) -> None:
    assert world.client.post(AREAS, json={"area_code": code, "area_name": "A"}).status_code == 201


def timeline(world: Fresh, **query: int) -> dict:
    answer = world.client.get("/_etp/timeline", params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


def undo(world: Fresh, steps: int = 1) -> dict:
    answer = world.control("POST", "/undo", {"steps": steps})
    assert answer.status_code == 200, answer.text
    return answer.json()


def without_times(points: list[dict]) -> list[dict]:
    return [{key: value for key, value in point.items() if key != "at"} for point in points]


def test_a_new_world_has_nothing_to_undo(fresh):
    assert timeline(fresh) == {"world": fresh.name, "count": 0, "points": []}

    answer = fresh.control("POST", "/undo")

    assert (answer.status_code, answer.json()["detail"]) == (
        409,
        "Changes that can be undone: 0.",
    )


def test_lists_what_changed_the_world_the_latest_first(fresh):
    area(fresh, "a")
    fresh.client.patch(f"{AREAS}a/", json={"area_name": "B"})
    fresh.client.delete(f"{AREAS}a/")

    found = timeline(fresh)

    assert found["count"] == 3
    assert without_times(found["points"]) == [
        {"steps": 1, "operation": "areas_delete", "method": "DELETE", "path": f"{AREAS}a/"},
        {"steps": 2, "operation": "areas_partial_update", "method": "PATCH", "path": f"{AREAS}a/"},
        {"steps": 3, "operation": "areas_create", "method": "POST", "path": AREAS},
    ]
    times = [point["at"] for point in found["points"]]
    assert times == sorted(times, reverse=True)
    assert all(time.endswith("+00:00") for time in times)


def test_lists_no_more_than_it_is_asked_for(fresh):
    for number in range(3):
        area(fresh, f"a{number}")

    assert [point["steps"] for point in timeline(fresh, limit=2)["points"]] == [1, 2]
    assert timeline(fresh, limit=2)["count"] == 3


def test_takes_the_last_change_back(fresh):
    area(fresh, "a")
    before = digest(fresh)
    area(fresh, "b")
    listed = timeline(fresh)["points"]

    done = undo(fresh)

    assert done["ms"] > 0
    assert (done["world"], done["undone"]) == (fresh.name, listed[:1])
    assert digest(fresh) == before
    assert (
        fresh.client.get(f"{AREAS}a/").status_code,
        fresh.client.get(f"{AREAS}b/").status_code,
    ) == (
        200,
        404,
    )


@pytest.mark.parametrize("steps", [1, 2, 5])
def test_takes_as_many_back_as_it_is_told_to(fresh, steps):
    digests = [digest(fresh)]
    for number in range(5):
        area(fresh, f"a{number}")
        digests.append(digest(fresh))

    done = undo(fresh, steps)

    assert [point["steps"] for point in done["undone"]] == list(range(1, steps + 1))
    assert digest(fresh) == digests[-1 - steps]
    assert timeline(fresh)["count"] == 5 - steps


def test_step_by_step_to_the_beginning(fresh):
    digests = [digest(fresh)]
    for number in range(4):
        area(fresh, f"a{number}")
        digests.append(digest(fresh))

    for expected in digests[-2::-1]:
        undo(fresh)
        assert digest(fresh) == expected
    assert fresh.control("POST", "/undo").status_code == 409


def test_what_is_done_after_an_undo_can_be_undone_too(fresh):
    area(fresh, "a")
    area(fresh, "b")
    undo(fresh)
    kept = digest(fresh)
    area(fresh, "c")

    assert timeline(fresh)["count"] == 2
    undo(fresh)
    assert digest(fresh) == kept


def test_changes_many_records_and_is_one_step(fresh):
    before = digest(fresh)
    rows = "area_code,area_name\r\n" + "".join(f"i{n},Imported\r\n" for n in range(500))
    file = {"import_file": ("rows.csv", rows.encode())}
    answer = fresh.client.post(f"{AREAS}import_area/", data={"import_type": "1"}, files=file)
    assert answer.status_code == 200, answer.text
    assert fresh.client.get(AREAS).json()["count"] == 501

    undo(fresh)

    assert digest(fresh) == before


def test_the_same_call_after_an_undo_gives_the_same_ids(fresh):
    def make() -> list[object]:
        person = {"emp_code": "7", "department": "1", "area": ["1"]}
        made = fresh.client.post(EMPLOYEES, json=person).json()["id"]
        area(fresh, "a")
        return [made, fresh.client.get(f"{AREAS}a/").json()["id"]]

    first = make()
    undo(fresh, timeline(fresh)["count"])

    assert make() == first


def test_what_a_terminal_sends_can_be_undone(fresh):
    fresh.client.get("/iclock/cdata?SN=T1&options=all")
    before = digest(fresh)
    sent = fresh.client.post(
        "/iclock/cdata?SN=T1&table=ATTLOG&Stamp=1", content=b"9\t2026-01-05 09:00:00\t0\t1\n"
    )
    assert sent.text.startswith("OK")

    done = undo(fresh)

    assert without_times(done["undone"]) == [
        {"steps": 1, "operation": "push_cdata", "method": "POST", "path": "/iclock/cdata"}
    ]
    assert digest(fresh) == before


def test_what_changes_nothing_leaves_no_point(fresh):
    area(fresh, "a")
    fresh.client.get(AREAS)
    assert fresh.client.post(AREAS, json={"area_code": "a", "area_name": "A"}).status_code == 400
    assert fresh.client.post(AREAS, json={"area_code": ""}).status_code == 400
    assert fresh.client.delete(f"{AREAS}nowhere/").status_code == 404
    assert fresh.client.post("/nowhere", json={}).status_code == 404
    for path in ("api-token-auth", "jwt-api-token-auth"):
        login = {"username": "viewer", "password": "viewer"}
        assert fresh.client.post(f"/api/{path}/", json=login).status_code == 200
    fresh.control("POST", "/tokens", {"user": "admin", "expires_in_s": 60})
    fresh.control("PATCH", "/settings", {"validate": "strict"})
    fresh.control("PUT", "/clock", {"mode": "frozen"})

    assert timeline(fresh)["count"] == 1


def test_who_reads_after_a_reset_leaves_no_point(fresh):
    """The first request with a key stores it again, and was a change to be undone."""
    login = {"username": "viewer", "password": "viewer"}
    key = fresh.client.post("/api/api-token-auth/", json=login).json()["token"]
    fresh.control("POST", "/reset")

    for token in (fresh.token, key):
        headers = {"Authorization": f"Token {token}"}
        assert fresh.client.get(AREAS, headers=headers).status_code == 200

    assert timeline(fresh)["count"] == 0


def test_a_terminal_that_fetches_leaves_one(fresh):
    fresh.client.get("/iclock/cdata?SN=T1&options=all")
    fresh.client.get("/iclock/getrequest?SN=T1")

    operations = [point["operation"] for point in timeline(fresh)["points"]]
    assert operations[-1] == "push_cdata"
    assert {*operations} <= {"push_cdata", "push_getrequest"}


def test_clock_settings_and_faults_stay_as_they_are(fresh):
    area(fresh, "a")
    fresh.control("PUT", "/clock", {"mode": "frozen", "now": "2001-02-03T04:05:06+05:30"})
    fresh.control("PATCH", "/settings", {"validate": "strict"})
    fresh.control("POST", "/faults", {"match": {"path": "/never/"}, "do": {"status": 503}})

    undo(fresh)

    assert fresh.control("GET", "/clock").json()["now"] == "2001-02-03T04:05:06+05:30"
    assert fresh.control("GET", "/settings").json()["settings"]["validate"] == "strict"


def test_who_is_logged_in_stays_so(fresh):
    area(fresh, "a")
    login = {"username": "viewer", "password": "viewer"}
    key = fresh.client.post("/api/api-token-auth/", json=login).json()["token"]
    pair = fresh.client.post("/api/jwt-api-token-auth/", json=login).json()

    undo(fresh)

    for header in (f"Token {key}", f"JWT {pair['access']}", f"Token {fresh.token}"):
        assert fresh.client.get(AREAS, headers={"Authorization": header}).status_code == 200


def test_a_reset_begins_a_new_timeline(fresh):
    area(fresh, "a")
    fresh.control("POST", "/reset")
    assert timeline(fresh)["count"] == 0

    area(fresh, "b")
    undo(fresh)
    assert fresh.client.get(AREAS).json()["count"] == 1


def test_worlds_have_timelines_of_their_own(live, fresh, other):
    area(fresh, "a")
    area(other, "b")

    answer = other.client.post(f"/_etp/worlds/{fresh.name}/undo").json()

    assert (answer["world"], len(answer["undone"])) == (fresh.name, 1)
    assert (timeline(fresh)["count"], timeline(other)["count"]) == (0, 1)
    assert other.client.get(f"{AREAS}b/").status_code == 200


@pytest.mark.parametrize(
    "body",
    [{"steps": 0}, {"steps": -1}, {"steps": "x"}, {"steps": 10**7}, {"step": 1}, [1]],
    ids=["none", "forward", "text", "too many", "unknown key", "a list"],
)
def test_refuses_to_undo_by_a_body_that_says_something_else(fresh, body):
    area(fresh, "a")

    assert fresh.control("POST", "/undo", body).status_code == 400
    assert timeline(fresh)["count"] == 1


@pytest.mark.parametrize("query", ["limit=0", "limit=1001", "limit=x", "last=1"])
def test_refuses_a_query_that_says_something_else(fresh, query):
    assert fresh.client.get(f"/_etp/timeline?{query}").status_code == 400


def test_refuses_more_steps_than_there_are_and_changes_nothing(fresh):
    area(fresh, "a")
    before = digest(fresh)

    answer = fresh.control("POST", "/undo", {"steps": 2})

    assert (answer.status_code, answer.json()["detail"]) == (
        409,
        "Changes that can be undone: 1.",
    )
    assert (digest(fresh), timeline(fresh)["count"]) == (before, 1)


def test_a_world_that_does_not_exist_is_404(live):
    for method, path in (("GET", "timeline"), ("POST", "undo")):
        answer = live.client.request(method, f"/_etp/worlds/nobody/{path}")
        assert (answer.status_code, answer.json()["detail"]) == (404, "There is no world 'nobody'.")


def test_the_capability_says_that_it_works(live):
    assert live.client.get("/_etp/health").json()["capabilities"]["undo"] is True


def test_an_export_under_way_ends_as_it_began(fresh):
    rows = "area_code,area_name\r\n" + "".join(f"i{n},Imported\r\n" for n in range(20_000))
    file = {"import_file": ("rows.csv", rows.encode())}
    fresh.client.post(f"{AREAS}import_area/", data={"import_type": "1"}, files=file)
    export = f"{AREAS}export/?export_type=csv"
    whole = fresh.client.get(export).content

    with fresh.client.stream("GET", export) as answer:
        parts = answer.iter_raw()
        read = [next(parts)]
        undo(fresh)
        assert fresh.client.get(AREAS).json()["count"] == 1
        read += parts

    assert b"".join(read) == whole
