"""Which world a request means: its prefix, else its header, else its key or JWT, else main."""

from collections.abc import Iterator

import httpx
import pytest

from tests.emulator.live import Fresh, Live, world_of

AREAS = "/personnel/api/areas/"


@pytest.fixture
def other(live: Live) -> Iterator[Fresh]:
    """A second world."""
    yield from world_of(live)


@pytest.fixture
def ask(live: Live):
    """Call the server at the bare path, with this key and these headers; what world answered."""

    def call(token: str = "", path: str = AREAS, **headers: str) -> tuple[int, str]:
        if token:
            headers["Authorization"] = f"Bearer {token}"
        answer = live.client.get(path, headers=headers)
        return answer.status_code, answer.headers["X-Etp-World"]

    return call


def jwt_of(world: Fresh) -> str:
    login = {"username": "admin", "password": "admin"}
    return world.client.post("/api/jwt-api-token-auth/", json=login).json()["access"]


def test_nothing_means_main(ask):
    assert ask() == (401, "main")


def test_the_prefix_names_the_world(ask, fresh):
    assert ask(fresh.token, f"/_etp/w/{fresh.name}{AREAS}") == (200, fresh.name)


def test_the_header_names_the_world(ask, fresh):
    assert ask(fresh.token, **{"X-Etp-World": fresh.name}) == (200, fresh.name)


def test_a_key_names_its_world(ask, fresh):
    assert ask(fresh.token) == (200, fresh.name)


def test_a_key_in_the_query_names_its_world(ask, fresh):
    assert ask(path=f"{AREAS}?access_token={fresh.token}") == (200, fresh.name)


def test_a_jwt_names_its_world(ask, fresh):
    assert ask(jwt_of(fresh)) == (200, fresh.name)


def test_an_employees_key_names_its_world(ask, fresh):
    area = {"area_code": "1", "dept_code": "1"}
    person = {"emp_code": "7", "department": "1", "area": ["1"], "first_name": area["dept_code"]}
    assert fresh.client.post("/personnel/api/employees/", json=person).status_code == 201
    login = {"username": "7", "password": "123456"}
    key = fresh.client.post("/api/staff-api-token-auth/", json=login).json()["token"]

    assert ask(key, "/personnel/api/employees/") == (200, fresh.name)


def test_main_s_own_key_means_main(ask, live):
    login = {"username": "admin", "password": "admin"}
    key = live.client.post("/api/api-token-auth/", json=login).json()["token"]

    assert ask(key) == (200, "main")


def test_a_forged_jwt_that_names_a_world_is_refused_there(ask, fresh, other):
    head = jwt_of(fresh).partition(".")[0]
    rest = jwt_of(other).partition(".")[2]

    assert ask(f"{head}.{rest}") == (401, fresh.name)


def test_a_jwt_of_no_world_means_main(ask, fresh):
    token = jwt_of(fresh)
    fresh.server.client.delete(f"/_etp/worlds/{fresh.name}")

    assert ask(token) == (401, "main")


def test_the_prefix_goes_before_header_and_key(ask, fresh, other):
    path = f"/_etp/w/{fresh.name}{AREAS}"

    assert ask(fresh.token, path, **{"X-Etp-World": other.name}) == (200, fresh.name)
    assert ask(other.token, path) == (401, fresh.name)


def test_the_header_goes_before_the_key(ask, fresh, other):
    assert ask(other.token, **{"X-Etp-World": fresh.name}) == (401, fresh.name)


@pytest.mark.parametrize("way", ["prefix", "header"])
def test_an_unknown_world_is_404_and_named(live, way):
    path = f"/_etp/w/nowhere{AREAS}" if way == "prefix" else AREAS
    headers = {"X-Etp-World": "nowhere"} if way == "header" else {}

    answer = live.client.get(path, headers=headers)

    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json() == {
        "type": "about:blank",
        "title": "Not Found",
        "status": 404,
        "detail": "There is no world 'nowhere'.",
    }


@pytest.mark.parametrize(
    "name", ["%2e%2e", "%2e%2e%2fetp", "a%00b", "A", "a.sqlite3", "x" * 300, "%ff%fe", "main%20"]
)
def test_what_is_no_name_is_an_unknown_world(live, name):
    assert live.client.get(f"/_etp/w/{name}{AREAS}").status_code == 404
    assert live.client.get(f"/_etp/worlds/{name}/state").status_code == 404
    assert live.client.delete(f"/_etp/worlds/{name}").status_code == 404


def test_the_links_of_a_list_keep_the_prefix(fresh):
    for number in range(3):
        area = {"area_code": f"a{number}", "area_name": "A"}
        assert fresh.client.post(AREAS, json=area).status_code == 201

    first = fresh.client.get(AREAS, params={"page_size": 2}).json()
    second = httpx.get(first["next"], headers=dict(fresh.client.headers)).json()

    assert first["next"] == f"{fresh.url}{AREAS}?page=2&page_size=2"
    assert second["previous"] == f"{fresh.url}{AREAS}?page_size=2"
    assert [area["area_code"] for area in second["data"]] == ["a1", "a2"]


def test_the_links_by_header_or_key_have_no_prefix(live, fresh):
    fresh.client.post(AREAS, json={"area_code": "a", "area_name": "A"})
    query = {"page_size": 1}
    for headers in (
        {"Authorization": f"Token {fresh.token}"},
        {"Authorization": f"Token {fresh.token}", "X-Etp-World": fresh.name},
    ):
        answer = live.client.get(AREAS, params=query, headers=headers).json()
        assert answer["next"] == f"{live.url}{AREAS}?page=2&page_size=1"


def test_a_path_of_the_prefix_alone_is_the_root_of_its_world(live, fresh):
    answer = live.client.get(f"/_etp/w/{fresh.name}")

    assert (answer.status_code, answer.headers["X-Etp-World"]) == (404, fresh.name)


def test_every_path_works_under_the_prefix(fresh):
    for path in (
        "/_etp/health",
        "/livez",
        "/_etp/openapi.json",
        "/_etp/docs",
        "/_etp/admin/login/",
    ):
        answer = fresh.client.get(path)
        assert (path, answer.status_code, answer.headers["X-Etp-World"]) == (path, 200, fresh.name)


def test_terminals_call_under_the_prefix(fresh):
    answer = fresh.client.get("/iclock/getrequest", params={"SN": "SN1"})

    assert answer.headers["X-Etp-World"] == fresh.name


def test_the_described_api_keeps_the_prefix(fresh):
    document = fresh.client.get("/_etp/openapi.json").json()

    assert document["servers"] == [{"url": f"/_etp/w/{fresh.name}"}]


def test_an_answer_to_head_names_the_world_and_ends_it(live, fresh):
    for _ in range(50):
        answer = fresh.client.head(AREAS)
        assert (answer.status_code, answer.headers["X-Etp-World"]) == (200, fresh.name)
        export = f"{AREAS}export/?export_type=csv"
        assert fresh.client.head(export).status_code in {200, 405}
    assert fresh.control("DELETE", "").status_code == 204
