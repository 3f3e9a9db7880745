"""Notes every request of the vendor's API and of terminals, with what the client saw."""

from collections.abc import Callable

from django.http import HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponse, HttpResponseBase

from etpserver.emulator import recording
from etpserver.emulator.faults.spared import is_spared
from etpserver.emulator.journal.capture import Arrival, Passing, content_of
from etpserver.emulator.journal.exchange import KEPT

Handler = Callable[[HttpRequest], HttpResponseBase]


class JournalMiddleware:
    """Stands over whatever may change an answer; control calls and probes pass by."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        notes = recording.installed()
        if notes is None or not notes.keeps_requests or is_spared(request.path_info):
            return self.get_response(request)
        arrival = Arrival(request)
        response = self.get_response(request)

        def note(content: bytes, size: int) -> None:
            notes.note(arrival.world, arrival.packed(response, content, size))

        if isinstance(response, HttpResponse):
            content = content_of(request, response)
            note(content[:KEPT], len(content))
        elif isinstance(response, StreamingHttpResponse):
            response.streaming_content = Passing(response, note)
        return response
