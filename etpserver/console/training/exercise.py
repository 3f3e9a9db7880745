"""What the page of an exercise shows, and the forms it has."""

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest

from etpserver.console.acting import calls_of
from etpserver.console.actions import Action
from etpserver.console.calls import call
from etpserver.console.pages import may_drive, may_host
from etpserver.console.training import forms
from etpserver.console.training.trainees import known_trainees, listed, trainee_here
from etpserver.training.models import Trainee

AGAIN = "Your world is put back to where this exercise begins. What you did in it is lost."


def about(
    request: HttpRequest, name: str, given: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """An exercise as the trainee of this world meets it, or as anybody else may read it."""
    someone = trainee_here()
    if someone is None:
        found = _asked(request, f"training/exercises/{name}")
        rows = _asked(request, "training/exercises")["exercises"]
        return {**_around(found, rows), "known": known_trainees() if may_host(request) else []}
    found = _asked(request, f"training/trainees/{someone.slug}/exercises/{name}")
    whole = _asked(request, f"training/trainees/{someone.slug}")
    given = given or {}
    return {
        **_around(found, whole["exercises"]),
        "trainee": someone,
        "login": whole if may_drive(request) else {},
        "verdict": found["verdict"],
        "questions": [
            {**one, "field": f"answers.{one['name']}", "given": given.get(f"answers.{one['name']}")}
            for one in found["questions"]
        ],
        "hints_left": found["hints_in_all"] - len(found["revealed_hints"]),
        "is_solved": found["state"] == "solved",
        "forms": _forms(request, someone, found, given),
    }


def form_of(request: HttpRequest, name: str, what: str) -> Action:
    """The form that was sent; 404 where there is none, or where nobody trains."""
    someone = trainee_here()
    if someone is None or what not in {"start", "check", "hint", "solution"}:
        raise Http404
    if what == "check":
        return check_form(request, name)
    found = _asked(request, f"training/exercises/{name}")["exercise"]
    match what:
        case "start":
            return forms.start(someone.slug, found)
        case "hint":
            return forms.hint(someone.slug, found, "")
        case _:
            return forms.solution(someone.slug, found)


def check_form(request: HttpRequest, name: str) -> Action:
    """The form of the check, with the questions of the exercise."""
    someone = trainee_here()
    if someone is None:
        raise Http404
    found = _asked(request, f"training/exercises/{name}")
    return forms.check(someone.slug, found["exercise"], found["questions"])


def _asked(request: HttpRequest, path: str) -> dict[str, Any]:
    answer = call(request, "GET", path)
    if not answer.is_good:
        raise Http404(answer.problem)
    return dict(answer.content)


def _around(found: Mapping[str, Any], rows: list[Mapping[str, Any]]) -> dict[str, Any]:
    """The exercise and its neighbours in the list."""
    ids = [row["exercise"] for row in rows]
    at = ids.index(found["exercise"]) if found["exercise"] in ids else len(ids)
    return {
        "one": listed(found),
        "next": listed(rows[at + 1]) if at + 1 < len(rows) else None,
        "previous": listed(rows[at - 1]) if 0 < at < len(rows) else None,
    }


def _forms(
    request: HttpRequest, someone: Trainee, found: Mapping[str, Any], given: Mapping[str, str]
) -> dict[str, dict[str, Any]]:
    """Each with the calls that it stands for."""
    slug, name = someone.slug, found["exercise"]
    is_fresh = not found["is_current"]
    taken = len(found["revealed_hints"])
    start = forms.start(
        slug,
        name,
        # The first exercise of all takes nothing away.
        confirm=AGAIN if someone.current else "",
        button="Begin" if is_fresh else "Start again",
    )
    actions = {
        "start": start,
        "check": forms.check(slug, name, found["questions"]),
        "hint": forms.hint(slug, name, "Reveal a hint" if not taken else "Reveal the next hint"),
        "solution": forms.solution(slug, name),
    }
    return {
        what: {"action": action, **calls_of(request, action, given if what == "check" else {})}
        for what, action in actions.items()
    }
