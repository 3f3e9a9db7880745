"""Lets requests fail on purpose."""

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from etpserver.emulator.faults.deciding import answered
from etpserver.emulator.faults.effects import Handler
from etpserver.emulator.faults.rules import KnownRules
from etpserver.emulator.worlds import registry


class FaultMiddleware:
    """Asks the rules of the bound world."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response
        self.is_on = bool(settings.ETP["control"])
        self.known = KnownRules()

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not self.is_on or registry.installed() is None:
            return self.get_response(request)
        return answered(request, self.known, self.get_response)
