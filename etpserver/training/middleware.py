"""Lets the events of exercises happen, between the requests of a trainee."""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from etpserver.api.worlds import current_world
from etpserver.emulator.faults.spared import is_spared
from etpserver.emulator.worlds import registry
from etpserver.training.worlds import slug_of

Handler = Callable[[HttpRequest], HttpResponseBase]


class TrainingMiddleware:
    """Stands below WorldMiddleware and above the journal; all other worlds pass by."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        slug = slug_of(current_world().name)
        worlds = registry.installed() if slug else None
        if slug and worlds is not None and not is_spared(request.path_info):
            from etpserver.training import stage  # noqa: PLC0415  only where somebody trains

            stage.go_on(worlds, slug)
        return self.get_response(request)
