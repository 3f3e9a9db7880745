"""Calls of the control plane that live in other apps, for the world that the path names."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from etpserver.api.control.problems import NotThereError, answer_problem
from etpserver.emulator.worlds.errors import UnknownWorldError
from etpserver.emulator.worlds.views import the_worlds

View = Callable[..., HttpResponse]


def within(view: View) -> View:
    """The view, run in the world of the path where it names one."""

    @wraps(view)
    def answer(request: HttpRequest, world: str = "", **named: str) -> HttpResponse:
        if not world:
            return view(request, **named)
        try:
            with the_worlds().use(world):
                return view(request, **named)
        except UnknownWorldError as problem:
            return answer_problem(NotThereError(str(problem)))

    return csrf_exempt(answer)  # no cookie is looked at, so none can be abused
