"""Snapshots over HTTP: saved, listed, read, removed, and names that are refused."""

import pytest

from tests.emulator.live import Fresh
from tests.emulator.snapshots.archives import (
    archive,
    digest,
    document,
    laid_out,
    put,
    restore,
    save,
)

AREAS = "/personnel/api/areas/"
BAD_NAMES = ["", "..", "../x", "a/b", "A", "-a", "_a", "a" * 64, "a b", "é", "snapshot:a", "a\nb"]


def names(live) -> list[str]:
    return [one["name"] for one in live.client.get("/_etp/snapshots").json()["snapshots"]]


def area(world: Fresh, code: str) -> None:
    assert world.client.post(AREAS, json={"area_code": code, "area_name": "A"}).status_code == 201


def test_a_save_answers_what_it_kept(live, fresh, name):
    fresh.control("PUT", "/clock", {"mode": "frozen", "now": "2001-02-03T08:00:00+05:30"})

    answer = fresh.control("POST", "/snapshots", {"name": name, "note": "after the move"})

    body = answer.json()
    assert answer.status_code == 201
    assert body["bytes"] > 0
    assert body["ms"] > 0
    assert {key: body[key] for key in body if key not in {"bytes", "created_at", "ms"}} == {
        "name": name,
        "note": "after the move",
        "world": fresh.name,
        "seed": 0,
        "clock": {"mode": "frozen", "now": "2001-02-03T02:30:00+00:00"},
        "rows": sum(fresh.control("GET", "/state").json()["counts"].values()),
    }


def test_what_is_saved_is_listed_for_every_world(live, fresh, other, name):
    made = save(fresh, name)
    del made["ms"]

    for world in (fresh, other):
        listed = world.control("GET", "/snapshots").json()
        assert listed["world"] == world.name
        assert made in listed["snapshots"]


def test_the_path_says_which_world_is_saved(live, fresh, name):
    area(fresh, "a")

    saved = fresh.client.post("/_etp/snapshots", json={"name": name}).json()

    assert (saved["world"], len(document(live, name)["records"]["areas"])) == (fresh.name, 2)


def test_a_name_is_given_once(live, fresh, name):
    save(fresh, name)
    kept = archive(live, name)
    area(fresh, "a")

    answer = fresh.control("POST", "/snapshots", {"name": name})

    assert (answer.status_code, answer.json()["detail"]) == (
        409,
        f"There is a snapshot {name} already: delete it or take another name.",
    )
    assert archive(live, name) == kept


@pytest.mark.parametrize("bad", BAD_NAMES)
def test_refuses_to_save_under_what_is_no_name(live, fresh, bad):
    answer = fresh.control("POST", "/snapshots", {"name": bad})

    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["name"])


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"name": "x", "of": "main"},
        {"name": 7.5, "note": 1},
        {"name": "x", "note": "n" * 501},
        [],
    ],
    ids=["no name", "unknown key", "no text", "long note", "a list"],
)
def test_refuses_to_save_by_a_body_that_says_something_else(live, fresh, body):
    before = names(live)

    assert fresh.control("POST", "/snapshots", body).status_code == 400
    assert names(live) == before


def test_an_archive_is_answered_as_a_file_of_json(live, fresh, name):
    save(fresh, name)

    answer = live.client.get(f"/_etp/snapshots/{name}")

    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}.json"'


def test_what_is_removed_is_gone(live, fresh, name):
    save(fresh, name)

    assert live.client.delete(f"/_etp/snapshots/{name}").status_code == 204

    assert name not in names(live)
    for method, path in (("GET", ""), ("DELETE", ""), ("POST", "/restore")):
        answer = live.client.request(method, f"/_etp/snapshots/{name}{path}")
        assert (answer.status_code, answer.json()["detail"]) == (
            404,
            f"There is no snapshot {name!r}.",
        )


def test_a_world_made_of_a_snapshot_outlives_it(live, fresh, other, name):
    area(fresh, "a")
    save(fresh, name)
    restore(other, name)

    live.client.delete(f"/_etp/snapshots/{name}")

    assert other.client.get(f"{AREAS}a/").status_code == 200
    again = other.control("POST", "/reset", {"to": f"snapshot:{name}"})
    assert (again.status_code, again.json()["detail"]) == (404, f"There is no snapshot {name!r}.")


def test_a_world_can_be_made_of_a_snapshot_and_is_reset_to_it(live, fresh, name):
    area(fresh, "a")
    save(fresh, name)

    body = {"name": "of-a-snapshot", "from": f"snapshot:{name}"}
    made = live.client.post("/_etp/worlds", json=body).json()
    path = f"{made['url']}{AREAS}a/"
    headers = {"Authorization": f"Token {made['token']}"}
    try:
        assert live.client.delete(path, headers=headers).status_code == 200
        live.client.post("/_etp/worlds/of-a-snapshot/reset")
        assert live.client.get(path, headers=headers).status_code == 200
    finally:
        live.client.delete("/_etp/worlds/of-a-snapshot")


@pytest.mark.parametrize(
    "path", ["..%2Fx", "%2E%2E%2Fx", "..", "%00", "A", "a" * 64, "%F0%9F%90%8D"]
)
@pytest.mark.parametrize("method", ["GET", "DELETE", "PUT", "POST"])
def test_no_path_leads_out_of_the_snapshots(live, plain, method, path):
    before = names(live)
    content = laid_out(plain) if method == "PUT" else None
    end = "/restore" if method == "POST" else ""

    answer = live.client.request(method, f"/_etp/snapshots/{path}{end}", content=content)

    # httpx itself resolves `..`, which leaves `/_etp/` or `/_etp/restore`.
    assert answer.status_code in ({400, 404} if method == "PUT" else {404})
    assert names(live) == before


def test_other_methods_are_named(live, fresh, name):
    for path, allowed in (
        ("snapshots", "GET, POST, HEAD, OPTIONS"),
        (f"snapshots/{name}", "GET, PUT, DELETE, HEAD, OPTIONS"),
        (f"snapshots/{name}/restore", "POST, OPTIONS"),
    ):
        answer = live.client.patch(f"/_etp/{path}", json={})
        assert (answer.status_code, answer.headers["Allow"]) == (405, allowed)


def test_a_world_that_does_not_exist_is_not_saved(live, name):
    answer = live.client.post("/_etp/worlds/nobody/snapshots", json={"name": name})

    assert (answer.status_code, answer.json()["detail"]) == (404, "There is no world 'nobody'.")
    assert name not in names(live)


def test_an_upload_replaces_a_snapshot_and_says_so(live, fresh, plain, other_name):
    first = put(live, other_name, laid_out(plain))
    area(fresh, "a")
    save(fresh, "of-two-areas")
    changed = archive(live, "of-two-areas")
    live.client.delete("/_etp/snapshots/of-two-areas")

    second = put(live, other_name, changed)

    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json()["world"] is None
    assert second.json()["rows"] == first.json()["rows"] + 1
    assert archive(live, other_name) == changed
    kept = digest(fresh)
    restore(fresh, other_name)
    assert digest(fresh) == kept
