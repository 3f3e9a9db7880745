"""What a call about faults must not say: each key, refused by name, without any change."""

from typing import Any

import pytest

from tests.emulator.live import Fresh

OK: dict[str, Any] = {"do": {"status": 503}}
KEYS_OF_MATCH = "operation, method, path, query, header, body"
KEYS_OF_DO = (
    "status, vendor_code, body, retry_after, latency_ms, connection, dribble, rate_limit, when"
)
KEYS_OF_RULE = "match, after, every, times, probability, seed, ttl_s, do"
ANY_VALUE = "a text, a number, true or false"
YEAR = 366 * 24 * 3600

REFUSED: list[tuple[Any, str]] = [
    # the rule itself
    ([], "The body is a JSON object."),
    ([OK], "The body is a JSON object."),
    (0, "The body is a JSON object."),
    ("text", "The body is a JSON object."),
    ({}, "do: This field is required."),
    ({"match": {}}, "do: This field is required."),
    ({**OK, "id": 7}, f"Unknown: id. Known: {KEYS_OF_RULE}."),
    ({"do": None}, "do: This field may not be null."),
    ({"do": []}, "do: Invalid data. Expected a dictionary, but got list."),
    ({"do": {}}, f"do: It says nothing; it takes {KEYS_OF_DO.removesuffix(', when')}."),
    ({"do": {"when": "after"}}, f"do: It says nothing; it takes {KEYS_OF_DO[:-6]}."),
    ({"do": {"state": 503}}, f"Unknown: state. Known: {KEYS_OF_DO}."),
    *(
        ({**OK, "after": value}, "after: takes a whole number from 0 to 1000000000")
        for value in (-1, 1.5, "1", True, 10**9 + 1, [], {})
    ),
    *(({**OK, "every": v}, "every: takes a whole number from 1 to 1000000000") for v in (0, "2")),
    *(({**OK, "times": v}, "times: takes a whole number from 1 to 1000000000") for v in (0, False)),
    *(
        ({**OK, "probability": value}, "probability: takes a number from 0 to 1")
        for value in (-0.1, 1.1, "nan", "0.5", True, 10**400)
    ),
    ({**OK, "seed": -1}, "seed: takes a whole number from 0 to 9.22337203685e+18"),
    ({**OK, "seed": 2**63}, "seed: takes a whole number from 0 to 9.22337203685e+18"),
    ({**OK, "ttl_s": 0}, f"ttl_s: takes a number from 0.001 to {YEAR}"),
    ({**OK, "ttl_s": YEAR + 1}, f"ttl_s: takes a number from 0.001 to {YEAR}"),
    # match
    ({**OK, "match": []}, "match: Invalid data. Expected a dictionary, but got list."),
    ({**OK, "match": {"url": "/"}}, f"Unknown: url. Known: {KEYS_OF_MATCH}."),
    *(
        ({**OK, "match": {name: value}}, f"match.{name}: takes a text, or a list of them: 1 to 100")
        for name in ("operation", "method", "path")
        for value in (5, [], [None], {}, ["x"] * 101, "x" * 1001, True)
    ),
    (
        {**OK, "match": {"method": "FETCH"}},
        "match.method: 'FETCH' is none of GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS.",
    ),
    *(
        (
            {**OK, "match": {name: {"page": value}}},
            f"match.{name}.page: takes {ANY_VALUE}, or a list of them: 1 to 100",
        )
        for name in ("query", "header")
        for value in ({}, [], [None], "x" * 1001)
    ),
    (
        {**OK, "match": {"query": {"page": 2**64}}},
        "match.query.page: takes whole numbers of 64 bits at most",
    ),
    (
        {**OK, "match": {"query": {str(number): 1 for number in range(101)}}},
        "match.query: takes 100 names at most",
    ),
    (
        {**OK, "match": {"query": ["page"]}},
        'match.query: Expected a dictionary of items but got type "list".',
    ),
    (
        {**OK, "match": {"header": "x"}},
        'match.header: Expected a dictionary of items but got type "str".',
    ),
    *(
        ({**OK, "match": {"body": value}}, "match.body: takes an object or a text")
        for value in (5, [], True)
    ),
    (
        {**OK, "match": {"body": {"emp_code": [2**64]}}},
        "match.body: takes whole numbers of 64 bits at most",
    ),
    ({**OK, "match": {"body": "x" * 1_000_000}}, "match.body: is too long"),
    # do
    *(
        ({"do": {"status": value}}, "do.status: takes a whole number from 200 to 599")
        for value in (0, 199, 600, "503", 503.0, True, [503])
    ),
    ({"do": {"body": "x" * 1_000_000}}, "do.body: is too long"),
    ({"do": {"body": [2**64]}}, "do.body: takes whole numbers of 64 bits at most"),
    *(
        ({"do": {"status": 503, "retry_after": v}}, f"do.retry_after: {text}")
        for v in (-1, "5", 1.5)
        for text in (f"takes a whole number from 0 to {YEAR}",)
    ),
    *(
        ({"do": {"latency_ms": value}}, "do.latency_ms: takes a number from 0 to 600000")
        for value in (-1, 600_001, "250", True, [1])
    ),
    (
        {"do": {"latency_ms": {}}},
        "do.latency_ms.dist: This field is required.",
    ),
    (
        {"do": {"latency_ms": {"dist": "normal"}}},
        "do.latency_ms.dist: takes one of fixed, lognormal, uniform",
    ),
    (
        {"do": {"latency_ms": {"dist": "fixed", "mean": 1}}},
        "Unknown: mean. Known: dist, median, sigma, min, max.",
    ),
    (
        {"do": {"latency_ms": {"dist": "fixed", "median": 1, "sigma": 1}}},
        "do.latency_ms.dist: fixed takes median",
    ),
    (
        {"do": {"latency_ms": {"dist": "lognormal", "median": 1}}},
        "do.latency_ms.dist: lognormal takes median and sigma",
    ),
    (
        {"do": {"latency_ms": {"dist": "uniform", "min": 1}}},
        "do.latency_ms.dist: uniform takes min and max",
    ),
    (
        {"do": {"latency_ms": {"dist": "uniform", "min": 2, "max": 1}}},
        "do.latency_ms.min: is greater than max",
    ),
    (
        {"do": {"latency_ms": {"dist": "lognormal", "median": 1, "sigma": 11}}},
        "do.latency_ms.sigma: takes a number from 0 to 10",
    ),
    *(
        (
            {"do": {"connection": value}},
            "do.connection: takes one of reset, empty, hang, truncate, malformed",
        )
        for value in ("cut", "", 5, ["reset"], {"a": 1})
    ),
    (
        {"do": {"dribble": True}},
        "do.dribble: Invalid data. Expected a dictionary, but got bool.",
    ),
    (
        {"do": {"dribble": {"bytes": 0}}},
        "do.dribble.bytes: takes a whole number from 1 to 1000000",
    ),
    (
        {"do": {"dribble": {"pause_ms": -1}}},
        "do.dribble.pause_ms: takes a number from 0 to 600000",
    ),
    ({"do": {"dribble": {"pause": 1}}}, "Unknown: pause. Known: bytes, pause_ms."),
    ({"do": {"rate_limit": {"limit": 1}}}, "do.rate_limit.window_s: This field is required."),
    ({"do": {"rate_limit": {"window_s": 1}}}, "do.rate_limit.limit: This field is required."),
    (
        {"do": {"rate_limit": {"limit": -1, "window_s": 1}}},
        "do.rate_limit.limit: takes a whole number from 0 to 1000000000",
    ),
    (
        {"do": {"rate_limit": {"limit": 1, "window_s": 0}}},
        f"do.rate_limit.window_s: takes a number from 0.001 to {YEAR}",
    ),
    (
        {"do": {"rate_limit": {"limit": 1, "window_s": 1, "status": 200}}},
        "do.rate_limit.status: takes a whole number from 400 to 599",
    ),
    ({"do": {"status": 503, "when": "later"}}, "do.when: takes one of before, after"),
    # what contradicts itself
    *(
        ({"do": {"retry_after": 5, **more}}, f"do.retry_after: {text}")
        for more in ({}, {"latency_ms": 5}, {"connection": "truncate"})
        for text in ("goes with a status, vendor_code, body or rate_limit",)
    ),
    (
        {"do": {"status": 503, "rate_limit": {"limit": 1, "window_s": 1}}},
        "do.status: rate_limit has a status of its own",
    ),
    *(
        ({"do": {name: value, "connection": kind}}, f"do.{name}: no answer arrives after {kind}")
        for kind in ("reset", "empty", "hang")
        for name, value in {
            "status": 503,
            "vendor_code": -1,
            "body": "x",
            "dribble": {},
        }.items()
    ),
    *(
        ({"do": {"status": 204, name: value}}, f"do.{name}: an answer 204 has no body")
        for name, value in {
            "vendor_code": -1,
            "body": {},
            "dribble": {},
            "connection": "malformed",
        }.items()
    ),
    *(
        ({"do": {**do, "when": when}}, f"do.when: {text}")
        for do, when in (
            ({"latency_ms": 5}, "before"),
            ({"latency_ms": 5}, "after"),
            ({"dribble": {}}, "after"),
            ({"connection": "truncate"}, "before"),
            ({"connection": "malformed"}, "before"),
        )
        for text in ("the operation runs and its own answer goes out",)
    ),
]


@pytest.mark.parametrize(
    ("given", "detail"), REFUSED, ids=[str(given)[:60] for given, _ in REFUSED]
)
def test_refuses(fresh: Fresh, given: object, detail: str) -> None:
    answer = fresh.control("POST", "/faults", given)

    assert (answer.status_code, answer.json()["detail"]) == (400, detail)
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert fresh.control("GET", "/faults").json()["faults"] == []


def test_an_unknown_vendor_code_is_refused_with_the_known_ones(fresh: Fresh) -> None:
    for code in (5, -2, "x", True, 1.5):
        answer = fresh.control("POST", "/faults", {"do": {"vendor_code": code}})
        assert answer.status_code == 400
        assert answer.json()["detail"].startswith("do.vendor_code: takes one of -1, -10, -12, ")
        assert answer.json()["detail"].endswith(", -265, -266")


@pytest.mark.parametrize(
    ("given", "detail"),
    [
        ({}, "faults: This field is required."),
        ({"faults": None}, "faults: This field may not be null."),
        ({"faults": {}}, 'faults: Expected a list of items but got type "dict".'),
        ({"faults": [5]}, "faults.0: Invalid data. Expected a dictionary, but got int."),
        ({"faults": [], "mode": "x"}, "Unknown: mode. Known: faults."),
        ({"faults": [OK, {"do": {"status": 1}}]}, "faults.1.do.status: takes a whole number from"),
        (
            {"faults": [OK] * 1001},
            "faults: Ensure this field has no more than 1000 elements.",
        ),
    ],
    ids=lambda value: str(value)[:40],
)
def test_refuses_to_put(fresh: Fresh, given: object, detail: str) -> None:
    answer = fresh.control("PUT", "/faults", given)

    assert answer.status_code == 400
    assert answer.json()["detail"].startswith(detail)


@pytest.mark.parametrize(
    ("content", "content_type"),
    [
        (b"{", "application/json"),
        (b'{"do": {"status": NaN}}', "application/json"),
        (b'{"do": {"body": "\\u0000"}}', "application/json"),
        (b"[" * 100_000, "application/json"),
        (b"\xff", "application/json"),
        (b"do=1", "application/x-www-form-urlencoded"),
    ],
)
def test_refuses_what_is_no_json(fresh: Fresh, content: bytes, content_type: str) -> None:
    answer = fresh.server.client.post(
        f"/_etp/worlds/{fresh.name}/faults",
        content=content,
        headers={"Content-Type": content_type},
    )

    assert answer.status_code == 400
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_takes_no_query_and_no_other_method(fresh: Fresh) -> None:
    query = fresh.control("GET", "/faults?page=1")
    patched = fresh.control("PATCH", "/faults", OK)

    assert (query.status_code, query.json()["detail"]) == (400, "Unknown: page. Known: none.")
    assert (patched.status_code, patched.headers["Allow"]) == (
        405,
        "GET, POST, PUT, DELETE, HEAD, OPTIONS",
    )


# ---- rules that could match nothing --------------------------------------------------------------


@pytest.mark.parametrize(
    ("match", "detail"),
    [
        (
            {"operation": "employee_list"},
            "operation: There is no operation 'employee_list'; the nearest is employees_list.",
        ),
        (
            {"operation": "EMPLOYEES_LIST"},
            "operation: There is no operation 'EMPLOYEES_LIST'; the nearest is",
        ),
        (
            {"operation": "push_getrequests"},
            "operation: There is no operation 'push_getrequests'; the nearest is push_getrequest.",
        ),
        (
            {"operation": "nothing_*"},
            "operation: There is no operation 'nothing_*'; the nearest is",
        ),
        (
            {"operation": ["areas_list", "areas_lists"]},
            "operation: There is no operation 'areas_lists'; the nearest is areas_list.",
        ),
        (
            {"operation": "areas_list", "method": "POST"},
            "method: areas_list: called with GET, HEAD, never with POST.",
        ),
        (
            {"operation": "areas_export", "method": ["PUT", "DELETE"]},
            "method: areas_export: called with GET, HEAD, POST, never with PUT.",
        ),
        (
            {"operation": "push_getrequest", "method": "DELETE"},
            "method: push_getrequest: called with GET, HEAD, never with DELETE.",
        ),
        (
            {"operation": "areas_list", "path": "/personnel/api/employees/"},
            "path: areas_list: no such path leads there.",
        ),
        (
            {"operation": "areas_read", "path": "/personnel/api/areas/"},
            "path: areas_read: no such path leads there.",
        ),
        (
            {"operation": "areas_list", "path": "/iclock/*"},
            "path: areas_list: no such path leads there.",
        ),
        (
            {"operation": "push_cdata", "path": "/personnel/*"},
            "path: push_cdata: no such path leads there.",
        ),
        ({"path": "personnel/*"}, "path: 'personnel/*': a path begins with /."),
        ({"path": "/_etp/w/main/personnel/*"}, "path: What lies under /_etp never fails; leave a"),
        ({"path": ["/x", "/livez"]}, "path: What lies under /_etp never fails; leave a"),
    ],
    ids=str,
)
def test_refuses_a_rule_that_could_match_nothing(
    fresh: Fresh, match: dict[str, object], detail: str
) -> None:
    answer = fresh.control("POST", "/faults", {"match": match, "do": {"status": 503}})

    assert answer.status_code == 400
    assert answer.json()["detail"].startswith(f"match.{detail}")


@pytest.mark.parametrize(
    "match",
    [
        {"operation": "areas_*", "method": "DELETE"},
        {"operation": "areas_list", "method": "HEAD"},
        {"operation": "areas_export", "method": "post"},
        {"operation": "areas_read", "path": "/personnel/api/areas/7"},
        {"operation": "areas_read", "path": "/personnel/*"},
        {"operation": "auth_api_token", "path": "/api-token-auth/"},
        {"operation": "auth_api_token", "path": "/api/*"},
        {"operation": "resigns_rehire", "path": "/personnel/api/resigns/reinstatement/"},
        {"operation": "push_cdata", "path": "/iclock/cdata.aspx"},
        {"operation": "push_other", "path": "/iclock/ping"},
        {"operation": ["push_*", "terminals_list"], "path": "*"},
        {"path": "/anything/at/all"},
        {"method": "OPTIONS"},
    ],
    ids=str,
)
def test_takes_a_rule_that_could_match_something(fresh: Fresh, match: dict[str, object]) -> None:
    answer = fresh.control("POST", "/faults", {"match": match, "do": {"status": 503}})

    assert answer.status_code == 201, answer.text
