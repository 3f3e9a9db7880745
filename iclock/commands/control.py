"""The queue of a serial from outside: read it, and answer for a device by hand.

    GET  /_etp/terminals/SN1/commands?state=sent
    {"world": "main", "commands": [{"id": 7, "content": "REBOOT", "state": "sent", ...}]}
    POST /_etp/terminals/SN1/commands/7/answer   {"return": 0}

Errors are problem documents. Who may ask is what it is for every call of the control plane.
"""

import json
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from etpserver.api.clock import WIRE_FORMAT
from etpserver.api.control.access import refuse_strangers
from etpserver.api.control.problems import ProblemError
from etpserver.api.references import find
from etpserver.api.worlds import current_world
from iclock.commands import queue
from iclock.commands.models import STATES, Command
from iclock.commands.results import LARGEST, SMALLEST
from iclock.terminals.models import Terminal

MOST_COMMANDS = 500
MOST_CHARACTERS = 4 * 1024 * 1024  # of contents: one may carry a photo
LONGEST_ID = 18  # digits
LONGEST_BODY = 10_000

View = Callable[..., HttpResponse]


def control(method: str) -> Callable[[View], View]:
    """A path of the control plane: this method only."""

    def decorate(view: View) -> View:
        def answer(request: HttpRequest, **named: str) -> HttpResponse:
            try:
                refuse_strangers(request)
                if request.method != method:
                    raise ProblemError(HTTPStatus.METHOD_NOT_ALLOWED, f"Call it with {method}.")
                return view(request, **named)
            except ProblemError as problem:
                return _answer_problem(problem, allow=method)

        return csrf_exempt(answer)  # no cookie is looked at, so none can be abused

    return decorate


@control("GET")
def list_commands(request: HttpRequest, sn: str) -> HttpResponse:
    """The newest commands of a terminal, the newest last; `state` picks one state."""
    _refuse_unknown(request.GET, ("state",))
    state = request.GET.get("state")
    if state is not None and state not in STATES:
        raise ProblemError(HTTPStatus.BAD_REQUEST, f"state is one of: {', '.join(STATES)}.")
    terminal = _terminal(sn)
    queue.expire(terminal)
    rows = Command.objects.filter(terminal=terminal)
    newest = (rows.filter(state=state) if state else rows).order_by("-id")[:MOST_COMMANDS]
    shown: list[dict[str, Any]] = []
    size = 0
    for command in newest.iterator():
        size += len(command.content)
        if shown and size > MOST_CHARACTERS:
            break
        shown.append(_described(command))
    return _json({"world": current_world().name, "commands": shown[::-1]})


@control("POST")
def answer_command(request: HttpRequest, sn: str, command: str) -> HttpResponse:
    """Answer in the device's place."""
    return_code = _return_code(request)
    terminal = _terminal(sn)
    known = len(command) <= LONGEST_ID and command.isascii() and command.isdigit()
    rows = Command.objects.filter(terminal=terminal, pk=int(command) if known else 0)
    if not rows.exists():
        raise ProblemError(HTTPStatus.NOT_FOUND, f"{terminal.sn} has no such command.")
    answered = queue.answer(terminal, int(command), return_code)
    if answered is None:
        raise ProblemError(HTTPStatus.CONFLICT, "The command was answered already.")
    return _json({"world": current_world().name, "command": _described(answered)})


def _terminal(sn: str) -> Terminal:
    found = find(Terminal.objects.all(), "sn", sn)
    if found is None:
        raise ProblemError(HTTPStatus.NOT_FOUND, "There is no such terminal.")
    return found


def _return_code(request: HttpRequest) -> int:
    # A page of another origin can send a form or plain text, but not this type.
    if request.content_type != "application/json":
        raise ProblemError(HTTPStatus.BAD_REQUEST, "Send application/json.")
    try:
        body = json.loads(request.read(LONGEST_BODY))
    except (ValueError, RecursionError) as problem:
        raise ProblemError(HTTPStatus.BAD_REQUEST, "The body is not JSON.") from problem
    if not isinstance(body, dict):
        raise ProblemError(HTTPStatus.BAD_REQUEST, "The body is a JSON object.")
    _refuse_unknown(body, ("return",))
    code = body.get("return")
    if isinstance(code, bool) or not isinstance(code, int) or not SMALLEST <= code <= LARGEST:
        raise ProblemError(HTTPStatus.BAD_REQUEST, "return is a whole number, 0 for success.")
    return code


def _refuse_unknown(given: Any, known: tuple[str, ...]) -> None:
    unknown = [name for name in given if name not in known]
    if unknown:
        text = f"Unknown: {', '.join(unknown)[:300]}. Known: {', '.join(known)}."
        raise ProblemError(HTTPStatus.BAD_REQUEST, text)


def _described(command: Command) -> dict[str, Any]:
    times = ("created_at", "sent_at", "answered_at")
    stamps = {name: getattr(command, name) for name in times}
    return {
        "id": command.pk,
        **{
            name: getattr(command, name)
            for name in ("content", "state", "origin", "user", "attempts")
        },
        **{name: stamp and stamp.strftime(WIRE_FORMAT) for name, stamp in stamps.items()},
        "return_code": command.return_code,
        "reason": command.reason,
    }


def _json(content: dict[str, Any], **how: Any) -> HttpResponse:
    return HttpResponse(orjson.dumps(content), **{"content_type": "application/json", **how})


def _answer_problem(problem: ProblemError, *, allow: str) -> HttpResponse:
    status = problem.status
    response = _json(
        {
            "type": "about:blank",
            "title": status.phrase,
            "status": status.value,
            "detail": problem.detail,
        },
        status=status.value,
        content_type="application/problem+json",
    )
    if status is HTTPStatus.METHOD_NOT_ALLOWED:
        response["Allow"] = allow
    return response
