"""The pages about the journal."""

import base64
import json
from typing import Any
from urllib.parse import urlencode

import orjson
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from etpserver.api.schema.routing import is_device_path
from etpserver.api.worlds import current_world
from etpserver.console.acting import HAPPENED
from etpserver.console.calls import base_url
from etpserver.console.documented import Documented, ask, key_of
from etpserver.console.pages import may_drive, page, part, show
from etpserver.console.requests import entries
from etpserver.console.requests.snippets import LANGUAGES, OF_ENTRIES, Sent
from etpserver.emulator.journal.entries import Entry
from etpserver.emulator.journal.har import archive
from etpserver.emulator.journal.presentation import whole
from etpserver.emulator.journal.views import json_answer

# Sent by every client for itself, or not what a reader would write again.
OF_CLIENTS = frozenset(
    {"host", "connection", "content-length", "accept-encoding", "user-agent", "accept", "cookie",
     "authorization", "sec-fetch-site", "sec-fetch-mode", "sec-fetch-dest", "origin", "referer"}
)  # fmt: skip
REDACTED = "***"
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


@require_safe
@page
def listing(request: HttpRequest) -> HttpResponse:
    context = {
        "page": entries.shown(request),
        "given": request.GET,
        "who_choices": entries.WHO,
        "status_choices": entries.STATUSES,
        "methods": METHODS,
        "is_on": entries.journal() is not None,
    }
    if "HX-Request" in request.headers:
        return part(request, "requests_live.html", context)
    return show(request, "requests.html", "requests", context)


@require_safe
@page
def har(_request: HttpRequest) -> HttpResponse:
    """The journal as an HTTP archive."""
    kept, world = entries.journal(), current_world().name
    if kept is None:
        raise Http404("The journal is off.")
    response = json_answer(archive(world, kept.read(world)))
    response["Content-Disposition"] = f'attachment; filename="{world}.har"'
    return response


@require_safe
@page
def entry(request: HttpRequest, number: int) -> HttpResponse:
    """One request and its answer, side by side."""
    found = _found(number)
    content = whole(found)
    context = {
        "entry": content,
        "request_body": _readable(content["request"]),
        "response_body": _readable(content["response"]),
        "snippets": _snippets(request, content),
        "fault_url": _fault_url(content),
        "is_device": is_device_path(content["path"]),
    }
    return show(request, "request.html", "requests", context)


@require_POST
@page
def replay(request: HttpRequest, number: int) -> HttpResponse:
    """Send the request again, as its user; it is journaled as any other."""
    if not may_drive(request):
        return part(request, "replayed.html", {"problem": "You may look, but not send anything."})
    found = _found(number)
    content, body = whole(found), found.request_body
    if body.is_cut:
        text = "Only the beginning of its body was kept: it cannot be sent again."
        return part(request, "replayed.html", {"problem": text})
    headers = _headers(content, keep_kind=True)
    answer = ask(
        request,
        content["method"],
        content["path"],
        found.exchange.query,
        body=body.content,
        headers=headers,
        user=content["user"],
    )
    response = part(request, "replayed.html", _replayed(answer))
    response["HX-Trigger"] = HAPPENED
    return response


def _found(number: int) -> Entry:
    found = entries.one(number)
    if found is None:
        raise Http404("The journal does not have this request any more.")
    return found


def _replayed(answer: Documented) -> dict[str, Any]:
    try:
        text = answer.content.decode()
    except UnicodeDecodeError:
        text = base64.b64encode(answer.content[:2000]).decode()
    if "json" in answer.headers.get("Content-Type", ""):
        text = _pretty(answer.content, text)
    return {"status": answer.status, "fate": answer.fate, "text": text[:20_000]}


def _pretty(content: bytes, text: str) -> str:
    try:
        return orjson.dumps(orjson.loads(content), option=orjson.OPT_INDENT_2).decode()
    except ValueError:
        return text


def _readable(message: dict[str, Any]) -> str:
    if message["body_encoding"] == "json":
        return json.dumps(message["body"], indent=2, ensure_ascii=False)
    return str(message["body"] or "")


def _headers(content: dict[str, Any], *, keep_kind: bool) -> dict[str, str]:
    found = content["request"]["headers"].items()
    return {
        name: value
        for name, value in found
        if name.lower() not in OF_CLIENTS
        and REDACTED not in value
        and (keep_kind or name.lower() != "content-type")
    }


def _snippets(request: HttpRequest, content: dict[str, Any]) -> list[tuple[str, str]]:
    message = content["request"]
    headers = _headers(content, keep_kind=message["body_encoding"] != "none")
    if "Authorization" in message["headers"]:
        key = key_of(content["user"]) if may_drive(request) else None
        headers = {"Authorization": f"Token {key or '<token>'}", **headers}
    body = None if message["body_encoding"] == "none" else message["body"]
    query = f"?{urlencode(content['query'], doseq=True)}" if content["query"] else ""
    sent = Sent(content["method"], f"{base_url(request)}{content['path']}{query}", headers, body)
    return [(name, LANGUAGES[name](sent)) for name in OF_ENTRIES]


def _fault_url(content: dict[str, Any]) -> str:
    """The form for a rule, filled in with what this request was."""
    given = {"match.method": content["method"], "do.status": "503", "times": "1"}
    if content["operation"]:
        given["match.operation"] = content["operation"]
    else:
        given["match.path"] = content["path"]
    return f"{reverse('console:faults')}?{urlencode(given)}#add"
