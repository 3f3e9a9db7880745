"""The overview and its part that changes."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from etpserver.api.clock import local_now
from etpserver.console.overview.feed import feed
from etpserver.console.overview.figures import figures
from etpserver.console.pages import page, part, show
from etpserver.console.terminals.state import devices


@require_safe
@page
def overview(request: HttpRequest) -> HttpResponse:
    return show(request, "overview.html", "overview", _context())


@require_safe
@page
def overview_part(request: HttpRequest) -> HttpResponse:
    """The figures and the feed anew, when something has happened."""
    return part(request, "overview_live.html", _context())


def _context() -> dict[str, object]:
    found = devices()
    online = sum(device.is_here for device in found)
    waiting = sum(device.waiting for device in found)
    return {
        "figures": figures(online, len(found), waiting),
        "feed": feed(),
        "devices": found,
        "serials": [(device.record.sn, device.record.alias) for device in found[:200]],
        "now": local_now(),
    }
