"""Calls of the API pass by sessions and messages, pages do not; all answers keep their headers."""

import pytest

from etpserver.api.for_pages import API

pytestmark = pytest.mark.django_db
HEADERS = {"X-Frame-Options": "DENY", "X-Content-Type-Options": "nosniff"}


@pytest.mark.parametrize("path", [f"{API[0]}areas/", f"{API[1]}terminals/", f"{API[0]}nothing/"])
def test_a_call_of_the_api_has_no_session_and_no_messages(api, path):
    answer = api.get(path, headers={"Cookie": "etp_session=abc"})
    request = answer.wsgi_request
    assert [hasattr(request, name) for name in ("session", "_messages")] == [False, False]
    assert {name: answer[name] for name in HEADERS} == HEADERS
    assert "Cookie" not in answer.get("Vary", "")
    assert not answer.cookies


def test_a_page_has_both(client):
    answer = client.get("/_etp/admin/login/")
    request = answer.wsgi_request
    assert [hasattr(request, name) for name in ("session", "_messages")] == [True, True]
    assert {name: answer[name] for name in HEADERS} == HEADERS


def test_a_write_by_key_needs_no_csrf_token(api):
    api.handler.enforce_csrf_checks = True
    body = {"area_code": "N1", "area_name": "North"}
    assert api.post(f"{API[0]}areas/", body, format="json").status_code == 201
