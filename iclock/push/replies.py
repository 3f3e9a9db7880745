"""What terminals are answered: plain text, with the time and, but for one case, with 200.

A device that reads anything else keeps what it sent, and sends it again.
"""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.utils.http import http_date

from etpserver.api.clock import now
from iclock.push.parsing.values import CHINESE

OK = "OK"


def text(content: str, *, language: int | None = None) -> HttpResponse:
    """A reply in the encoding of a terminal whose language has this number."""
    encoding = "gb18030" if language == CHINESE else "utf-8"
    return HttpResponse(content.encode(encoding, "replace"), content_type="text/plain")


def counted(number: int) -> str:
    """That so many lines need not be sent again."""
    # Push protocol, section 14: devices take it with and without the space, simulators want it.
    return f"{OK}: {number}"


def too_large() -> HttpResponse:
    """The one case: what was not kept must not be acknowledged."""
    return HttpResponse(
        b"The body is larger than the server takes.",
        status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        content_type="text/plain",
    )


def dress(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Give a reply the headers that each one has."""
    # Push protocol, section 1: devices set their clocks by it.
    response["Date"] = http_date(now().timestamp())
    response["Pragma"] = "no-cache"
    response["Cache-Control"] = "no-store"
    # WSGI leaves `Connection` to the server, which is asked for it here.
    request.META["etp.closes_connection"] = True
    return response
