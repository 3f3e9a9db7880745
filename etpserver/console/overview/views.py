"""The overview and its parts."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from etpserver.api.clock import local_now
from etpserver.console.overview.feed import feed
from etpserver.console.overview.figures import figures
from etpserver.console.pages import page, show
from etpserver.console.tables import rows
from etpserver.console.terminals.state import is_online


@require_safe
@page
def overview(request: HttpRequest) -> HttpResponse:
    return show(request, "overview.html", "overview", _context(request))


@require_safe
@page
def overview_part(request: HttpRequest) -> HttpResponse:
    """The figures and the feed anew, when something has happened."""
    return show(request, "overview_live.html", "overview", _context(request))


def _context(request: HttpRequest) -> dict[str, object]:
    now = local_now()
    terminals = list(rows("iclock.Terminal").values_list("last_activity", "heartbeat"))
    online = sum(is_online(seen, beat, now) for seen, beat in terminals)
    pending = rows("iclock.Command").filter(state="pending").count()
    serials = rows("iclock.Terminal").order_by("pk").values_list("sn", "alias")[:50]
    return {
        "figures": figures(online, len(terminals), pending),
        "feed": feed(request),
        "serials": list(serials),
    }
