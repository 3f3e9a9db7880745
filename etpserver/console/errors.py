"""What the console shows instead of a page."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from etpserver.api.errors import server_error as vendor_error
from etpserver.console.pages import ROOT, guarded, page


@page
def missing(request: HttpRequest, **_named: str) -> HttpResponse:
    """A path under the console that leads nowhere."""
    raise Http404


def refuse_csrf(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that did not come from our own page, or from one that has grown old."""
    response = render(request, "console/refused.html", {"reason": reason}, status=403)
    return guarded(response)


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's handler500: a page for the console, the vendor's body for everything else."""
    if not request.path_info.startswith(ROOT):
        return vendor_error(request)
    return guarded(render(request, "console/broken.html", status=500))
