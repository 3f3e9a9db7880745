"""The pages about the documented API."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from etpserver.api.control.access import is_local
from etpserver.console.calls import base_url
from etpserver.console.documented import key_of
from etpserver.console.guide.grounds import GROUNDS, remarks
from etpserver.console.pages import may_drive, page, part, show
from etpserver.console.paging import paged
from etpserver.console.requests.snippets import LANGUAGES, Sent, with_query
from etpserver.emulator.docs import docs_page

SIZE = 40


@require_safe
@page
def start(request: HttpRequest) -> HttpResponse:
    """Getting started: where the server is, whose key, and first calls to be copied."""
    base, key = base_url(request), _key(request)
    context = {
        "base": base,
        "key": key,
        "examples": [
            (title, text, [(name, write(sent)) for name, write in LANGUAGES.items()])
            for title, text, sent in _examples(base, key or "<token>")
        ],
    }
    return show(request, "api.html", "api", context)


def _key(request: HttpRequest) -> str | None:
    """The key of whoever looks: on this machine and in a demo world the admin's."""
    if request.user.is_authenticated and not is_local(request):
        return key_of(request.user.get_username())
    return key_of("admin") if may_drive(request) else None


def _examples(base: str, key: str) -> list[tuple[str, str, Sent]]:
    login = {"Content-Type": "application/json"}
    own = {"Authorization": f"Token {key}"}
    return [
        (
            "Log in",
            "A name and a password for a token; keep it, it stays the same.",
            Sent("POST", f"{base}/api/api-token-auth/", login,
                 {"username": "admin", "password": "admin"}),
        ),
        (
            "List employees",
            "A page at a time; next names the page after it.",
            Sent("GET", with_query(f"{base}/personnel/api/employees/", {"page_size": 10}), own),
        ),
        (
            "Add an employee",
            "Department and areas by code or by id; the terminals of the areas hear of it.",
            Sent("POST", f"{base}/personnel/api/employees/", {**own, **login},
                 {"emp_code": "9001", "first_name": "Asha", "department": "1", "area": ["1"]}),
        ),
        (
            "Read punches",
            "Those of a time, the newest first.",
            Sent("GET", with_query(f"{base}/iclock/api/transactions/",
                                   {"start_time": "2026-01-05 00:00:00", "page_size": 50}), own),
        ),
    ]  # fmt: skip


@require_safe
@page
def docs(request: HttpRequest) -> HttpResponse:
    """Swagger UI with the token filled in."""
    return docs_page(request, _key(request))


@require_safe
@page
def coverage(request: HttpRequest) -> HttpResponse:
    """Every documented operation, and what the behaviour rests on."""
    from etpserver.api.schema import routing  # noqa: PLC0415  slow to load

    found = routing.coverage()
    said = remarks()
    chosen = request.GET.get("ground", "")
    shown = [remark for remark in said if remark.ground == chosen] if chosen in GROUNDS else said
    context: dict[str, Any] = {
        "documented": found["documented"],
        "served": found["served"],
        "sections": _sections(found["operations"]),
        "counts": [(name, sum(one.ground == name for one in said)) for name in GROUNDS],
        "page": paged(request, shown, SIZE),
        "given": request.GET,
    }
    if "HX-Request" in request.headers:
        return part(request, "grounds_live.html", context)
    return show(request, "coverage.html", "api", context)


def _sections(operations: list[dict[str, Any]]) -> list[tuple[str, list[dict[str, Any]]]]:
    """The operations by resource, in the order of the manual."""
    found: dict[str, list[dict[str, Any]]] = {}
    for operation in operations:
        parts = operation["path"].strip("/").split("/")
        name = "login" if operation["id"].startswith("auth_") else parts[2]
        found.setdefault(name, []).append(operation)
    return list(found.items())


@require_safe
@page
def operation_options(request: HttpRequest) -> HttpResponse:
    """Operations for the list of the form for faults, asked for when its input is used."""
    from etpserver.api.schema import routing  # noqa: PLC0415  slow to load

    documented = (one["id"] for one in routing.coverage()["operations"])
    ids = [*documented, *routing.PUSH_OPERATIONS, routing.PUSH_OTHER]
    return part(request, "options.html", {"options": [(one, "") for one in ids]})
