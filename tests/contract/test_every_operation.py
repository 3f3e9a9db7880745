"""Every documented operation: routed, answering what is documented, closed."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from etpserver.api.schema.routing import PLACEHOLDER, is_served, methods_of
from tests.contract.calls import call_of
from tests.contract.comparison import differences_of_form, form_of
from tests.contract.deviations import ADDITIONS, NULLABLE, shown
from tests.contract.operations import ALL, CLOSED, TOKENS, cases

DOCUMENTED = 108
UNAUTHENTICATED = "Authentication credentials were not provided."
EMPLOYEES, RESIGNS = "/personnel/api/employees", "/personnel/api/resigns"
TERMINALS = "/iclock/api/terminals"
# (method, path) served beside the documented ones: BioTime 8 has or spells them so; the photos.
ALIASES = {
    ("POST", f"{EMPLOYEES}/adjust_department/"),
    ("POST", f"{EMPLOYEES}/adjust_regsin/"),
    ("POST", f"{EMPLOYEES}/resync_to_device/"),
    ("POST", f"{RESIGNS}/reinstatement/"),
    *(
        ("POST", f"{TERMINALS}/{action}/")
        for action in (
            "clear_all",
            "clear_capture",
            "clear_command",
            "reboot",
            "upload_all",
            "upload_transaction",
        )
    ),
    ("GET", "/files/photo/{}.jpg/"),
}


def test_covers_all_of_them():
    assert len(ALL) == DOCUMENTED


@pytest.mark.parametrize("operation", cases(ALL))
def test_works_with_and_without_its_slash(operation):
    assert operation.path.endswith("/")
    assert is_served(operation)
    assert is_served(operation, operation.path.rstrip("/"))


@pytest.mark.parametrize("operation", cases(TOKENS))
def test_token_operations_answer_at_every_path_the_manual_prints(operation):
    bare = operation.path.removeprefix("/api")
    for path in {operation.path, bare, *operation.manual_paths}:
        assert is_served(operation, path), path
        assert is_served(operation, path.rstrip("/")), path


@pytest.mark.parametrize("operation", cases(ALL))
def test_the_documented_fields_are_those_of_the_example(operation):
    assert set(form_of(operation.response_example).paths()) == set(operation.response_fields)


@pytest.mark.parametrize("operation", cases(ALL))
def test_answers_exactly_what_is_documented(operation, manual, caller):
    call = call_of(operation)
    answer = call.send(caller("anonymous" if operation in TOKENS else "admin"))
    assert answer.status_code == call.status, answer.content
    if operation.response_kind == "file":
        assert answer["Content-Disposition"].startswith("attachment; filename=")
        assert answer.getvalue()
        return
    assert answer["Content-Type"] == "application/json"
    different = differences_of_form(
        answer.json(),
        form_of(shown(operation)),
        additions=ADDITIONS.get(operation.id, ()),
        nullable=NULLABLE.get(operation.id, ()),
    )
    assert different == []


@pytest.mark.parametrize("operation", cases(CLOSED))
def test_refuses_the_anonymous(operation, manual, caller):
    answer = call_of(operation).send(caller("anonymous"))
    assert (answer.status_code, answer.json()) == (
        401,
        {
            "code": -1,
            "message": "Program error",
            "msg": "Program error",
            "data": {},
            "detail": UNAUTHENTICATED,
        },
    )
    assert answer["WWW-Authenticate"] == "Token"


@pytest.mark.parametrize("path", sorted({operation.path for operation in ALL}))
def test_other_methods_are_not_allowed(path, manual, caller):
    documented = {operation.method for operation in ALL if operation.path == path}
    if path.endswith("/export/"):
        documented |= {"GET", "POST"}  # manual 3.3.14 exports by POST
    for method in sorted({"GET", "POST", "PUT", "PATCH", "DELETE"} - documented):
        url = PLACEHOLDER.sub("1", path)
        answer = caller("admin").generic(method, url, "{}", content_type="application/json")
        assert answer.status_code == 405, method


def test_nothing_else_is_served():
    documented = {(operation.method, _unnamed(operation.path)) for operation in ALL}
    exports = {("POST", path) for method, path in documented if path.endswith("/export/")}
    exports |= {("GET", path) for method, path in exports}
    served = set(_served(get_resolver()))
    assert served >= {(operation.method, _unnamed(operation.path)) for operation in ALL}
    assert served - documented - exports == ALIASES


def _served(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, str]]:
    """Each method and path that leads to a view of the vendor API."""
    for pattern in resolver.url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _served(pattern, route)
        elif isinstance(pattern, URLPattern) and not route.lstrip("^").startswith("_etp/"):
            yield from ((method, _path(route)) for method in _verbs(pattern.callback))


def _verbs(view: Any) -> set[str]:
    return methods_of(view) - {"OPTIONS", "HEAD"}


def _path(route: str) -> str:
    """The documented spelling of a route's regular expression."""
    parts = {
        "(?P<code>[^/]+)": "{}",
        "(?:api/)?": "api/",
        "/?": "/",
        r"\Z": "",
        r"\.": ".",
        "^": "",
        "$": "",
    }
    for part, text in parts.items():
        route = route.replace(part, text)
    return f"/{route}"


def _unnamed(path: str) -> str:
    return PLACEHOLDER.sub("{}", path)
