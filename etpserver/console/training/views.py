"""The pages of the training, and what their forms do."""

from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from etpserver.console.acting import calls_of
from etpserver.console.actions import FieldError
from etpserver.console.calls import Answer, call
from etpserver.console.declared import ACTIONS
from etpserver.console.pages import may_drive, may_host, page, part, show
from etpserver.console.paging import paged
from etpserver.console.training.exercise import about, check_form, form_of
from etpserver.console.training.trainees import (
    known_trainees,
    listed,
    matrix,
    next_of,
    trainee_here,
    training_of,
)
from etpserver.training import services
from etpserver.training.exercises import ExerciseError, UnknownExerciseError

IN_TABLE = 15  # trainees
ONLY_HOST = "Only who runs this server takes trainees in and sees them all."
ONLY_LOOK = "You may look, but not change anything here."


@require_safe
@page
def exercises(request: HttpRequest) -> HttpResponse:
    """The exercises: a trainee's own, else with the question who it is."""
    someone = trainee_here()
    if someone is None:
        return _who_are_you(request)
    answer = call(request, "GET", f"training/trainees/{someone.slug}")
    found = answer.content if answer.is_good else {}
    rows = [listed(row) for row in found.get("exercises", ())]
    context = {
        "trainee": someone,
        "login": found if may_drive(request) else {},
        "rows": rows,
        "solved": found.get("solved", 0),
        "next": next_of(rows),
        "problem": answer.problem,
    }
    return show(request, "training.html", "training", context)


def _who_are_you(
    request: HttpRequest, answer: Answer | None = None, name: str = ""
) -> HttpResponse:
    found = call(request, "GET", "training/exercises")
    context = {
        "rows": [listed(row) for row in found.content["exercises"]] if found.is_good else [],
        "problem": found.problem,
        "refusal": answer.problem if answer else "",
        "name": name,
        "known": known_trainees() if may_host(request) else [],
        **calls_of(request, ACTIONS["add_trainee"], {"name": name}),
    }
    status = answer.status if answer else HTTPStatus.OK
    return show(request, "training_who.html", "training", context, status=status)


@require_POST
@page
def join(request: HttpRequest) -> HttpResponse:
    """Take in whoever says their name, and lead them to their world."""
    action, name = ACTIONS["add_trainee"], request.POST.get("name", "").strip()
    if not may_host(request):
        return _who_are_you(request, Answer(HTTPStatus.FORBIDDEN, {"detail": ONLY_HOST}), name)
    try:
        answer = call(request, action.method, action.path, action.body_for({"name": name}))
    except FieldError as problem:
        answer = Answer(HTTPStatus.BAD_REQUEST, {"detail": str(problem)})
    if not answer.is_good:
        return _who_are_you(request, answer, name)
    return HttpResponseRedirect(training_of(answer.content["trainee"]))


@require_safe
@page
def trainees(request: HttpRequest) -> HttpResponse:
    """The trainer's overview."""
    if not may_host(request):
        refused = {"problem": ONLY_HOST}
        return show(request, "trainees.html", "training", refused, status=HTTPStatus.FORBIDDEN)
    answer = call(request, "GET", "training/trainees")
    shown = paged(request, answer.content["trainees"] if answer.is_good else [], IN_TABLE)
    rows = matrix(shown.rows)
    heads = [listed(row) for row in rows[0]["exercises"]] if rows else []
    context: dict[str, Any] = {
        "page": shown,
        "rows": rows,
        "heads": heads,
        "is_any_dropped": not all(row["has_world"] for row in rows),
        "problem": answer.problem,
    }
    if "HX-Request" in request.headers:
        return part(request, "trainees_live.html", context)
    return show(request, "trainees.html", "training", context)


@require_safe
@page
def exercise(request: HttpRequest, exercise: str) -> HttpResponse:
    return show(request, "exercise.html", "training", about(request, exercise))


@require_safe
@page
def file(request: HttpRequest, exercise: str, file: str) -> HttpResponse:
    """A file of an exercise; the control plane's own answer needs a token elsewhere."""
    try:
        found = services.exercise(exercise).files.get(file)
    except (UnknownExerciseError, ExerciseError) as problem:
        raise Http404(str(problem)) from problem
    if found is None:
        raise Http404(f"The exercise has no file {file[:50]}.")
    headers = {"Content-Disposition": f'attachment; filename="{found.name}"'}
    return HttpResponse(found.read_bytes(), "application/octet-stream", headers=headers)


@require_POST
@page
def preview(request: HttpRequest, exercise: str) -> HttpResponse:
    """The call of a check, with the answers as they are filled in now."""
    form = check_form(request, exercise)
    given = {key: str(value) for key, value in request.POST.items() if key.startswith("answers.")}
    return render(request, "console/calls.html", calls_of(request, form, given))


@require_POST
@page
def attempt(request: HttpRequest, exercise: str, what: str) -> HttpResponse:
    """Begin, check, or be shown a hint or the solution: the trainee of this world."""
    form = form_of(request, exercise, what)
    given = {key: str(value) for key, value in request.POST.items() if key.startswith("answers.")}
    if may_drive(request):
        answer = call(request, form.method, form.path, form.body_for(given))
    else:
        answer = Answer(HTTPStatus.FORBIDDEN, {"detail": ONLY_LOOK})
    is_part = "HX-Request" in request.headers
    if answer.is_good and (what == "start" or not (is_part or what == "check")):
        return _gone_to(request, exercise, is_part=is_part)
    return _after(request, exercise, what, answer, given)


def _gone_to(request: HttpRequest, exercise: str, *, is_part: bool) -> HttpResponse:
    address = reverse("console:exercise", args=[exercise])
    return HttpResponse(headers={"HX-Redirect": address}) if is_part else (
        HttpResponseRedirect(address)
    )  # fmt: skip


def _after(
    request: HttpRequest, exercise: str, what: str, answer: Answer, given: dict[str, str]
) -> HttpResponse:
    """The page, or the parts of it that have changed, after something was tried."""
    context: dict[str, Any] = {
        **about(request, exercise, given),
        "problem_at": "" if answer.is_good else what,
        "refusal": answer.problem,
    }
    status = HTTPStatus.OK if answer.is_good else answer.status
    if "HX-Request" not in request.headers:
        return show(request, "exercise.html", "training", context, status=status)
    template = "exercise_checked.html" if what == "check" else "exercise_help.html"
    context = {**context, "is_part": True, "shown_now": what}
    if what == "start":  # refused: a toast would not stay
        template = "exercise_refused.html"
    response = part(request, template, context)
    response.status_code = int(status)
    return response
