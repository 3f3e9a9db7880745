"""What every page of the console shares: who may look, and the frame around it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import get_script_prefix, reverse

from etpserver.api.control.access import is_local
from etpserver.api.worlds import current_world
from etpserver.console.actions import ACTIONS
from etpserver.emulator.clock.modes import FROZEN
from etpserver.emulator.models import WorldRecord

# Everything a page loads comes from this server, and nothing in it runs but its scripts.
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
MOST_WORLDS = 50  # in the list to choose from

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
    Entry("api", "API", "api", "Learn"),
    Entry("training", "Training", "training"),
)


def page(view: View) -> View:
    """A page or a part of one: for callers of this machine, and for users who have logged in."""

    @wraps(view)
    def answer(request: HttpRequest, **named: Any) -> HttpResponse:
        if not may_look(request):
            return redirect_to_login(request.get_full_path(), reverse("console:login"))
        response = view(request, **named)
        response["Content-Security-Policy"] = CONTENT_SECURITY_POLICY
        response["Cache-Control"] = "no-store"
        return response

    return answer


def may_look(request: HttpRequest) -> bool:
    """Whether the caller sees the console: on this machine everybody, elsewhere its users."""
    return is_local(request) or request.user.is_authenticated


def may_drive(request: HttpRequest) -> bool:
    """Whether the caller may change anything: on this machine everybody, elsewhere superusers."""
    return is_local(request) or request.user.is_superuser


def show(
    request: HttpRequest, template: str, here: str, context: Mapping[str, Any] | None = None
) -> HttpResponse:
    """Render a page inside the frame; `here` is its entry at the side."""
    return render(request, f"console/{template}", {**frame(here), **(context or {})})


def frame(here: str) -> dict[str, Any]:
    """What the frame shows: the pages, this world and its clock."""
    world = current_world()
    now = world.clock.read().astimezone(ZoneInfo(world.settings.time_zone))
    record = WorldRecord.objects.filter(pk=world.name).first()
    state = record.clock if record else {}
    return {
        "navigation": NAVIGATION,
        "here": here,
        "world": world.name,
        "now": now,
        "rate": 0 if state.get("mode") == FROZEN else state.get("scale", 1),
        "events": f"{get_script_prefix()}_etp/events",
        "actions": ACTIONS,
    }


def worlds_to_choose() -> list[str]:
    """The names of the server's worlds, `main` first."""
    names = list(WorldRecord.objects.values_list("name", flat=True)[:MOST_WORLDS])
    return sorted(names, key=lambda name: (name != "main", name))
