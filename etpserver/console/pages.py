"""What every page of the console shares: who may look, and the frame around it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.db.models import Case, When
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from etpserver import __version__
from etpserver.api.clock import real_now
from etpserver.api.control.access import is_local
from etpserver.api.secure_answers import OWN_FILES_ONLY
from etpserver.api.worlds import MAIN, current_world
from etpserver.console.demo.cookies import holds_demo_world
from etpserver.emulator.clock.modes import FROZEN, REAL
from etpserver.emulator.models import WorldRecord

ROOT = "/_etp/ui/"
MOST_WORLDS = 30  # in the list to choose from

View = Callable[..., HttpResponse]


@dataclass(frozen=True, slots=True)
class Entry:
    """A page in the list at the side."""

    name: str
    title: str
    icon: str
    group: str = ""


NAVIGATION: tuple[Entry, ...] = (
    Entry("overview", "Overview", "overview"),
    Entry("terminals", "Terminals", "terminals", "Company"),
    Entry("people", "People", "people"),
    Entry("punches", "Punches", "punches"),
    Entry("unregistered", "Unregistered", "unregistered"),
    Entry("requests", "Requests", "requests", "Emulator"),
    Entry("faults", "Faults", "faults"),
    Entry("clock", "Clock", "clock"),
    Entry("snapshots", "Snapshots", "snapshots"),
    Entry("worlds", "Worlds", "worlds"),
    Entry("settings", "Settings", "settings"),
    Entry("training", "Training", "training", "Learn"),
    Entry("api", "API", "api"),
)


def page(view: View) -> View:
    """A page or a part of one: for callers of this machine, and for users who have logged in."""

    @wraps(view)
    def answer(request: HttpRequest, **named: Any) -> HttpResponse:
        try:
            response = _answer(view, request, named)
        except Http404 as problem:
            if request.method == "GET" and request.path.endswith("/"):
                return HttpResponseRedirect(_without_slash(request))
            context = {"problem": str(problem) if problem.args else ""}
            response = show(request, "missing.html", "", context, status=404)
        return guarded(response)

    return answer


def _answer(view: View, request: HttpRequest, named: Mapping[str, Any]) -> HttpResponse:
    if not settings.ETP["control"]:
        return render(request, "console/off.html", status=404)
    if not may_look(request):
        return _to_login(request)
    return view(request, **named)


def _without_slash(request: HttpRequest) -> str:
    """Every path of this server works with and without a slash at its end."""
    query = request.META.get("QUERY_STRING", "")
    return request.path.rstrip("/") + (f"?{query}" if query else "")


def _to_login(request: HttpRequest) -> HttpResponse:
    is_part = "HX-Request" in request.headers
    back = reverse("console:overview") if is_part else request.get_full_path()
    response = redirect_to_login(back, reverse("console:login"))
    if is_part:  # a part of a page would show the login inside of it
        return HttpResponse(headers={"HX-Redirect": response["Location"]})
    return response


def guarded(response: HttpResponse) -> HttpResponse:
    """The headers of every answer of the console."""
    response.headers.setdefault("Content-Security-Policy", OWN_FILES_ONLY)
    response.headers.setdefault("Cache-Control", "no-store")
    return response


def may_look(request: HttpRequest) -> bool:
    """Whether the caller sees the console of this world.

    On this machine everybody does, elsewhere its users and who was given this world as a demo.
    """
    return is_local(request) or request.user.is_authenticated or holds_demo_world(request)


def may_drive(request: HttpRequest) -> bool:
    """Whether the caller may change anything in this world.

    On this machine everybody may, elsewhere its superusers and who was given it as a demo.
    """
    return is_local(request) or request.user.is_superuser or holds_demo_world(request)


def may_host(request: HttpRequest) -> bool:
    """Whether the caller may change what is the whole server's: worlds, snapshots."""
    if is_local(request):
        return True
    # Users of another world are no matter of the server's: their world may be a visitor's own.
    return request.user.is_superuser and current_world().name == MAIN


def show(
    request: HttpRequest,
    template: str,
    here: str,
    context: Mapping[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    """Render a page inside the frame; `here` is its entry at the side."""
    whole = {**frame(request, here), **(context or {})}
    return render(request, f"console/{template}", whole, status=status)


def part(
    request: HttpRequest, template: str, context: Mapping[str, Any] | None = None
) -> HttpResponse:
    """Render a part of a page, which htmx puts in its place."""
    own = {"can_drive": may_drive(request), "can_host": may_host(request)}
    return render(request, f"console/{template}", {**own, **(context or {})})


def frame(request: HttpRequest, here: str) -> dict[str, Any]:
    """What the frame shows: the pages, the worlds, this one and its clock."""
    world = current_world()
    record, worlds = _worlds(world.name, is_all=may_host(request))
    state = record.clock if record else {}
    mode = state.get("mode", REAL)
    return {
        "navigation": NAVIGATION,
        "here": here,
        "here_path": _path_of(here),
        "world": world.name,
        "worlds": worlds,
        "ends_at": _ends_at(record, world.settings.time_zone),
        "now": world.clock.read().astimezone(ZoneInfo(world.settings.time_zone)),
        "zone": world.settings.time_zone,
        "mode": mode,
        "rate": 0 if mode == FROZEN else state.get("scale", 1),
        "can_drive": may_drive(request),
        "can_host": may_host(request),
        "is_demo": holds_demo_world(request),
        "is_local": is_local(request),
        "version": __version__,
    }


def _path_of(here: str) -> str:
    """Where the page is below the console, in whatever world."""
    if not here:
        return ""
    return reverse(f"console:{here}").partition(ROOT)[2]


def _ends_at(record: WorldRecord | None, zone: str) -> dict[str, Any] | None:
    """When the world is dropped: by the wall clock of its zone, and how long that is."""
    if record is None or record.expires_at is None:
        return None
    end = record.expires_at.replace(tzinfo=real_now().tzinfo)
    return {"at": end.astimezone(ZoneInfo(zone)), "minutes": _minutes(end)}


def _minutes(end: datetime) -> int:
    return max(0, round((end - real_now()).total_seconds() / 60))


def _worlds(here: str, *, is_all: bool) -> tuple[WorldRecord | None, list[str]]:
    """The record of this world and the names to choose from, `main` first: one query."""
    rows = WorldRecord.objects.order_by(Case(When(name=here, then=0), default=1), "name")
    found = list(rows[:MOST_WORLDS] if is_all else rows.filter(name=here))
    names = {here, *([MAIN] if is_all else []), *(record.name for record in found)}
    own = next((record for record in found if record.name == here), None)
    return own, sorted(names, key=lambda name: (name != MAIN, name))
