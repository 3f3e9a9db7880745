"""What each kind of fault does, over a real connection."""

import json
import time

import httpx
import pytest

from tests.emulator.faults.conftest import AREAS, applied, arm, counts
from tests.emulator.live import Fresh

PROGRAM_ERROR = {"code": -1, "message": "Program error", "msg": "Program error", "data": {}}


def areas_of(world: Fresh) -> list[str]:
    answer = world.client.get(AREAS, params={"page_size": 100})
    return [area["area_code"] for area in answer.json()["data"]]


def take_all(answer: httpx.Response, got: bytearray) -> None:
    """Keep what arrives, also when the rest never does."""
    for part in answer.iter_raw():
        got.extend(part)


@pytest.mark.parametrize(
    ("status", "detail"),
    [
        (400, "Bad Request."),
        (401, "Invalid token."),
        (403, "You do not have permission to perform this action."),
        (404, "Not found."),
        (405, 'Method "GET" not allowed.'),
        (413, "The upload is larger than the server takes."),
        (418, "I'm a Teapot."),
        (429, "Request was throttled."),
        (500, "A server error occurred."),
        (502, "Bad Gateway."),
        (503, "Service temporarily unavailable, try again later."),
        (599, "Status 599."),
    ],
)
def test_a_status_has_the_vendors_body(fresh: Fresh, status: int, detail: str) -> None:
    rule = arm(fresh, {"status": status})

    answer = fresh.client.get(AREAS)

    assert (answer.status_code, answer.json()) == (status, {**PROGRAM_ERROR, "detail": detail})
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["X-Etp-Code"] == "-1"
    assert applied(answer) == f"{rule['id']}: status {status}"


def test_a_401_asks_for_a_token_as_the_true_one_does(fresh: Fresh) -> None:
    true = httpx.get(f"{fresh.url}{AREAS}", headers={"Authorization": "Token nonsense"})
    arm(fresh, {"status": 401})

    answer = fresh.client.get(AREAS)

    assert (answer.content, answer.headers["WWW-Authenticate"]) == (true.content, "Token")
    assert true.headers["WWW-Authenticate"] == "Token"


@pytest.mark.parametrize("status", [204, 205, 304])
def test_some_statuses_have_no_body(fresh: Fresh, status: int) -> None:
    arm(fresh, {"status": status})

    answer = fresh.client.get(AREAS)

    assert (answer.status_code, answer.content) == (status, b"")
    assert "Content-Type" not in answer.headers


def test_a_vendor_code_alone_is_400_with_its_text(fresh: Fresh) -> None:
    arm(fresh, {"vendor_code": -26})

    answer = fresh.client.get(AREAS)

    text = "The password has been used"
    body = {"code": -26, "message": text, "msg": text, "data": {}, "detail": text}
    assert (answer.status_code, answer.json()) == (400, body)
    assert answer.headers["X-Etp-Code"] == "-26"


def test_a_vendor_code_may_have_any_status(fresh: Fresh) -> None:
    rule = arm(fresh, {"vendor_code": -80, "status": 200})

    answer = fresh.client.get(AREAS)

    assert (answer.status_code, answer.json()["code"]) == (200, -80)
    assert applied(answer) == f"{rule['id']}: status 200, vendor_code -80"


@pytest.mark.parametrize(
    ("body", "content_type", "content"),
    [
        ({"any": [1, "é", None]}, "application/json", '{"any":[1,"é",null]}'),
        ([], "application/json", "[]"),
        (2**63, "application/json", str(2**63)),
        ("plain é", "text/plain; charset=utf-8", "plain é"),
        (" <h1>Bad gateway</h1>", "text/html; charset=utf-8", " <h1>Bad gateway</h1>"),
        ("", "text/plain; charset=utf-8", ""),
    ],
)
def test_a_body_of_ones_own_goes_out_as_it_is(
    fresh: Fresh, body: object, content_type: str, content: str
) -> None:
    arm(fresh, {"body": body, "status": 502})

    answer = fresh.client.get(AREAS)

    assert (answer.status_code, answer.text) == (502, content)
    assert answer.headers["Content-Type"] == content_type


def test_a_body_alone_is_200(fresh: Fresh) -> None:
    arm(fresh, {"body": {"count": 0}})

    assert fresh.client.get(AREAS).status_code == 200


@pytest.mark.parametrize("do", [{"status": 503}, {"vendor_code": -1}, {"body": "later"}])
def test_retry_after_goes_with_every_answer(fresh: Fresh, do: dict[str, object]) -> None:
    arm(fresh, {**do, "retry_after": 7})

    assert fresh.client.get(AREAS).headers["Retry-After"] == "7"


@pytest.mark.parametrize(
    "latency",
    [
        300,
        {"dist": "fixed", "median": 300},
        {"dist": "uniform", "min": 300, "max": 300},
        {"dist": "lognormal", "median": 300, "sigma": 0},
    ],
)
def test_latency_holds_the_true_answer_back(fresh: Fresh, latency: object) -> None:
    true = fresh.client.get(AREAS)
    rule = arm(fresh, {"latency_ms": latency})

    started = time.perf_counter()
    answer = fresh.client.get(AREAS)

    assert time.perf_counter() - started > 0.3
    assert (answer.status_code, answer.content) == (200, true.content)
    assert applied(answer) == f"{rule['id']}: latency 300 ms"


def test_a_reset_reaches_the_client_as_one(fresh: Fresh) -> None:
    rule = arm(fresh, {"connection": "reset"})

    with pytest.raises(httpx.ReadError, match=r"(?i)reset"):
        fresh.client.get(AREAS)
    assert counts(fresh, rule) == (1, 1)


def test_empty_ends_the_connection_without_an_answer(fresh: Fresh) -> None:
    arm(fresh, {"connection": "empty"})

    with pytest.raises(httpx.RemoteProtocolError, match="without sending a response"):
        fresh.client.get(AREAS)


def test_truncate_promises_more_than_it_sends(fresh: Fresh) -> None:
    true = fresh.client.get(AREAS)
    arm(fresh, {"connection": "truncate"})
    got = bytearray()

    with (
        pytest.raises(httpx.RemoteProtocolError, match="without sending complete"),
        fresh.client.stream("GET", AREAS) as answer,
    ):
        take_all(answer, got)

    assert answer.headers["Content-Length"] == str(len(true.content))
    assert bytes(got) == true.content[: len(true.content) // 2]


def test_malformed_is_half_a_body_of_the_right_length(fresh: Fresh) -> None:
    true = fresh.client.get(AREAS)
    arm(fresh, {"connection": "malformed"})

    answer = fresh.client.get(AREAS)

    half = true.content[: len(true.content) // 2]
    assert (answer.status_code, answer.content) == (200, half)
    assert answer.headers["Content-Length"] == str(len(half))
    with pytest.raises(json.JSONDecodeError):
        answer.json()


def test_a_streamed_file_can_be_malformed(fresh: Fresh) -> None:
    export = f"{AREAS}export/?export_type=csv"
    true = fresh.client.get(export)
    arm(fresh, {"connection": "malformed"})

    answer = fresh.client.get(export)

    assert answer.content == true.content[: len(true.content) // 2]
    assert answer.headers["Content-Disposition"].startswith("attachment")


def test_an_answer_of_the_faults_own_can_be_cut_short(fresh: Fresh) -> None:
    arm(fresh, {"status": 503, "body": "0123456789", "connection": "malformed"})

    answer = fresh.client.get(AREAS)

    assert (answer.status_code, answer.text) == (503, "01234")


def test_hang_never_answers(fresh: Fresh) -> None:
    rule = arm(fresh, {"connection": "hang"})

    with pytest.raises(httpx.ReadTimeout):
        fresh.client.get(AREAS, timeout=0.3)
    assert counts(fresh, rule) == (1, 1)


def test_dribble_sends_the_whole_body_in_pieces(fresh: Fresh) -> None:
    true = fresh.client.get(AREAS)
    arm(fresh, {"dribble": {"bytes": 50, "pause_ms": 20}})

    started = time.perf_counter()
    with fresh.client.stream("GET", AREAS) as answer:
        parts = list(answer.iter_raw())

    assert b"".join(parts) == true.content
    assert time.perf_counter() - started > 0.02 * (len(true.content) // 50 - 1)
    assert len(parts) > 2


def test_before_does_not_run_the_operation(fresh: Fresh) -> None:
    arm(fresh, {"status": 503}, match={"operation": "areas_create"})

    answer = fresh.client.post(AREAS, json={"area_code": "7", "area_name": "Seven"})

    assert (answer.status_code, areas_of(fresh)) == (503, ["1"])


@pytest.mark.parametrize("do", [{"status": 503}, {"vendor_code": -80}, {"body": "lost"}])
def test_after_loses_the_answer_of_what_was_done(fresh: Fresh, do: dict[str, object]) -> None:
    rule = arm(fresh, {**do, "when": "after"}, match={"operation": "areas_create"})

    answer = fresh.client.post(AREAS, json={"area_code": "7", "area_name": "Seven"})

    assert applied(answer) is not None
    assert str(applied(answer)).endswith("after the operation")
    assert areas_of(fresh) == ["1", "7"]
    assert counts(fresh, rule) == (1, 1)


@pytest.mark.parametrize("connection", ["reset", "empty"])
def test_a_connection_can_end_after_the_operation(fresh: Fresh, connection: str) -> None:
    do = {"connection": connection, "when": "after"}
    arm(fresh, do, match={"operation": "areas_create"})

    with pytest.raises(httpx.TransportError):
        fresh.client.post(AREAS, json={"area_code": "7", "area_name": "Seven"})
    assert areas_of(fresh) == ["1", "7"]


def test_answers_for_pages_of_other_origins_keep_their_headers(fresh: Fresh) -> None:
    arm(fresh, {"status": 503})
    page = "https://dashboard.example"

    answer = fresh.client.get(AREAS, headers={"Origin": page})
    asked = fresh.client.options(
        AREAS, headers={"Origin": page, "Access-Control-Request-Method": "GET"}
    )

    assert answer.status_code == 503
    assert answer.headers["Access-Control-Allow-Origin"] == page
    assert "X-Etp-Fault-Applied" in answer.headers["Access-Control-Expose-Headers"]
    assert (asked.status_code, asked.headers["Access-Control-Allow-Origin"]) == (200, page)


@pytest.mark.parametrize("path", ["/_etp/health", "/livez", "/readyz", "/_etp/ready", "/_etp/docs"])
def test_control_and_probes_never_fail(fresh: Fresh, path: str) -> None:
    arm(fresh, {"status": 503})

    assert fresh.client.get(path).status_code == 200


def test_unknown_paths_and_files_fail_like_operations(fresh: Fresh) -> None:
    arm(fresh, {"status": 503})

    paths = ("/nothing/here", "/files/photo/1.jpg", "/api-token-auth/")
    assert [fresh.client.get(path).status_code for path in paths] == [503, 503, 503]


def test_a_fault_of_one_world_leaves_others_alone(fresh: Fresh) -> None:
    arm(fresh, {"status": 503})

    assert fresh.client.get(AREAS).status_code == 503
    assert fresh.server.client.get(AREAS).status_code == 401  # main, without a key
