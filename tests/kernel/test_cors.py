"""Calls from web pages of other origins."""

from dataclasses import replace

import pytest
from rest_framework.test import APIClient

from etpserver.api.worlds import World

PAGE = "https://dashboard.example"
AREAS = "/personnel/api/areas/"


def preflight(client: APIClient, path: str = AREAS) -> dict[str, str]:
    answer = client.options(
        path,
        HTTP_ORIGIN=PAGE,
        HTTP_ACCESS_CONTROL_REQUEST_METHOD="POST",
        HTTP_ACCESS_CONTROL_REQUEST_HEADERS="authorization",
    )
    assert answer.status_code == 200
    return {k.title(): v for k, v in answer.headers.items() if k.lower().startswith("access-")}


def test_a_page_of_any_origin_may_ask_before_it_calls(anonymous: APIClient) -> None:
    allowed = preflight(anonymous)
    assert allowed["Access-Control-Allow-Origin"] == PAGE
    assert "authorization" in allowed["Access-Control-Allow-Headers"]
    assert "PATCH" in allowed["Access-Control-Allow-Methods"]
    assert "Access-Control-Allow-Credentials" not in allowed


def test_a_page_may_read_the_answer_and_what_its_headers_say(api: APIClient) -> None:
    answer = api.get(AREAS, HTTP_ORIGIN=PAGE)
    assert answer.headers["Access-Control-Allow-Origin"] == PAGE
    assert answer.headers["Access-Control-Expose-Headers"].split(", ") == [
        "Content-Disposition",
        "Retry-After",
        "X-Etp-Code",
        "X-Etp-Id",
        "X-Etp-Warning",
        "X-Etp-World",
        "X-Etp-Fault-Applied",
    ]


def test_errors_can_be_read_too(anonymous: APIClient) -> None:
    answer = anonymous.get(AREAS, HTTP_ORIGIN=PAGE)
    assert (answer.status_code, answer.headers["Access-Control-Allow-Origin"]) == (401, PAGE)


@pytest.mark.parametrize("path", ["/api/api-token-auth/", "/jwt-api-token-auth/"])
def test_a_page_may_log_in(anonymous: APIClient, path: str) -> None:
    assert preflight(anonymous, path)["Access-Control-Allow-Origin"] == PAGE


def test_the_vendors_server_lets_no_page_call(api: APIClient, world: World) -> None:
    world.settings = replace(world.settings, cors="vendor")
    assert "Access-Control-Allow-Origin" not in api.get(AREAS, HTTP_ORIGIN=PAGE).headers


@pytest.mark.parametrize(
    ("listed", "is_allowed"),
    [(f"http://localhost:3000, {PAGE}/", True), ("https://other.example", False)],
)
def test_a_list_names_the_origins_that_may_call(
    api: APIClient, world: World, listed: str, *, is_allowed: bool
) -> None:
    world.settings = replace(world.settings, cors=listed)
    headers = api.get(AREAS, HTTP_ORIGIN=PAGE).headers
    assert ("Access-Control-Allow-Origin" in headers) is is_allowed


def test_the_admin_takes_no_calls_from_other_pages(anonymous: APIClient) -> None:
    answer = anonymous.get("/_etp/admin/login/", HTTP_ORIGIN=PAGE)
    assert "Access-Control-Allow-Origin" not in answer.headers
