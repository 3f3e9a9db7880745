"""A rate limit: a counter and a window for each rule and caller."""

import httpx

from tests.emulator.faults.conftest import AREAS, applied, arm, counts, statuses, until
from tests.emulator.live import Fresh

LIST = {"operation": "areas_list"}
HOUR = {"limit": 2, "window_s": 3600}


def test_refuses_what_is_beyond_the_limit(fresh: Fresh) -> None:
    rule = arm(fresh, {"rate_limit": HOUR}, match=LIST)

    answers = [fresh.client.get(AREAS) for _ in range(4)]

    assert [answer.status_code for answer in answers] == [200, 200, 429, 429]
    assert counts(fresh, rule) == (4, 2)
    refused = answers[-1]
    wait_s = int(refused.headers["Retry-After"])
    assert 3590 < wait_s <= 3600
    assert refused.json() == {
        "code": -1,
        "message": "Program error",
        "msg": "Program error",
        "data": {},
        "detail": f"Request was throttled. Expected available in {wait_s} seconds.",
    }
    assert applied(refused) == f"{rule['id']}: status 429"


def test_counts_each_caller_alone(fresh: Fresh) -> None:
    arm(fresh, {"rate_limit": {"limit": 1, "window_s": 3600}}, match=LIST)
    url = f"{fresh.url}{AREAS}"
    callers = (
        {"headers": {"Authorization": f"Token {fresh.token}"}},
        {"auth": ("admin", "admin")},
        {"auth": ("viewer", "viewer")},
        {},  # by address
    )

    first = [httpx.get(url, **caller).status_code for caller in callers]
    again = [httpx.get(url, **caller).status_code for caller in callers]

    assert first == [200, 200, 200, 401]
    assert again == [429] * 4
    same_key = httpx.get(url, params={"access_token": fresh.token})
    assert same_key.status_code == 429


def test_tells_terminals_apart_by_serial(fresh: Fresh) -> None:
    arm(fresh, {"rate_limit": {"limit": 0, "window_s": 60}}, match={"query": {"SN": "SN1"}})
    rule = arm(fresh, {"rate_limit": {"limit": 1, "window_s": 60}}, match={"operation": "push_*"})

    answers = [
        fresh.client.get("/iclock/getrequest", params={"SN": serial}).status_code == 429
        for serial in ("SN1", "SN2", "SN3", "SN2", "SN3")
    ]

    assert answers == [True, False, False, True, True]
    assert counts(fresh, rule) == (5, 2)


def test_a_window_ends(fresh: Fresh) -> None:
    arm(fresh, {"rate_limit": {"limit": 1, "window_s": 0.5}})

    assert statuses(fresh, 2) == [200, 429]
    until(lambda: statuses(fresh, 1) == [200])
    assert statuses(fresh, 1) == [429]


def test_each_rule_counts_alone(fresh: Fresh) -> None:
    first = arm(fresh, {"rate_limit": {"limit": 3, "window_s": 60}})
    second = arm(fresh, {"rate_limit": {"limit": 1, "window_s": 60, "status": 503}})

    assert statuses(fresh, 5) == [200, 503, 503, 429, 429]
    assert (counts(fresh, first), counts(fresh, second)) == ((5, 2), (5, 2))


def test_may_answer_otherwise(fresh: Fresh) -> None:
    do = {"rate_limit": {"limit": 0, "window_s": 60, "status": 503}, "retry_after": 9, "body": "no"}
    arm(fresh, do)

    answer = fresh.client.get(AREAS)

    found = (answer.status_code, answer.headers["Retry-After"], answer.text)
    assert found == (503, "9", "no")


def test_takes_turns_like_other_rules(fresh: Fresh) -> None:
    rule = arm(fresh, {"rate_limit": {"limit": 1, "window_s": 60}}, after=2, times=2)

    # Two pass uncounted, one is within the limit, two are refused, and the rule is spent.
    assert statuses(fresh, 7) == [200, 200, 200, 429, 429, 200, 200]
    assert counts(fresh, rule) == (7, 2)
