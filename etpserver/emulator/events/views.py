"""`/_etp/events`: what happens in a world, as it happens."""

from http import HTTPStatus
from typing import ClassVar

from django.http import HttpResponse
from rest_framework.request import Request

from etpserver.api.control.problems import ProblemError
from etpserver.api.control.views import Call, ControlView
from etpserver.emulator import recording
from etpserver.emulator.events.hub import TooManyListenersError
from etpserver.emulator.worlds.views import problems, the_worlds
from etpserver.server.plans import plan_of

EXAMPLE = (
    "event: punch\n"
    'data: {"terminal":"CK5L201260350","received":1,"transactions":1,"unregistered":0,'
    '"punches":[{"emp_code":"1001","punch_time":"2026-01-05 08:58:12","punch_state":"0"}]}\n\n'
)


class EventsView(ControlView):
    """`/_etp/events`."""

    calls: ClassVar = {
        "get": Call(
            "Requests, punches and commands as they happen (text/event-stream).",
            answer=EXAMPLE,
            answer_type="text/event-stream",
            statuses={503: "As many readers listen as may."},
        )
    }

    def get(self, request: Request, **_named: str) -> HttpResponse:
        with problems():
            the_worlds().served(self.world)
        notes, plan = recording.installed(), plan_of(request.META)
        if notes is None or plan is None:
            raise ProblemError(HTTPStatus.NOT_IMPLEMENTED, "Only `etpserver serve` has events.")
        try:
            plan.events = notes.listen(self.world)
        except TooManyListenersError as problem:
            raise ProblemError(HTTPStatus.SERVICE_UNAVAILABLE, str(problem)) from problem
        # A proxy that buffers would hold events back.
        headers = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}
        return HttpResponse(content_type="text/event-stream", headers=headers)
