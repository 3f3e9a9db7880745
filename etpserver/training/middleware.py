"""Lets the events of exercises happen, between the requests of a trainee."""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from etpserver.emulator.faults.spared import is_spared
from etpserver.emulator.worlds import registry
from etpserver.emulator.worlds.middleware import ANSWERED
from etpserver.training.worlds import slug_of

Handler = Callable[[HttpRequest], HttpResponseBase]


class TrainingMiddleware:
    """Stands above WorldMiddleware, so that the next request meets another clock.

    An answer leaves once the events that follow upon it have happened. Other worlds pass by.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        slug = slug_of(response.headers.get(ANSWERED, ""))
        worlds = registry.installed() if slug else None
        if slug and worlds is not None and not is_spared(request.path_info):
            from etpserver.training import stage  # noqa: PLC0415  only where somebody trains

            stage.go_on(worlds, slug)
        return response
