"""List, read, find and forget requests."""

import re
import socket
from datetime import datetime
from urllib.parse import urlsplit

import httpx
import pytest

from tests.emulator.journal.conftest import AREAS, entry, found, listed, paths, steady
from tests.emulator.live import Fresh

ANSWER_HEADERS = {
    "Content-Type": "application/json",
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Vary": "origin",
}


def test_lists_what_clients_and_terminals_asked_in_its_order(fresh: Fresh) -> None:
    fresh.client.get(AREAS, params={"page_size": 1, "page": 1})
    fresh.client.post(AREAS, json={"area_code": "7", "area_name": "Seven", "colour": "red"})
    httpx.get(f"{fresh.url}/iclock/getrequest?SN=ABC123")
    fresh.client.get("/personnel/api/area/?a=1&a=2&b=")

    assert listed(fresh) == [
        entry(
            "GET",
            AREAS,
            operation="areas_list",
            user="admin",
            query={"page_size": "1", "page": "1"},
        ),
        entry(
            "POST",
            AREAS,
            201,
            operation="areas_create",
            user="admin",
            warnings=["unknown body fields: colour"],
        ),
        entry("GET", "/iclock/getrequest", operation="push_getrequest", query={"SN": "ABC123"}),
        entry("GET", "/personnel/api/area/", 404, query={"a": ["1", "2"], "b": ""}),
    ]


def test_shows_one_whole(fresh: Fresh) -> None:
    fresh.control("PUT", "/clock", {"mode": "frozen", "now": "2026-01-05T08:00:00+05:30"})
    body = {"area_code": "7", "area_name": "Séven"}
    made = fresh.client.post(AREAS, json=body, headers={"X-Note": "red"})
    (short,) = fresh.control("GET", "/requests").json()["requests"]

    answer = fresh.control("GET", f"/requests/{short['id']}")

    shown = answer.json()
    assert shown.pop("world") == fresh.name
    assert {name: shown[name] for name in short} == short
    assert shown["url"] == f"{fresh.url}{AREAS}"
    headers = shown["request"].pop("headers")
    assert (headers["Authorization"], headers["X-Note"]) == ("Token ***", "red")
    assert (headers["Host"], headers["Content-Type"]) == (
        httpx.URL(fresh.url).netloc.decode(),
        "application/json",
    )
    assert shown["request"] == {
        "body": body,
        "body_encoding": "json",
        "body_size": len(made.request.content),
        "body_cut": False,
    }
    assert shown["response"] == {
        "headers": {
            **ANSWER_HEADERS,
            "Allow": "GET, POST, HEAD, OPTIONS",
            "X-Etp-World": fresh.name,
        },
        "body": made.json(),
        "body_encoding": "json",
        "body_size": len(made.content),
        "body_cut": False,
    }
    assert short["world_time"] == "2026-01-05T02:30:00+00:00"
    assert datetime.fromisoformat(short["at"]).utcoffset() is not None
    assert short["ms"] > 0


@pytest.mark.parametrize("number", ["0", "999999999", "abc", "-1", "1.5", "9" * 30, "%C2%B2"])
def test_has_no_entry_that_never_was(fresh: Fresh, number: str) -> None:
    fresh.client.get(AREAS)

    answer = fresh.control("GET", f"/requests/{number}")

    assert answer.status_code == 404
    assert answer.json()["detail"].startswith(f"The journal of world {fresh.name} has no '")


def test_bodies_that_are_no_json_are_text_or_base64(fresh: Fresh) -> None:
    url = f"{fresh.url}/iclock/cdata?SN=ABC123&table=rtstate"
    for content in (b"", "Grün\tA".encode(), b"\xff\x00\x01", b'{"a": broken'):
        httpx.post(url, content=content)

    bodies = [one["request"] for one in found(fresh, operation="push_cdata")]

    shown = [(body["body"], body["body_encoding"], body["body_size"]) for body in bodies]
    assert shown == [
        (None, "none", 0),
        ("Grün\tA", "text", 7),
        ("/wAB", "base64", 3),
        ('{"a": broken', "text", 12),
    ]


def test_the_list_takes_the_newest_or_what_came_since(fresh: Fresh) -> None:
    for page in range(1, 6):
        fresh.client.get(AREAS, params={"page": page})
    first = fresh.control("GET", "/requests").json()["requests"][0]["id"]

    def pages(query: str) -> list[str]:
        return [one["query"]["page"] for one in listed(fresh, query)]

    assert pages("?limit=2") == ["4", "5"]
    assert pages(f"?since={first}") == ["2", "3", "4", "5"]
    assert pages(f"?since={first}&limit=2") == ["2", "3"]
    assert pages(f"?since={first + 100}") == []


def test_the_list_is_narrowed_by_its_query(fresh: Fresh) -> None:
    fresh.client.get(AREAS)
    fresh.client.get(f"{AREAS}nowhere/")
    fresh.client.get("/personnel/api/employees/")

    assert paths(listed(fresh, "?operation=areas_list")) == [AREAS]
    assert paths(listed(fresh, "?operation=areas_*")) == [AREAS, f"{AREAS}nowhere/"]
    assert paths(listed(fresh, "?status=4*")) == [f"{AREAS}nowhere/"]
    assert paths(listed(fresh, "?path=*/employees&method=GET")) == ["/personnel/api/employees/"]


@pytest.mark.parametrize(
    ("match", "expected"),
    [
        ({}, "123"),
        ({"operation": "areas_create"}, "12"),
        ({"operation": ["areas_create", "areas_update"]}, "123"),
        ({"method": "PUT"}, "3"),
        ({"path": "/personnel/api/areas/*/"}, "3"),
        ({"query": {"note": "a"}}, "1"),
        ({"query": {"note": None}}, "3"),
        ({"header": {"x-note": "RED"}}, "2"),
        ({"status": 201}, "12"),
        ({"status": ["2*"]}, "123"),
        ({"status": 404}, ""),
        ({"body": {"area_code": "8"}}, "2"),
        ({"body": '"area_code":"7"'}, "1"),
        ({"body": {"path": "$.area_code", "equals": "7"}}, "1"),
        ({"body": {"path": "$.parent_area"}}, "1"),
        ({"body": {"path": "$[?(@ == 'Three')]"}}, "3"),
        ({"operation": "areas_create", "body": {"path": "$.area_code", "equals": 7}}, ""),
    ],
)
def test_finds_what_matches(fresh: Fresh, match: dict[str, object], expected: str) -> None:
    first = {"area_code": "7", "area_name": "Seven", "parent_area": 1}
    fresh.client.post(f"{AREAS}?note=a", json=first)
    second = {"area_code": "8", "area_name": "Eight"}
    fresh.client.post(f"{AREAS}?note=b", json=second, headers={"X-Note": "red"})
    fresh.client.put(f"{AREAS}1/", json={"area_name": "Three"})
    names = {"Seven": "1", "Eight": "2", "Three": "3"}

    bodies = [one["request"]["body"] for one in found(fresh, **match)]

    assert "".join(names[body["area_name"]] for body in bodies) == expected


def test_finds_forms_by_their_fields(fresh: Fresh) -> None:
    fresh.client.post(AREAS, data={"area_code": "7", "area_name": "A & B"})

    assert len(found(fresh, body={"area_name": "A & B"})) == 1
    assert found(fresh, body={"area_name": "A"}) == []


def test_find_answers_whole_entries_the_newest_ones(fresh: Fresh) -> None:
    for page in range(1, 4):
        fresh.client.get(AREAS, params={"page": page})
    answer = fresh.control(
        "POST", "/requests/find", {"match": {"operation": "areas_list"}, "limit": 2}
    )

    entries = answer.json()["requests"]

    assert [one["query"] for one in entries] == [{"page": "2"}, {"page": "3"}]
    one = fresh.control("GET", f"/requests/{entries[0]['id']}").json()
    assert one == {"world": fresh.name, **entries[0]}


@pytest.mark.parametrize(
    ("method", "path", "body", "detail"),
    [
        (
            "GET",
            "?colour=1",
            None,
            "Unknown: colour. Known: operation, method, path, status, limit",
        ),
        ("GET", "?limit=0", None, "limit: Ensure this value is greater than or equal to 1."),
        ("GET", "?since=-1", None, "since: Ensure this value is greater than or equal to 0."),
        ("GET", "?operation=areas_lst", None, "operation: There is no operation 'areas_lst'"),
        ("GET", "/unmatched?colour=1", None, "Unknown: colour."),
        ("GET", ".har?colour=1", None, "Unknown: colour."),
        ("POST", "/find", {}, "match: This field is required."),
        ("POST", "/find", {"match": {}, "colour": 1}, "Unknown: colour. Known: match, limit."),
        (
            "POST",
            "/find",
            {"match": {"colour": 1}},
            "Unknown: colour. Known: operation, method, path, query, header, body, status.",
        ),
        ("POST", "/find", {"match": {"body": 3}}, "match.body: takes an object or a text"),
        (
            "POST",
            "/find",
            {"match": {"body": {"path": "$["}}},
            "match.body: $[ is no JSONPath: ",
        ),
        ("POST", "/find", {"match": {}, "limit": "2"}, "limit: takes a whole number from 1 to"),
    ],
)
def test_refuses_what_means_nothing(
    fresh: Fresh, method: str, path: str, body: object, detail: str
) -> None:
    answer = fresh.control(method, f"/requests{path}", body)

    assert answer.status_code == 400
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["detail"].startswith(detail)


def test_forgets(fresh: Fresh) -> None:
    fresh.client.get(AREAS)

    answer = fresh.control("DELETE", "/requests")

    assert (answer.status_code, answer.content) == (204, b"")
    assert listed(fresh) == []
    fresh.client.get(AREAS)
    assert paths(listed(fresh)) == [AREAS]


def test_ids_go_on_after_forgetting(fresh: Fresh) -> None:
    fresh.client.get(AREAS)
    before = found(fresh)[0]["id"]
    fresh.control("DELETE", "/requests")
    fresh.client.get(AREAS)

    assert found(fresh)[0]["id"] > before
    assert fresh.control("GET", f"/requests/{before}").status_code == 404


def test_control_calls_and_probes_are_not_there(fresh: Fresh) -> None:
    for path in ("/livez", "/readyz", "/_etp/health", "/_etp/requests", "/_etp/admin/login/"):
        assert fresh.client.get(path).status_code == 200
    fresh.control("GET", "/state")

    assert listed(fresh) == []


def test_worlds_do_not_see_each_other(fresh: Fresh, other: Fresh) -> None:
    fresh.client.get(AREAS)
    other.client.get(f"{AREAS}1/")
    (own,) = found(fresh)

    assert (paths(listed(fresh)), paths(listed(other))) == ([AREAS], [f"{AREAS}1/"])
    assert other.control("GET", f"/requests/{own['id']}").status_code == 404
    other.control("DELETE", "/requests")
    assert paths(listed(fresh)) == [AREAS]


def test_a_header_or_key_counts_for_the_world_it_means(fresh: Fresh) -> None:
    client, token = fresh.server.client, {"Authorization": f"Token {fresh.token}"}
    client.get(AREAS, headers=token)
    client.get(f"{AREAS}1/", headers={**token, "X-Etp-World": fresh.name})

    assert paths(listed(fresh)) == [AREAS, f"{AREAS}1/"]


@pytest.mark.parametrize("path", ["/requests", "/requests/1", "/requests/unmatched", "/events"])
def test_an_unknown_world_is_named(fresh: Fresh, path: str) -> None:
    answer = fresh.server.client.get(f"/_etp/worlds/nowhere{path}")

    assert answer.status_code == 404
    assert "nowhere" in answer.json()["detail"]


@pytest.mark.parametrize(("keep", "kept"), [([], []), (["journal"], [AREAS]), (["clock"], [])])
def test_a_reset_forgets_unless_told_to_keep(
    fresh: Fresh, keep: list[str], kept: list[str]
) -> None:
    fresh.client.get(AREAS)

    assert fresh.control("POST", "/reset", {"to": "empty", "keep": keep}).status_code == 200

    assert paths(listed(fresh)) == kept


def test_a_new_world_of_an_old_name_begins_without_entries(fresh: Fresh) -> None:
    fresh.client.get(AREAS)
    fresh.server.client.delete(f"/_etp/worlds/{fresh.name}")
    made = fresh.server.client.post("/_etp/worlds", json={"name": fresh.name, "from": "empty"})

    assert made.status_code == 201
    assert listed(fresh) == []


def test_heads_and_streamed_files_are_there_with_their_sizes(fresh: Fresh) -> None:
    fresh.client.head(AREAS)
    file = fresh.client.get(f"{AREAS}export/", params={"export_type": "csv"})

    head, export = found(fresh)

    assert (head["method"], head["operation"], head["status"]) == ("HEAD", "areas_list", 200)
    assert (head["response"]["body"], head["response"]["body_size"]) == (None, 0)
    assert file.status_code == 200
    assert export["response"]["body"].encode() == file.content
    assert export["response"]["body_size"] == len(file.content)


def test_a_host_that_django_refuses_does_not_change_the_answer(fresh: Fresh) -> None:
    answer = httpx.get(f"{fresh.url}/iclock/getrequest?SN=ABC", headers={"Host": "bad host!"})

    assert (answer.status_code, answer.text) == (200, "OK")
    (one,) = found(fresh)
    assert one["url"] == (f"http://bad%20host!/_etp/w/{fresh.name}/iclock/getrequest?SN=ABC")


def test_a_body_beyond_64_kb_is_cut_between_characters(fresh: Fresh) -> None:
    name = "a" + "é" * 40_000
    fresh.client.post(AREAS, json={"area_code": "7", "area_name": name})

    (one,) = found(fresh)

    request = one["request"]
    assert (request["body_cut"], request["body_encoding"]) == (True, "text")
    assert request["body_size"] > 80_000
    assert re.fullmatch(r'\{"area_code":"7","area_name":"aé+', request["body"])
    assert 64 * 1024 - 1 <= len(request["body"].encode()) <= 64 * 1024


def test_entries_do_not_differ_between_list_and_find(fresh: Fresh) -> None:
    fresh.client.get(AREAS)

    (short,) = listed(fresh)
    (whole,) = found(fresh)

    assert {name: steady(whole)[name] for name in short} == short


def test_letters_that_a_client_did_not_encode_are_read_as_utf_8(fresh: Fresh) -> None:
    server = urlsplit(fresh.url)
    line = (
        f"GET {server.path}{AREAS}?area_name=Tür HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    )
    with socket.create_connection((server.hostname, server.port), timeout=20) as connection:
        connection.sendall(line.encode())
        assert connection.recv(100).startswith(b"HTTP/1.1 401")

    (one,) = found(fresh)

    assert one["query"] == {"area_name": "Tür"}
    assert one["url"].endswith(f"{AREAS}?area_name=T%C3%BCr")
