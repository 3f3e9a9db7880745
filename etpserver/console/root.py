"""The root of the server: browsers are led to the console."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt


@csrf_exempt  # nothing is changed here, and a program that posts is to hear 404
def root(request: HttpRequest) -> HttpResponse:
    """A client of the API hears that nothing is here, as at any other unknown path."""
    is_browser = "text/html" in request.headers.get("Accept", "")
    if request.method not in {"GET", "HEAD"} or not is_browser or not settings.ETP["control"]:
        raise Http404
    return HttpResponseRedirect(reverse("console:overview"))


def to_console(_request: HttpRequest) -> HttpResponse:
    """The console's own address without its last slash."""
    return HttpResponseRedirect(reverse("console:overview"))
