"""Sending the form of an action, and showing what came of it."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from etpserver.console.actions import ACTIONS, Action, FieldError, Values
from etpserver.console.calls import Answer, Shown, call
from etpserver.console.pages import may_drive, page


@require_POST
@page
def act(request: HttpRequest, name: str) -> HttpResponse:
    """Carry an action out; the answer goes below its form, live parts are asked for again."""
    action = ACTIONS.get(name)
    if action is None:
        raise Http404
    values = {key: str(value) for key, value in request.POST.items()}
    try:
        body = action.body_for(values)
    except FieldError as problem:
        return _outcome(request, action, values, Answer(400, {"detail": str(problem)}))
    if not may_drive(request):
        return _outcome(request, action, values, Answer(403, {"detail": "You may only look."}))
    answer = call(request, action.method, action.path_for(values), body)
    response = _outcome(request, action, values, answer, body)
    if answer.is_good:
        response["HX-Trigger"] = "happened"
    return response


def _outcome(
    request: HttpRequest,
    action: Action,
    values: Values,
    answer: Answer,
    body: dict[str, Any] | None = None,
) -> HttpResponse:
    shown = Shown(action.method, action.path_for(values), body, action.line_for(values))
    context = {
        "action": action,
        "answer": answer,
        "curl": shown.curl(f"{request.scheme}://{request.get_host()}"),
        "line": shown.cli(),
    }
    return render(request, "console/outcome.html", context)
