"""Putting rules, listing them, taking them away; which of several acts; what is counted."""

from typing import Any

import pytest

from tests.emulator.faults.conftest import AREAS, applied, arm, counts, statuses, until
from tests.emulator.live import Fresh

FAIL: dict[str, Any] = {"do": {"status": 503}}


def test_lists_no_rules_at_first(fresh: Fresh) -> None:
    assert fresh.control("GET", "/faults").json() == {"world": fresh.name, "faults": []}


def test_a_rule_is_shown_as_it_was_given(fresh: Fresh) -> None:
    given = {
        "match": {
            "operation": "employees_list",
            "method": ["GET"],
            "path": "/personnel/*",
            "query": {"page": [1, "2"], "search": None},
            "header": {"User-Agent": "*"},
            "body": {"emp_code": ["7", {"deep": None}]},
        },
        "after": 1,
        "every": 2,
        "times": 3,
        "probability": 0.5,
        "seed": 2**63 - 1,
        "do": {
            "rate_limit": {"limit": 5, "window_s": 1.5, "status": 420},
            "latency_ms": {"dist": "lognormal", "median": 250, "sigma": 0.5},
            "connection": "malformed",
            "dribble": {"bytes": 3, "pause_ms": 1},
            "when": "after",
        },
    }

    made = fresh.control("POST", "/faults", given)

    rule = {
        "id": made.json()["id"],
        **given,
        "seen": 0,
        "hits": 0,
        "state": "armed",
        "scenario": None,
        "expires_at": None,
    }
    assert (made.status_code, made.json()) == (201, {"world": fresh.name, **rule})
    assert fresh.control("GET", "/faults").json()["faults"] == [rule]
    assert fresh.control("GET", f"/faults/{rule['id']}").json() == {"world": fresh.name, **rule}


def test_null_is_as_good_as_nothing(fresh: Fresh) -> None:
    rule = arm(
        fresh,
        {"status": 503, "body": None, "latency_ms": None, "rate_limit": None},
        match=None,
        times=None,
        ttl_s=None,
    )

    assert (rule["do"], rule["match"]) == ({"status": 503}, {})
    assert "times" not in rule


def test_null_in_every_key_of_a_match_is_as_good_as_nothing(fresh: Fresh) -> None:
    keys = ("operation", "method", "path", "query", "header", "body")
    rule = {"match": dict.fromkeys(keys), "do": {"status": 503}}

    answer = fresh.control("POST", "/faults", rule)

    assert (answer.status_code, answer.json()["match"]) == (201, {})


def test_a_world_of_the_request_needs_no_name_in_the_path(fresh: Fresh) -> None:
    made = fresh.client.post("/_etp/faults", json=FAIL)

    assert (made.status_code, made.json()["world"]) == (201, fresh.name)
    assert statuses(fresh, 1) == [503]


def test_put_replaces_all_rules(fresh: Fresh) -> None:
    arm(fresh, {"status": 500})

    put = fresh.control("PUT", "/faults", {"faults": [FAIL, {"do": {"latency_ms": 1}}]})

    assert put.status_code == 200
    assert [rule["do"] for rule in put.json()["faults"]] == [{"status": 503}, {"latency_ms": 1}]
    assert fresh.control("GET", "/faults").json() == put.json()
    assert statuses(fresh, 1) == [503]
    assert fresh.control("PUT", "/faults", {"faults": []}).json()["faults"] == []
    assert statuses(fresh, 1) == [200]


def test_a_refused_put_changes_nothing(fresh: Fresh) -> None:
    rule = arm(fresh, {"status": 500})

    refused = fresh.control("PUT", "/faults", {"faults": [FAIL, {"do": {}}]})

    assert refused.status_code == 400
    assert [found["id"] for found in fresh.control("GET", "/faults").json()["faults"]] == [
        rule["id"]
    ]


def test_deletes_one_or_all(fresh: Fresh) -> None:
    first, second, _ = (arm(fresh, {"status": status}) for status in (500, 502, 503))

    assert fresh.control("DELETE", f"/faults/{first['id']}").status_code == 204
    assert statuses(fresh, 1) == [502]
    assert fresh.control("DELETE", f"/faults/{first['id']}").status_code == 404
    assert fresh.control("DELETE", "/faults").status_code == 204
    assert statuses(fresh, 1) == [200]
    assert fresh.control("GET", f"/faults/{second['id']}").status_code == 404


@pytest.mark.parametrize("name", ["0", "abc", "-1", "1" * 30, "٣"])
def test_other_ids_are_404(fresh: Fresh, name: str) -> None:
    answer = fresh.control("GET", f"/faults/{name}")

    detail = f"There is no rule {name!r} in world {fresh.name}."
    assert (answer.status_code, answer.json()["detail"]) == (404, detail)


def test_rules_of_another_world_are_out_of_reach(fresh: Fresh) -> None:
    rule = arm(fresh, {"status": 500})

    there = fresh.server.client
    assert there.get(f"/_etp/worlds/main/faults/{rule['id']}").status_code == 404
    assert there.delete(f"/_etp/faults/{rule['id']}").status_code == 404
    assert counts(fresh, rule) == (0, 0)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "faults"),
        ("POST", "faults"),
        ("PUT", "faults"),
        ("DELETE", "faults"),
        ("DELETE", "faults/1"),
        ("GET", "scenarios"),
        ("POST", "scenarios/flaky"),
        ("DELETE", "scenarios"),
        ("GET", "magic"),
    ],
)
def test_an_unknown_world_is_404(fresh: Fresh, method: str, path: str) -> None:
    answer = fresh.server.client.request(method, f"/_etp/worlds/nowhere/{path}", json=FAIL)

    assert (answer.status_code, answer.json()["detail"]) == (404, "There is no world 'nowhere'.")


def test_no_more_than_a_thousand_rules(fresh: Fresh) -> None:
    full = {"faults": [{"do": {"status": 503}}] * 1000}
    assert fresh.control("PUT", "/faults", full).status_code == 200

    beyond = fresh.control("POST", "/faults", FAIL)
    scenario = fresh.control("POST", "/scenarios/flaky")

    detail = "A world has 1000 rules at most; delete some."
    assert (beyond.status_code, beyond.json()["detail"]) == (409, detail)
    assert scenario.status_code == 409
    assert len(fresh.control("GET", "/faults").json()["faults"]) == 1000


# ---- turns ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("turn", "expected"),
    [
        ({}, [503, 503, 503, 503, 503, 503]),
        ({"times": 2}, [503, 503, 200, 200, 200, 200]),
        ({"after": 2}, [200, 200, 503, 503, 503, 503]),
        ({"after": 1, "times": 1}, [200, 503, 200, 200, 200, 200]),
        ({"every": 3}, [200, 200, 503, 200, 200, 503]),
        ({"after": 1, "every": 2, "times": 2}, [200, 200, 503, 200, 503, 200]),
        ({"probability": 0}, [200] * 6),
        ({"probability": 1}, [503] * 6),
    ],
)
def test_acts_when_it_is_its_turn(
    fresh: Fresh, turn: dict[str, object], expected: list[int]
) -> None:
    rule = arm(fresh, {"status": 503}, **turn)

    assert statuses(fresh, 6) == expected
    assert counts(fresh, rule) == (6, expected.count(503))


def test_chance_is_the_same_for_the_same_seed(fresh: Fresh) -> None:
    series = {}
    for seed in (1, 2, 1):
        fresh.control("PUT", "/faults", {"faults": [{**FAIL, "probability": 0.5, "seed": seed}]})
        found = statuses(fresh, 20)
        assert series.setdefault(seed, found) == found
    assert series[1] != series[2]
    assert {200, 503} == set(series[1])


def test_chance_of_faults_draws_nothing_from_the_world(fresh: Fresh) -> None:
    def made(code: str) -> str:
        body = {"emp_code": code, "department": 1, "area": [1]}
        made = fresh.client.post("/personnel/api/employees/", json=body, auth=("admin", "admin"))
        assert made.status_code == 201, made.text
        return str(made.json()["id"])

    plain = made("1")
    fresh.control("POST", "/reset", {"to": "seed"})
    arm(fresh, {"latency_ms": {"dist": "uniform", "min": 1, "max": 2}}, probability=0.5)
    statuses(fresh, 3)

    assert made("1") == plain


def test_a_spent_rule_stays_listed_and_counts_on(fresh: Fresh) -> None:
    rule = arm(fresh, {"status": 503}, times=1)

    statuses(fresh, 3)

    (found,) = fresh.control("GET", "/faults").json()["faults"]
    assert found == {**without_world(rule), "seen": 3, "hits": 1, "state": "spent"}


def test_a_rule_ends_when_its_time_is_over(fresh: Fresh) -> None:
    rule = arm(fresh, {"status": 503}, ttl_s=0.5)
    assert rule["expires_at"].endswith("+00:00")

    until(lambda: statuses(fresh, 1) == [200])

    found = fresh.control("GET", f"/faults/{rule['id']}").json()
    assert (found["state"], found["seen"]) == ("expired", found["hits"])


def test_rules_and_windows_end_by_real_time_whatever_the_worlds_clock_says(fresh: Fresh) -> None:
    frozen = {"mode": "frozen", "now": "2026-01-05T12:00:00+05:30"}
    fresh.control("PUT", "/clock", frozen)
    lasting = arm(fresh, {"rate_limit": {"limit": 1, "window_s": 3600}}, ttl_s=3600)
    ending = arm(fresh, {"status": 503}, match={"operation": "employees_list"}, ttl_s=0.5)
    assert statuses(fresh, 2) == [200, 429]

    fresh.control("POST", "/clock/advance", {"by": "P2D"})
    assert statuses(fresh, 1) == [429]
    fresh.control("PUT", "/clock", frozen)
    until(lambda: state_of(fresh, ending) == "expired")
    assert state_of(fresh, lasting) == "armed"


def state_of(world: Fresh, rule: dict[str, Any]) -> object:
    return world.control("GET", f"/faults/{rule['id']}").json()["state"]


@pytest.mark.parametrize("keep", [[], ["clock", "journal"], ["faults"]])
@pytest.mark.parametrize("way", ["reset", "snapshots/{}/restore"])
def test_going_back_to_a_state_ends_rules_or_keeps_them_with_their_counts(
    fresh: Fresh, way: str, keep: list[str]
) -> None:
    fresh.control("POST", "/snapshots", {"name": fresh.name})
    rule = arm(fresh, {"status": 503}, times=3)
    window = arm(fresh, {"rate_limit": {"limit": 0, "window_s": 3600}}, after=2)
    assert statuses(fresh, 1) == [503]

    back = fresh.control("POST", f"/{way.format(fresh.name)}", {"keep": keep})

    assert back.status_code == 200, back.text
    if "faults" in keep:
        assert (counts(fresh, rule), counts(fresh, window)) == ((1, 1), (1, 0))
        assert statuses(fresh, 4) == [503, 503, 429, 429]
    else:
        assert fresh.control("GET", "/faults").json()["faults"] == []
        assert statuses(fresh, 1) == [200]
    fresh.server.client.delete(f"/_etp/snapshots/{fresh.name}")


def test_rules_go_with_their_world(fresh: Fresh) -> None:
    arm(fresh, {"status": 503})
    server = fresh.server.client

    server.delete(f"/_etp/worlds/{fresh.name}")
    server.post("/_etp/worlds", json={"name": fresh.name, "from": "empty"})

    assert fresh.control("GET", "/faults").json()["faults"] == []
    assert statuses(fresh, 1) == [200]


def without_world(rule: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in rule.items() if name != "world"}


# ---- several rules -------------------------------------------------------------------------------


def test_the_first_that_matches_decides(fresh: Fresh) -> None:
    first = arm(fresh, {"status": 500}, match={"operation": "areas_list"}, times=2)
    second = arm(fresh, {"status": 503}, times=2)

    assert statuses(fresh, 5) == [500, 500, 503, 503, 200]
    assert (counts(fresh, first), counts(fresh, second)) == ((5, 2), (5, 2))


def test_waits_add_up_whoever_decides(fresh: Fresh) -> None:
    rules = [
        arm(fresh, {"latency_ms": 10}),
        arm(fresh, {"status": 503, "latency_ms": 20}),
        arm(fresh, {"latency_ms": 30}),
        arm(fresh, {"status": 500, "latency_ms": 40}),
    ]

    answer = fresh.client.get(AREAS)

    first, second, third, last = (rule["id"] for rule in rules)
    assert applied(answer) == (
        f"{first}: latency 10 ms; {second}: latency 20 ms, status 503; {third}: latency 30 ms"
    )
    assert [counts(fresh, rule) for rule in rules] == [(1, 1), (1, 1), (1, 1), (1, 0)]
    assert last not in {first, second, third}


def test_without_a_hit_nothing_is_said(fresh: Fresh) -> None:
    arm(fresh, {"status": 503}, match={"operation": "employees_list"})
    arm(fresh, {"status": 503}, after=5)

    answer = fresh.client.get(AREAS)

    assert (answer.status_code, applied(answer)) == (200, None)
