"""The pages of the control plane; what they show comes from its own calls."""

from datetime import timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from etpserver.api.clock import local_now
from etpserver.api.control.access import TRUSTED, TRUSTED_KEY
from etpserver.api.worlds import MAIN, current_world
from etpserver.console.calls import Answer, address, call
from etpserver.console.control.settings import settings_shown
from etpserver.console.demo.cookies import sealed
from etpserver.console.demo.worlds import is_demo
from etpserver.console.pages import may_drive, may_host, page, part, show
from etpserver.console.paging import paged
from etpserver.emulator.snapshots.views import SnapshotView

TIMELINE = 200
CLOSING = 18  # the hour to which a clock is offered to be moved on
SNAPSHOTS = 50

_archive = SnapshotView.as_view()
PAGE = 25


def _either(request: HttpRequest, name: str, here: str, context: dict[str, Any]) -> HttpResponse:
    """The page, or the part of it that changes where htmx asks."""
    if "HX-Request" in request.headers:
        return part(request, f"{name}_live.html", context)
    return show(request, f"{name}.html", here, context)


def _list(answer: Answer, name: str) -> list[Any]:
    return list(answer.content[name]) if answer.is_good else []


@require_safe
@page
def faults(request: HttpRequest) -> HttpResponse:
    rules = call(request, "GET", "faults")
    magic = call(request, "GET", "magic")
    page_of_rules = paged(request, [_rule(rule) for rule in _list(rules, "faults")], PAGE)
    context = {
        "page": page_of_rules,
        "scenarios": _list(call(request, "GET", "scenarios"), "scenarios"),
        "magic": magic.content if magic.is_good else {},
        "problem": rules.problem,
        "given": request.GET.dict(),
    }
    return _either(request, "faults", "faults", context)


def _rule(rule: dict[str, Any]) -> dict[str, Any]:
    """A rule in few words."""
    match, do = rule["match"], rule["do"]
    which = [
        f"{name} {value if isinstance(value, str) else _short(value)}"
        for name, value in match.items()
    ]
    turns = [f"{name} {rule[name]}" for name in ("after", "every", "times", "probability", "ttl_s")
             if name in rule]  # fmt: skip
    what = [f"{name} {value if isinstance(value, str | int | float) else _short(value)}"
            for name, value in do.items()]  # fmt: skip
    tones = {"armed": "ok", "spent": "", "expired": ""}
    return {**rule, "which": which, "what": what, "turns": turns, "tone": tones[rule["state"]]}


def _short(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return str(value)[:200]


@require_safe
@page
def clock(request: HttpRequest) -> HttpResponse:
    answer = call(request, "GET", "clock")
    now = local_now()
    closing = now.replace(hour=CLOSING, minute=0)
    evening = closing if now < closing else closing + timedelta(days=1)
    context = {
        "clock": answer.content if answer.is_good else {},
        "problem": answer.problem,
        "now_input": f"{now:%Y-%m-%dT%H:%M}",
        "given": {"now": f"{now:%Y-%m-%dT%H:%M}", "to": f"{evening:%Y-%m-%dT%H:%M}"},
    }
    return _either(request, "clock", "clock", context)


@require_safe
@page
def pill(request: HttpRequest) -> HttpResponse:
    """The clock of the frame anew: it may have been set."""
    return show(request, "pill.html", "clock")


@require_safe
@page
def snapshots(request: HttpRequest) -> HttpResponse:
    found = call(request, "GET", "snapshots")
    timeline = call(request, "GET", "timeline", query={"limit": TIMELINE})
    saved = _list(found, "snapshots") if may_host(request) else []
    saved.sort(key=lambda one: one["created_at"], reverse=True)
    context = {
        "snapshots": saved[:SNAPSHOTS],
        "snapshot_count": len(saved),
        "page": paged(request, _list(timeline, "points"), PAGE),
        "count": timeline.content.get("count", 0) if timeline.is_good else 0,
        "has_timeline": timeline.is_good,
        "no_timeline": timeline.problem,
        "problem": found.problem,
    }
    return _either(request, "snapshots", "snapshots", context)


@require_safe
@page
def archive(request: HttpRequest, snapshot: str) -> HttpResponse:
    """A snapshot as a portable archive."""
    if not may_host(request):
        raise Http404("Snapshots are the whole server's.")
    request.META[TRUSTED_KEY] = TRUSTED
    answer: HttpResponse = _archive(request, snapshot=snapshot)
    return answer


@require_safe
@page
def worlds(request: HttpRequest) -> HttpResponse:
    """Every world for whoever runs the server; a visitor sees their own."""
    if may_host(request):
        answer = call(request, "GET", "worlds")
        found = _list(answer, "worlds")
    else:
        answer = call(request, "GET", f"worlds/{current_world().name}")
        found = [answer.content] if answer.is_good else []
    shown = paged(request, found, PAGE)
    for world in shown.rows:
        prefix = "" if world["name"] == MAIN else f"/_etp/w/{world['name']}"
        world["link"] = f"{prefix}/_etp/ui/"
        if not may_drive(request):
            world["token"] = None
    context = {
        "page": shown,
        "problem": answer.problem,
        "world_name": current_world().name,
        "share": _share(request),
    }
    return _either(request, "worlds", "worlds", context)


def _share(request: HttpRequest) -> str:
    """The link that gives another visitor this demo world."""
    if not (is_demo(current_world().name) and may_drive(request)):
        return ""
    return f"{address(request)}/_etp/ui/shared/{sealed(current_world().name)}"


@require_safe
@page
def settings(request: HttpRequest) -> HttpResponse:
    answer = call(request, "GET", "settings")
    context = {
        "settings": settings_shown(answer.content["settings"]) if answer.is_good else [],
        "problem": answer.problem,
    }
    return _either(request, "settings", "settings", context)
