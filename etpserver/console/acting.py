"""Sending the form of an action, and showing what came of it."""

from collections.abc import Mapping
from typing import Any

import orjson
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from etpserver.api.control.access import is_local
from etpserver.console.actions import Action, FieldError, Values
from etpserver.console.calls import Answer, address, call
from etpserver.console.declared import ACTIONS, OF_SERVER
from etpserver.console.documented import ask
from etpserver.console.pages import may_drive, may_host, page

HAPPENED = "happened"  # what parts of pages listen to


@require_POST
@page
def act(request: HttpRequest, name: str) -> HttpResponse:
    """Carry an action out; the answer goes below its form, live parts are asked for again."""
    action, values = _asked(request, name)
    try:
        body = action.body_for(values)
    except FieldError as problem:
        return _outcome(request, action, values, Answer(400, {"detail": str(problem)}))
    refusal = _refusal(request, name)
    if refusal:
        return _outcome(request, action, values, Answer(403, {"detail": refusal}))
    send = documented if action.is_documented else call
    answer = send(request, action.method, action.path_for(values), body)
    response = _outcome(request, action, values, answer)
    if answer.is_good:
        response["HX-Trigger"] = HAPPENED
        if action.reloads:
            response["HX-Refresh"] = "true"
    return response


@require_POST
@page
def preview(request: HttpRequest, name: str) -> HttpResponse:
    """The call that a form stands for, as it is filled in now."""
    action, values = _asked(request, name)
    return render(request, "console/calls.html", calls_of(request, action, values))


def calls_of(request: HttpRequest, action: Action, values: Values) -> dict[str, Any]:
    """How a form's call reads over HTTP, by curl and on the command line."""
    shown = action.shown(values)
    curl = shown.curl(address(request), needs_token=not is_local(request))
    return {"http": shown.http(), "curl": curl, "line": shown.cli()}


def documented(
    request: HttpRequest, method: str, path: str, body: Mapping[str, Any] | None
) -> Answer:
    """An operation of the API, in the name of whoever is logged in, else of the admin."""
    user = "admin" if is_local(request) else request.user.get_username() or "admin"
    kind = {"Content-Type": "application/json"}
    given = ask(request, method, f"/{path}", body=orjson.dumps(body), headers=kind, user=user)
    is_json = "json" in given.headers.get("Content-Type", "")
    return Answer(given.status, orjson.loads(given.content) if given.content and is_json else {})


def _refusal(request: HttpRequest, name: str) -> str:
    """Why the caller may not do this; empty if they may."""
    if name in OF_SERVER and not may_host(request):
        whose = "Snapshots, worlds and trainees are the whole server's"
        return f"{whose}: only its superusers change them."
    return "" if may_drive(request) else "You may look, but not change anything here."


def _asked(request: HttpRequest, name: str) -> tuple[Action, Values]:
    action = ACTIONS.get(name)
    if action is None:
        raise Http404
    return action, {key: str(value) for key, value in request.POST.items()}


def _outcome(request: HttpRequest, action: Action, values: Values, answer: Answer) -> HttpResponse:
    context = {
        "action": action,
        "answer": answer,
        "text": action.done_text(answer.content) if answer.is_good else answer.problem,
        "pretty": orjson.dumps(answer.content, option=orjson.OPT_INDENT_2).decode(),
        "is_toast": values.get("as") == "toast",
    }
    # htmx leaves the page as it is for a refusal unless it is told otherwise: see console.js.
    status = 200 if answer.is_good else answer.status
    return render(request, "console/outcome.html", context, status=status)
