"""The wire shape of errors in the three settings of error_style."""

from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.http import Http404
from rest_framework import exceptions

from etpserver.api.errors import DomainError, answer_error, vendor_error
from tests.kernel.answers import vendor_error as body_of

AREAS = "/personnel/api/areas/"
TEXT = "Area didn\u2019t exist"
VENDOR_80 = {"code": -80, "message": TEXT, "msg": TEXT}
UNKNOWN = {"parent_area": ["Unknown: X."]}


def ask(api, world, style):
    """A create with an unknown parent."""
    world.settings = replace(world.settings, error_style=style)
    body = {"area_code": "A", "area_name": "a", "parent_area": "X"}
    return api.post(AREAS, body, format="json")


def test_both_has_the_vendors_keys_and_the_fields_at_top_level(api, world):
    answer = ask(api, world, "both")
    expected = {**VENDOR_80, "data": UNKNOWN, "detail": "Unknown: X.", **UNKNOWN}
    assert (answer.status_code, answer.json()) == (400, expected)


def test_vendor_leaves_the_fields_at_top_level_out(api, world):
    answer = ask(api, world, "vendor")
    expected = {**VENDOR_80, "data": UNKNOWN, "detail": "Unknown: X."}
    assert (answer.status_code, answer.json()) == (400, expected)


def test_drf_is_the_plain_body(api, world):
    answer = ask(api, world, "drf")
    assert (answer.status_code, answer.json()) == (400, UNKNOWN)


@pytest.mark.parametrize("style", ["both", "vendor", "drf"])
def test_the_vendors_code_is_a_header_in_every_style(api, world, style):
    assert ask(api, world, style)["X-Etp-Code"] == "-80"


@pytest.mark.parametrize("style", ["both", "vendor", "drf"])
@pytest.mark.parametrize("path", ["/personnel/api/areas/X/", "/personnel/api/nothing/", "/x"])
def test_404_in_every_style(api, world, style, path):
    world.settings = replace(world.settings, error_style=style)
    answer = api.get(path)
    is_area = "areas" in path
    detail = "Not found." if is_area else f"There is nothing at {path}."
    code = -80 if is_area else -1
    expected = {"detail": detail} if style == "drf" else body_of(code, detail)
    assert (answer.status_code, answer.json()) == (404, expected)
    assert answer["X-Etp-Code"] == str(code)


def test_unknown_paths_may_be_html_as_the_vendors(api, world):
    world.settings = replace(world.settings, unknown_paths="html200")
    answer = api.get("/personnel/api/nothing/")
    page = "<!DOCTYPE html><title>Page not found</title><h1>Page not found</h1>"
    assert (answer.status_code, answer.content.decode()) == (200, page)
    assert answer["Content-Type"].startswith("text/html")


def test_a_fields_name_never_hides_a_key_of_the_vendor(api, world):
    world.settings = replace(world.settings, validate="strict")
    answer = api.get(f"{AREAS}?code=1&detail=2")
    detail = "Unknown query parameters: code, detail."
    expected = body_of(-1, detail) | {"data": {"code": [detail]}}
    assert (answer.status_code, answer.json()) == (400, expected)


@pytest.mark.parametrize(
    ("problem", "status", "code"),
    [
        (DomainError("No."), 400, -1),
        (DomainError("No.", vendor_code=-13), 400, -13),
        (exceptions.ParseError("No."), 400, -1),
        (exceptions.ValidationError("No."), 400, -1),
        (vendor_error("No.", -29), 400, -29),
        (exceptions.NotAuthenticated("No."), 401, -1),
        (exceptions.PermissionDenied("No."), 403, -1),
        (PermissionDenied(), 403, -1),
        (Http404(), 404, -1),
        (exceptions.MethodNotAllowed("GET", "No."), 405, -1),
        (RequestDataTooBig(), 413, -1),
        (exceptions.UnsupportedMediaType("x", "No."), 415, -1),
        (exceptions.Throttled(7, "No."), 429, -1),
        (SuspiciousOperation("No."), 400, -1),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else None,
)
def test_every_foreseen_problem_has_status_and_code(world, problem, status, code):
    answer = answer_error(problem, {})
    assert (answer.status_code, answer["X-Etp-Code"]) == (status, str(code))
    assert answer.data["code"] == code
    assert answer.data["detail"]


def test_a_429_says_how_long_to_wait(world):
    assert answer_error(exceptions.Throttled(7), {})["Retry-After"] == "7"


def test_an_unforeseen_problem_is_left_alone(world):
    assert answer_error(ZeroDivisionError(), {}) is None


def test_an_unforeseen_problem_is_a_500_without_its_text(api, monkeypatch):
    api.raise_request_exception = False
    monkeypatch.setattr("etpserver.api.reading.render_keys", lambda *_: 1 / 0)
    answer = api.get(AREAS)
    detail = "The server met an error of its own; its log has the traceback."
    assert (answer.status_code, answer.json()) == (500, body_of(-1, detail))


def test_the_first_field_with_a_code_decides(world):
    detail = {"a": [], "b": [vendor_error("Bad.", -23).detail[0]], "c": ["Worse."]}
    answer = answer_error(exceptions.ValidationError(detail), {})
    assert answer.data["code"] == -23


def test_nested_errors_become_lines(world):
    problem = exceptions.ValidationError({"rows": [{"a": ["One."]}, {"b": ["Two."]}]})
    answer = answer_error(problem, {})
    assert answer.data["data"] == {"rows": ["One.", "Two."]}
    assert answer.data["detail"] == "One."
