"""Several processes: what one of them is told, all of them know at the next request."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from tests.emulator.live import Live, serving

AREAS = "/personnel/api/areas/"
ROUNDS = 10
CALLERS = 8
READS = 6  # each with a connection of its own: all from one process is unlikely


@pytest.fixture(scope="module")
def several(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    yield from serving(tmp_path_factory, "--workers", "2")


@pytest.fixture
def world(several: Live) -> Iterator[str]:
    call(several, "POST", "/_etp/worlds", {"name": "w", "from": "empty"})
    yield "/_etp/worlds/w"
    call(several, "DELETE", "/_etp/worlds/w")


def call(server: Live, method: str, path: str, json: object = None) -> httpx.Response:
    """By a new connection: the system chooses the process."""
    return httpx.request(method, f"{server.url}{path}", json=json, timeout=60)


def test_they_agree_on_the_clock(several, world):
    for day in range(1, ROUNDS + 1):
        now = f"2001-01-{day:02}T08:00:00+05:30"
        call(several, "PUT", f"{world}/clock", {"mode": "frozen", "now": now})
        for _ in range(READS):
            assert call(several, "GET", f"{world}/clock").json()["now"] == now
            date = call(several, "GET", "/_etp/w/w/livez").headers["Date"]
            assert date.endswith(f"{day:02} Jan 2001 02:30:00 GMT")


def test_they_agree_on_the_settings(several, world):
    for number in range(ROUNDS):
        validate = ("strict", "vendor")[number % 2]
        call(several, "PATCH", f"{world}/settings", {"validate": validate})
        for _ in range(READS):
            found = call(several, "GET", f"{world}/settings").json()["settings"]
            assert found["validate"] == validate


def test_they_agree_on_which_worlds_there_are(several):
    for number in range(ROUNDS):
        path = f"/_etp/worlds/v{number}"
        made = call(several, "POST", "/_etp/worlds", {"name": f"v{number}", "from": "empty"})
        token = {"Authorization": f"Token {made.json()['token']}"}
        for _ in range(READS):
            assert call(several, "GET", path).status_code == 200
            by_key = httpx.get(f"{several.url}{AREAS}", headers=token, timeout=60)
            assert (by_key.status_code, by_key.headers["X-Etp-World"]) == (200, f"v{number}")
        call(several, "DELETE", path)
        for _ in range(READS):
            assert call(several, "GET", path).status_code == 404
            assert call(several, "GET", f"/_etp/w/v{number}/livez").status_code == 404


def test_they_agree_on_the_state_after_a_reset(several, world):
    token = {"Authorization": f"Token {call(several, 'GET', world).json()['token']}"}
    areas = f"{several.url}/_etp/w/w{AREAS}"
    for number in range(ROUNDS):
        origin, count = (("fixture:empty", 1), ("fixture:manual", 6))[number % 2]
        assert call(several, "POST", f"{world}/reset", {"to": origin}).status_code == 200
        for _ in range(READS):
            assert httpx.get(areas, headers=token, timeout=60).json()["count"] == count


def test_they_agree_on_ended_tokens(several, world):
    for _ in range(ROUNDS):
        made = call(several, "POST", f"{world}/tokens", {"user": "admin", "kind": "jwt"}).json()
        header = {"Authorization": f"JWT {made['token']}"}
        areas = f"{several.url}/_etp/w/w{AREAS}"
        for _ in range(READS):
            assert httpx.get(areas, headers=header, timeout=60).status_code == 200
        call(several, "POST", f"{world}/tokens/expire", {"token": made["token"]})
        for _ in range(READS):
            assert httpx.get(areas, headers=header, timeout=60).status_code == 401


def test_all_advances_count(several, world):
    now = "2001-01-01T00:00:00+05:30"
    call(several, "PUT", f"{world}/clock", {"mode": "frozen", "now": now})

    def advance(_number: int) -> int:
        return call(several, "POST", f"{world}/clock/advance", {"by": "PT1H"}).status_code

    with ThreadPoolExecutor(CALLERS) as threads:
        assert set(threads.map(advance, range(24))) == {200}

    shown = call(several, "GET", f"{world}/clock").json()["now"]
    assert shown == "2001-01-02T00:00:00+05:30"


def test_all_changes_of_settings_count(several, world):
    changes = [
        {"validate": "strict"},
        {"error_style": "drf"},
        {"api_license": "inactive"},
        {"time_bounds": "exclusive"},
        {"time_zone": "UTC"},
        {"unknown_paths": "html200"},
        {"cors": "vendor"},
    ]
    with ThreadPoolExecutor(CALLERS) as threads:
        for _ in threads.map(lambda one: call(several, "PATCH", f"{world}/settings", one), changes):
            pass

    found = call(several, "GET", f"{world}/settings").json()["settings"]
    assert {name: found[name] for change in changes for name in change} == {
        name: value for change in changes for name, value in change.items()
    }


def test_a_name_is_given_to_one_of_many_who_want_it(several):
    body = {"name": "wanted", "from": "empty"}
    for _ in range(ROUNDS):
        with ThreadPoolExecutor(CALLERS) as threads:
            answers = list(
                threads.map(lambda _: call(several, "POST", "/_etp/worlds", body), range(CALLERS))
            )
        assert sorted(answer.status_code for answer in answers) == [201] + [409] * (CALLERS - 1)
        assert call(several, "GET", "/_etp/w/wanted/livez").status_code == 200
        assert call(several, "DELETE", "/_etp/worlds/wanted").status_code == 204


def test_a_world_dropped_under_load_is_there_or_is_not(several):
    areas = f"/_etp/w/brief{AREAS}"

    def use(_number: int) -> tuple[int, ...]:
        token = httpx.post(
            f"{several.url}/_etp/w/brief/api-token-auth/",
            json={"username": "admin", "password": "admin"},
            timeout=60,
        )
        made = call(several, "POST", "/_etp/worlds", {"name": "brief", "from": "empty"})
        read = call(several, "GET", f"{areas}?access_token={made.json().get('token', '')}")
        state = call(several, "GET", "/_etp/worlds/brief/state")
        reset = call(several, "POST", "/_etp/worlds/brief/reset")
        gone = call(several, "DELETE", "/_etp/worlds/brief")
        return tuple(one.status_code for one in (token, made, read, state, reset, gone))

    with ThreadPoolExecutor(CALLERS) as threads:
        found = list(threads.map(use, range(ROUNDS * 3)))

    allowed = ({200, 404}, {201, 409}, {200, 401, 404}, {200, 404}, {200, 404}, {204, 404})
    for statuses in found:
        assert all(status in good for status, good in zip(statuses, allowed, strict=True)), statuses
