"""Who may drive the emulator, and with which names."""

from collections.abc import Iterator

import httpx
import pytest

from tests.emulator.live import Fresh, Live, serving

LAB = {"area_code": "LAB", "area_name": "Laboratory"}
ELSEWHERE = "https://evil.example"
ANOTHER_ORIGIN = "A page of another origin may not call this."


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """A server with a control token."""
    yield from serving(tmp_path_factory, ETP_CONTROL_TOKEN="tea-at-5")


def problem(answer: httpx.Response) -> tuple[int, str]:
    assert answer.headers["content-type"] == "application/problem+json"
    return answer.status_code, answer.json()["detail"]


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": ELSEWHERE},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Sec-Fetch-Site": "cross-site"},
    ],
)
@pytest.mark.parametrize("content_type", ["application/json", "text/plain"])
def test_a_page_of_another_origin_changes_nothing(
    fresh: Fresh, headers: dict[str, str], content_type: str
) -> None:
    fresh.client.post("/personnel/api/areas/", json=LAB)
    before = fresh.control("GET", "/state").json()
    answer = fresh.server.client.post(
        f"/_etp/worlds/{fresh.name}/reset",
        content="{}",
        headers={**headers, "Content-Type": content_type},
    )
    assert problem(answer) == (403, ANOTHER_ORIGIN)
    assert fresh.control("GET", "/state").json() == before


def test_a_page_of_this_server_may_call(live: Live) -> None:
    headers = {"Origin": live.url, "Sec-Fetch-Site": "same-origin"}
    assert live.client.get("/_etp/state", headers=headers).status_code == 200


def test_browsers_are_not_told_that_other_pages_may_read_it(live: Live) -> None:
    answer = live.client.options(
        "/_etp/reset", headers={"Origin": ELSEWHERE, "Access-Control-Request-Method": "POST"}
    )
    assert "access-control-allow-origin" not in answer.headers


def test_a_token_does_not_help_a_page_of_another_origin(guarded: Live) -> None:
    headers = {"Authorization": "Bearer tea-at-5", "Origin": ELSEWHERE, "Host": "etp.example"}
    assert problem(guarded.client.get("/_etp/state", headers=headers)) == (403, ANOTHER_ORIGIN)


@pytest.mark.parametrize(
    "authorization",
    ["", "tea-at-5", "Bearer", "Bearer tea-at-5x", "Bearer TEA-AT-5", "Token tea-at-5", "Bearer é"],
)
def test_under_another_name_the_token_is_asked_for(guarded: Live, authorization: str) -> None:
    headers = {"Host": "etp.example", "Authorization": authorization.encode()}
    answer = guarded.client.get("/_etp/state", headers=headers)
    assert problem(answer)[0] == 401
    headers["Authorization"] = b"bearer tea-at-5"
    assert guarded.client.get("/_etp/state", headers=headers).status_code == 200


def test_without_a_token_another_name_is_no_way_in(live: Live) -> None:
    """A page may give its own name the address 127.0.0.1."""
    answer = live.client.post("/_etp/reset", json={}, headers={"Host": "evil.example"})
    assert problem(answer) == (403, "Only this machine may ask, at localhost.")


@pytest.mark.parametrize(
    "name", ["../main", "..%2Fmain", "a/b", "a%2Fb", "%2e%2e", "a%00b", "A", "-a", "a" * 64, "é"]
)
def test_no_name_leads_out_of_the_folder_of_snapshots(fresh: Fresh, name: str) -> None:
    archive = fresh.server.client.put(f"/_etp/snapshots/{name}", content=b"{}")
    assert archive.status_code in {400, 404}
    for method, path in (("GET", ""), ("DELETE", ""), ("POST", "/restore")):
        answer = fresh.server.client.request(method, f"/_etp/snapshots/{name}{path}")
        assert answer.status_code in {404, 405}


@pytest.mark.parametrize("name", ["../main", "a/b", "..", ".", "", "a\0b", "A", "-a", "a" * 64])
def test_no_body_names_a_place_outside(fresh: Fresh, name: str) -> None:
    for path, body in (
        ("/_etp/snapshots", {"name": name}),
        ("/_etp/worlds", {"name": name}),
        (f"/_etp/worlds/{fresh.name}/reset", {"to": f"snapshot:{name}"}),
        (f"/_etp/worlds/{fresh.name}/reset", {"to": f"fixture:{name}"}),
        ("/_etp/worlds", {"name": "fine", "from": f"fixture:{name}"}),
    ):
        answer = fresh.server.client.post(path, json=body)
        assert answer.status_code in {400, 404, 409}, (path, body)
    assert "fine" not in str(fresh.server.client.get("/_etp/worlds").json())
