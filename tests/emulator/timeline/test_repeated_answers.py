"""Answers that are given again: never one that a change has made wrong."""

from concurrent.futures import ThreadPoolExecutor

import httpx

from tests.emulator.live import Fresh

AREAS = "/personnel/api/areas/"


def area(world: Fresh, code: str) -> None:
    assert world.client.post(AREAS, json={"area_code": code, "area_name": "A"}).status_code == 201


def codes(world: Fresh) -> list[str]:
    return [found["area_code"] for found in world.client.get(AREAS).json()["data"]]


def name_of(world: Fresh, code: str) -> str:
    return str(world.client.get(f"{AREAS}{code}/").json()["area_name"])


def test_a_list_shows_what_was_written_since_it_was_answered(fresh):
    before = codes(fresh)
    assert codes(fresh) == before

    area(fresh, "NEW")

    assert codes(fresh) == [*before, "NEW"]


def test_a_record_shows_what_was_written_since_it_was_answered(fresh):
    area(fresh, "R")
    assert [name_of(fresh, "R") for _ in range(3)] == ["A", "A", "A"]

    fresh.client.patch(f"{AREAS}R/", json={"area_name": "B"})

    assert name_of(fresh, "R") == "B"


def test_a_deleted_record_is_not_answered_again(fresh):
    area(fresh, "R")
    assert name_of(fresh, "R") == "A"

    fresh.client.delete(f"{AREAS}R/")

    assert fresh.client.get(f"{AREAS}R/").status_code == 404


def test_a_reset_and_an_undo_bring_other_answers(fresh):
    before = codes(fresh)
    area(fresh, "ONE")
    area(fresh, "TWO")
    assert codes(fresh) == codes(fresh) == [*before, "ONE", "TWO"]

    fresh.control("POST", "/undo", {"steps": 1})
    assert codes(fresh) == codes(fresh) == [*before, "ONE"]
    area(fresh, "SIX")
    assert codes(fresh) == [*before, "ONE", "SIX"]

    fresh.control("POST", "/reset")
    assert codes(fresh) == before


def test_writers_and_readers_at_once_never_see_less_than_was_answered(fresh):
    def write_and_read(number: int) -> bool:
        code = f"W{number}"
        area(fresh, code)
        listed = fresh.client.get(AREAS, params={"page_size": 1000}).json()["data"]
        return code in {found["area_code"] for found in listed}

    with ThreadPoolExecutor(4) as threads:
        assert all(threads.map(write_and_read, range(40)))


def test_what_another_process_wrote_is_answered(shared):
    """Two workers serve the world: each reads what the other has kept an older answer of."""
    before = codes(shared)
    for number in range(10):
        for _ in range(3):
            with httpx.Client(base_url=shared.url, headers=shared.client.headers) as client:
                found = client.get(AREAS).json()["count"]
                assert found == len(before) + number
        area(shared, f"P{number}")


def test_a_setting_changes_what_the_same_request_is_answered(fresh):
    query = f"{AREAS}?colour=red"
    first = fresh.client.get(query)
    again = fresh.client.get(query)
    assert (first.status_code, first.headers["x-etp-warning"]) == (
        200,
        "unknown query parameters: colour",
    )
    assert (again.content, again.headers["x-etp-warning"]) == (
        first.content,
        first.headers["x-etp-warning"],
    )

    fresh.control("PATCH", "/settings", {"validate": "strict"})

    assert fresh.client.get(query).status_code == 400


def test_a_revoked_key_is_refused_although_it_was_just_answered(fresh):
    assert fresh.client.get(AREAS).status_code == 200
    assert fresh.client.get(AREAS).status_code == 200

    assert fresh.control("POST", "/tokens/expire").status_code < 300

    assert fresh.client.get(AREAS).status_code == 401


def test_links_name_the_host_that_was_asked(fresh):
    area(fresh, "ONE")
    links = {
        host: fresh.client.get(f"{AREAS}?page_size=1", headers={"Host": host}).json()["next"]
        for host in ("one.example", "two.example", "one.example")
    }

    assert {host: link.split("/")[2] for host, link in links.items()} == {
        "one.example": "one.example",
        "two.example": "two.example",
    }


def test_nobody_is_answered_what_another_caller_asked(fresh):
    assert fresh.client.get(AREAS).status_code == 200

    for header in ({"Authorization": ""}, {"Authorization": "Token " + "0" * 40}):
        assert fresh.client.get(AREAS, headers=header).status_code == 401


def test_the_journal_notes_a_repeated_answer_like_the_first(fresh):
    for _ in range(2):
        fresh.client.get(f"{AREAS}?page_size=7")

    shown = fresh.control("GET", "/requests").json()["requests"][:2]
    kept = [fresh.control("GET", f"/requests/{one['id']}").json() for one in shown]

    last, first = [
        {key: value for key, value in one.items() if key not in {"id", "at", "world_time", "ms"}}
        for one in kept
    ]
    assert last == first
    assert (first["operation"], first["user"], first["status"]) == ("areas_list", "admin", 200)


def test_a_fault_stands_over_a_repeated_answer(fresh):
    assert fresh.client.get(AREAS).status_code == 200
    assert fresh.client.get(AREAS).status_code == 200

    fresh.control("POST", "/faults", {"match": {"operation": "areas_list"}, "do": {"status": 503}})

    assert fresh.client.get(AREAS).status_code == 503
