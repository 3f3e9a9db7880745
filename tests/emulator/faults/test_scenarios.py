"""The named scenarios: what each does to a client, what ends it, what it outlives."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from etpserver.emulator.faults.scenarios import SCENARIOS
from tests.emulator.faults.conftest import AREAS, applied, statuses
from tests.emulator.live import Fresh

LINE = "7\t2026-01-05 08:00:00\t0\t1\t0\t0\t0\n"


def play(world: Fresh, name: str, **options: Any) -> dict[str, Any]:
    """Start a scenario; answers it as the server shows it."""
    started = world.control("POST", f"/scenarios/{name}", options)
    assert started.status_code == 201, started.text
    answer: dict[str, Any] = started.json()
    return answer


def armed(world: Fresh) -> list[str]:
    found = world.control("GET", "/scenarios").json()["scenarios"]
    return [scenario["name"] for scenario in found if scenario["armed"]]


def upload(world: Fresh) -> int | None:
    """The status of an upload of punches; None when no answer comes."""
    where = {"SN": "SN1", "table": "ATTLOG", "Stamp": "9999"}
    try:
        return world.client.post("/iclock/cdata", params=where, content=LINE).status_code
    except httpx.TransportError:
        return None


def log_in(world: Fresh, name: str = "admin") -> str:
    answer = httpx.post(f"{world.url}/api-token-auth/", json={"username": name, "password": name})
    assert answer.status_code == 200, answer.text
    return str(answer.json()["token"])


def status_with(world: Fresh, **how: Any) -> int:
    return httpx.get(f"{world.url}{AREAS}", **how).status_code


def of_token(token: str) -> dict[str, Any]:
    return {"headers": {"Authorization": f"Token {token}"}}


# How each is told from a world in which nothing fails, and the options that make it quick.
EFFECTS: dict[str, tuple[dict[str, Any], Callable[[Fresh], bool]]] = {
    "license-expired": ({}, lambda world: statuses(world, 1) == [403]),
    "tokens-expired": ({}, lambda world: statuses(world, 1) == [401]),
    "late-uploads": ({}, lambda world: upload(world) == 503),
    "duplicates": ({"every": 1}, lambda world: upload(world) is None),
    "out-of-order": ({"every": 1}, lambda world: upload(world) == 503),
    "flaky": ({}, lambda world: statuses(world, 5).count(503) == 1),
    "slow": ({"median_ms": 1}, lambda world: "latency" in str(applied(world.client.get(AREAS)))),
    "maintenance": ({}, lambda world: statuses(world, 1) == [503]),
    "device-offline": ({}, lambda world: upload(world) is None),
}
STAY_ENDED = {"tokens-expired"}


@pytest.fixture(params=EFFECTS)
def scenario(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def is_in_effect(world: Fresh, name: str) -> bool:
    return EFFECTS[name][1](world)


def begin(world: Fresh, name: str) -> None:
    assert not is_in_effect(world, name)
    play(world, name, **EFFECTS[name][0])
    assert is_in_effect(world, name)
    assert armed(world) == [name]


def test_every_scenario_is_tested_here() -> None:
    assert list(EFFECTS) == [scenario.name for scenario in SCENARIOS]


def test_delete_ends_it(fresh: Fresh, scenario: str) -> None:
    begin(fresh, scenario)

    ended = fresh.control("DELETE", f"/scenarios/{scenario}")

    assert (ended.status_code, armed(fresh)) == (204, [])
    assert is_in_effect(fresh, scenario) is (scenario in STAY_ENDED)
    again = fresh.control("DELETE", f"/scenarios/{scenario}")
    detail = f"World {fresh.name} does not play {scenario}."
    assert (again.status_code, again.json()["detail"]) == (404, detail)


@pytest.mark.parametrize("path", ["/scenarios", "/faults"])
def test_deleting_all_ends_it(fresh: Fresh, scenario: str, path: str) -> None:
    begin(fresh, scenario)

    assert fresh.control("DELETE", path).status_code == 204

    assert armed(fresh) == []
    assert is_in_effect(fresh, scenario) is (scenario in STAY_ENDED)


def test_a_reset_ends_it(fresh: Fresh, scenario: str) -> None:
    begin(fresh, scenario)

    fresh.control("POST", "/reset")

    assert (armed(fresh), is_in_effect(fresh, scenario)) == ([], False)


def test_a_reset_that_keeps_faults_keeps_it(fresh: Fresh, scenario: str) -> None:
    begin(fresh, scenario)

    fresh.control("POST", "/reset", {"keep": ["faults"]})

    assert (armed(fresh), is_in_effect(fresh, scenario)) == ([scenario], True)
    fresh.control("DELETE", f"/scenarios/{scenario}")
    assert is_in_effect(fresh, scenario) is (scenario in STAY_ENDED)


def test_it_goes_with_its_world(fresh: Fresh, scenario: str) -> None:
    begin(fresh, scenario)
    server = fresh.server.client

    server.delete(f"/_etp/worlds/{fresh.name}")
    server.post("/_etp/worlds", json={"name": fresh.name, "from": "empty"})

    assert (armed(fresh), is_in_effect(fresh, scenario)) == ([], False)
    assert fresh.control("GET", "/faults").json()["faults"] == []


def test_other_worlds_do_not_play_it(fresh: Fresh, scenario: str) -> None:
    name = f"{fresh.name}-beside"
    made = fresh.server.client.post("/_etp/worlds", json={"name": name, "from": "empty"}).json()
    headers = {"Authorization": f"Token {made['token']}"}
    with httpx.Client(base_url=made["url"], headers=headers) as client:
        other = Fresh(name, fresh.server, made["url"], made["token"], client)
        begin(fresh, scenario)

        assert (armed(other), is_in_effect(other, scenario)) == ([], False)
    fresh.server.client.delete(f"/_etp/worlds/{name}")


def test_starting_it_again_takes_the_place_of_the_earlier_one(fresh: Fresh, scenario: str) -> None:
    options = EFFECTS[scenario][0]
    first, second = (play(fresh, scenario, **options) for _ in range(2))

    kept = [rule["id"] for rule in fresh.control("GET", "/faults").json()["faults"]]
    assert (kept, armed(fresh)) == (second["rules"], [scenario])
    assert set(first["rules"]).isdisjoint(second["rules"])
    fresh.control("DELETE", "/scenarios")
    assert is_in_effect(fresh, scenario) is (scenario in STAY_ENDED)


# ---- what each does, more closely ----------------------------------------------------------------


def test_an_expired_licence_refuses_tokens_and_not_passwords(fresh: Fresh) -> None:
    answer = play(fresh, "license-expired")

    assert (answer["armed"], answer["rules"]) == (True, [])
    token = log_in(fresh)
    assert status_with(fresh, **of_token(token)) == 403
    assert status_with(fresh, auth=("admin", "admin")) == 200
    assert fresh.control("GET", "/settings").json()["settings"]["api_license"] == "inactive"
    fresh.control("DELETE", "/scenarios/license-expired")
    assert fresh.control("GET", "/settings").json()["settings"]["api_license"] == "active"
    assert status_with(fresh, **of_token(token)) == 200


def test_a_setting_that_was_there_before_comes_back(fresh: Fresh) -> None:
    fresh.control("PATCH", "/settings", {"api_license": "inactive"})
    play(fresh, "license-expired")

    fresh.control("DELETE", "/scenarios/license-expired")

    assert statuses(fresh, 1) == [403]


def test_a_setting_that_somebody_changed_meanwhile_stays_so(fresh: Fresh) -> None:
    fresh.control("PATCH", "/settings", {"api_license": "inactive"})
    play(fresh, "license-expired")
    fresh.control("PATCH", "/settings", {"api_license": "active"})

    fresh.control("DELETE", "/scenarios/license-expired")

    assert statuses(fresh, 1) == [200]


def test_a_setting_from_before_a_reset_does_not_come_back(fresh: Fresh) -> None:
    fresh.control("PATCH", "/settings", {"api_license": "inactive"})
    play(fresh, "license-expired")
    fresh.control("POST", "/reset", {"keep": ["faults"]})
    assert statuses(fresh, 1) == [403]

    fresh.control("DELETE", "/scenarios/license-expired")

    assert statuses(fresh, 1) == [200]


def test_expired_tokens_are_replaced_by_the_next_login(fresh: Fresh) -> None:
    pair = {"username": "admin", "password": "admin"}
    jwt = httpx.post(f"{fresh.url}/jwt-api-token-auth/", json=pair).json()["token"]
    by_jwt = {"headers": {"Authorization": f"JWT {jwt}"}}
    before = log_in(fresh, "viewer")
    assert status_with(fresh, **by_jwt) == status_with(fresh, **of_token(before)) == 200

    play(fresh, "tokens-expired")

    assert status_with(fresh, **by_jwt) == status_with(fresh, **of_token(before)) == 401
    assert status_with(fresh, auth=("viewer", "viewer")) == 200
    after = log_in(fresh, "viewer")
    assert after != before
    assert status_with(fresh, **of_token(after)) == 200


def test_of_five_calls_exactly_one_is_unavailable(fresh: Fresh) -> None:
    play(fresh, "flaky")

    assert statuses(fresh, 15) == [200, 200, 200, 200, 503] * 3
    play(fresh, "flaky", every=2)
    assert statuses(fresh, 4) == [200, 503, 200, 503]


def test_slow_answers_are_the_true_ones(fresh: Fresh) -> None:
    true = fresh.client.get(AREAS)
    play(fresh, "slow", median_ms=150, sigma=0)

    answer = fresh.client.get(AREAS)

    assert (answer.status_code, answer.content) == (200, true.content)
    assert answer.elapsed.total_seconds() > 0.15


def test_maintenance_meets_everybody_but_the_control_plane(fresh: Fresh) -> None:
    play(fresh, "maintenance", retry_after=30)

    answers = [fresh.client.get(path) for path in (AREAS, "/iclock/getrequest?SN=SN1", "/any")]

    assert [answer.status_code for answer in answers] == [503, 503, 503]
    assert [answer.headers["Retry-After"] for answer in answers] == ["30"] * 3
    assert fresh.client.get("/_etp/state").status_code == 200


def test_two_scenarios_play_at_once(fresh: Fresh) -> None:
    play(fresh, "flaky", every=1)
    play(fresh, "late-uploads")
    assert (statuses(fresh, 1), upload(fresh)) == ([503], 503)

    fresh.control("DELETE", "/scenarios/flaky")

    assert (statuses(fresh, 1), upload(fresh), armed(fresh)) == ([200], 503, ["late-uploads"])


def test_the_list_says_what_is_played_and_how(fresh: Fresh) -> None:
    started = play(fresh, "maintenance", retry_after=30, ttl_s=60)

    found = fresh.control("GET", "/scenarios").json()["scenarios"]

    (shown,) = [one for one in found if one["name"] == "maintenance"]
    assert {"world": fresh.name, **shown} == started
    assert shown["options"] == {"retry_after": 30, "ttl_s": 60}
    (rule,) = fresh.control("GET", "/faults").json()["faults"]
    assert (rule["id"], rule["scenario"]) == (shown["rules"][0], "maintenance")
    assert [one["armed"] for one in found].count(True) == 1
    assert [one["rules"] for one in found].count([]) == len(SCENARIOS) - 1


@pytest.mark.parametrize(
    ("name", "options", "detail"),
    [
        ("license-expired", {"ttl_s": 1}, "Unknown: ttl_s. Known: none."),
        ("tokens-expired", {"ttl_s": 1}, "Unknown: ttl_s. Known: none."),
        ("late-uploads", {"every": 2}, "Unknown: every. Known: ttl_s, sn."),
        ("duplicates", {"every": 0}, "every: takes a whole number from 1 to 1000000000"),
        ("out-of-order", {"sn": 5}, "sn: takes a text, or a list of them: 1 to 100"),
        ("flaky", {"status": 500}, "Unknown: status. Known: ttl_s, every."),
        ("slow", {"median_ms": -1}, "median_ms: takes a number from 0 to 600000"),
        ("maintenance", {"retry_after": "5"}, "retry_after: takes a whole number from 0 to"),
        ("device-offline", {"sn": []}, "sn: takes a text, or a list of them: 1 to 100"),
    ],
)
def test_refuses_options_that_it_does_not_have(
    fresh: Fresh, name: str, options: dict[str, Any], detail: str
) -> None:
    answer = fresh.control("POST", f"/scenarios/{name}", options)

    assert answer.status_code == 400
    assert answer.json()["detail"].startswith(detail)
    assert (armed(fresh), fresh.control("GET", "/faults").json()["faults"]) == ([], [])


def test_an_unknown_name_is_refused_with_the_known_ones(fresh: Fresh) -> None:
    answer = fresh.control("POST", "/scenarios/nonsense")

    known = ", ".join(EFFECTS)
    detail = f"There is no scenario 'nonsense'; there are {known}."
    assert (answer.status_code, answer.json()["detail"]) == (404, detail)
