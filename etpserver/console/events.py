"""What happens in the world of a page, for whoever may look at it."""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from etpserver.api.control.access import TRUSTED, TRUSTED_KEY
from etpserver.console.pages import page
from etpserver.emulator.events.views import EventsView

_answer = EventsView.as_view()


@require_safe
@page
def events(request: HttpRequest) -> HttpResponse:
    """`/_etp/events` without its token: the page has been let in already."""
    request.META[TRUSTED_KEY] = TRUSTED
    response: HttpResponseBase = _answer(request)
    return response  # type: ignore[return-value]  # the stream is in its plan
