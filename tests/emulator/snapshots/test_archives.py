"""What an archive looks like, what it holds, and what it never holds."""

import json
import re

import pytest

from tests.emulator.snapshots.archives import archive, digest, document, fill, restore, save

AREAS = "/personnel/api/areas/"
LOGIN = {"username": "admin", "password": "admin"}
HEAD = [
    "etpserver_snapshot",
    "version",
    "migrations",
    "note",
    "seed",
    "drawn",
    "clock",
    "sequences",
]


def lines_of(content: bytes) -> list[str]:
    return content.decode().splitlines()


def test_equal_states_are_equal_archives(live, fresh, other, name, other_name):
    fill(fresh)
    save(fresh, name)
    restore(other, name)

    save(other, other_name)

    assert digest(other) == digest(fresh)
    assert archive(live, other_name) == archive(live, name)
    assert archive(live, name) == archive(live, name)


def test_a_change_of_one_record_is_a_change_of_one_line(live, fresh, name, other_name):
    fresh.client.post(AREAS, json={"area_code": "a", "area_name": "A"})
    save(fresh, name)
    fresh.client.patch(f"{AREAS}a/", json={"area_name": "B"})
    save(fresh, other_name)

    before, after = (lines_of(archive(live, one)) for one in (name, other_name))

    assert len(before) == len(after)
    changed = [pair for pair in zip(before, after, strict=True) if pair[0] != pair[1]]
    assert [json.loads(text.rstrip(","))["area_name"] for text in changed[0]] == ["A", "B"]
    assert len(changed) == 1


def test_a_record_has_a_line_and_they_are_sorted(live, fresh, name):
    fill(fresh)
    save(fresh, name)

    read = document(live, name)
    records = read["records"]
    lines = lines_of(archive(live, name))

    assert list(read) == [*HEAD, "records"]
    assert list(records) == sorted(records)
    one_line = [json.loads(line.rstrip(",")) for line in lines if line.startswith('{"')]
    assert one_line == [row for rows in records.values() for row in rows]
    for rows in records.values():
        keys = [row["id"] if "id" in row else row["employee"] for row in rows]
        assert keys == sorted(keys)


def test_it_holds_every_record_and_who_may_log_in(live, fresh, name):
    fill(fresh)
    save(fresh, name)

    records = document(live, name)["records"]

    counts = fresh.control("GET", "/state").json()["counts"]
    assert {kind: len(records[kind]) for kind in counts} == counts
    assert set(records) - set(counts) == {"api_clients", "groups", "users"}
    assert sorted(user["username"] for user in records["users"]) == ["admin", "viewer"]


def test_it_holds_no_key_that_opens_anything(live, fresh, name):
    fresh.client.post(
        "/personnel/api/employees/", json={"emp_code": "2", "department": "1", "area": ["1"]}
    )
    tokens = [fresh.token]
    for path, body in (
        ("/api/api-token-auth/", LOGIN),
        ("/api/jwt-api-token-auth/", LOGIN),
        ("/api/staff-api-token-auth/", {"username": "2", "password": "123456"}),
        ("/api/staff-jwt-api-token-auth/", {"username": "2", "password": "123456"}),
    ):
        answer = fresh.client.post(path, json=body)
        assert answer.status_code == 200, answer.text
        tokens += [value for value in answer.json().values() if isinstance(value, str)]
    for kind in ("token", "jwt"):
        body = {"user": "admin", "kind": kind, "expires_in_s": 60}
        tokens.append(fresh.control("POST", "/tokens", body).json()["token"])
    assert len(tokens) >= 7
    save(fresh, name)

    text = archive(live, name).decode()

    assert [token for token in tokens if token in text] == []
    # Nothing else that looks like one: 40 hex digits, or the three parts of a JWT.
    assert re.findall(r"\b[0-9a-f]{40}\b|\beyJ[\w-]+\.[\w-]+\.", text) == []


def test_the_keys_of_a_world_open_it_after_a_restore_and_no_other_world(live, fresh, other, name):
    save(fresh, name)
    restore(other, name)
    restore(fresh, name)

    assert fresh.client.get(AREAS).status_code == 200
    assert other.client.get(AREAS).status_code == 200
    assert fresh.client.get(f"{other.url}{AREAS}").status_code == 401


def test_nothing_that_logins_gave_out_lies_in_the_file(live, fresh, name, tmp_path_factory):
    fresh.client.get(AREAS)
    save(fresh, name)

    files = list(tmp_path_factory.getbasetemp().glob(f"live*/etp-data/snapshots/{name}.*"))
    assert files
    for file in files:
        assert fresh.token.encode() not in file.read_bytes()


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_who_leaves_early_holds_nothing(live, fresh, name, method):
    fill(fresh)
    save(fresh, name)

    with live.client.stream(method, f"/_etp/snapshots/{name}") as answer:
        assert answer.status_code == 200

    assert live.client.delete(f"/_etp/snapshots/{name}").status_code == 204
