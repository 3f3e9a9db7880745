"""The way of a visitor into a world of their own, and the link that shares it."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_safe

from etpserver.api.worlds import MAIN, current_world
from etpserver.console.demo import cookies
from etpserver.console.demo.worlds import LIFE, NoRoomError, exists, make_demo_world
from etpserver.console.pages import guarded, may_host

ASKED = "cookies"  # of the query: whether the browser keeps cookies was asked already

View = Callable[..., HttpResponse]


def or_demo(view: View) -> View:
    """The overview of `main`; visitors of a demo server go to a world of their own instead."""

    @wraps(view)
    def answer(request: HttpRequest, **named: Any) -> HttpResponse:
        if not _is_visit(request):
            return view(request, **named)
        own = cookies.world_of(request)
        if exists(own):
            return HttpResponseRedirect(console_of(own))
        # A world is made for browsers only: what keeps no cookies would make one each time.
        if own is None and cookies.COOKIE not in request.COOKIES:
            if ASKED in request.GET:
                return guarded(render(request, "console/no_cookies.html"))
            response = HttpResponseRedirect(f"{request.path}?{ASKED}=1")
            response.set_cookie(cookies.COOKIE, "asked", httponly=True, samesite="Lax")
            return guarded(response)
        return _made(request)

    return answer


def _is_visit(request: HttpRequest) -> bool:
    is_on = settings.ETP["demo_worlds"] and settings.ETP["control"]
    # Whoever logged in as the server's superuser runs it.
    is_host = request.user.is_authenticated and may_host(request)
    return bool(is_on) and current_world().name == MAIN and not is_host


def _made(request: HttpRequest) -> HttpResponse:
    try:
        world = make_demo_world()
    except NoRoomError:
        return guarded(render(request, "console/no_room.html", status=503))
    return _given(request, world)


@require_safe
def shared(request: HttpRequest, sealed: str) -> HttpResponse:
    """The link of a demo world: who follows it has that world too."""
    world = cookies.world_in(sealed) if settings.ETP["demo_worlds"] else None
    if world is None or not exists(world):
        return guarded(render(request, "console/over.html", status=404))
    return _given(request, world)


def _given(request: HttpRequest, world: str) -> HttpResponse:
    response = HttpResponseRedirect(console_of(world))
    cookies.give(
        response, world, max_age_s=int(LIFE.total_seconds()), is_secure=request.is_secure()
    )
    return guarded(response)


def console_of(world: str) -> str:
    """The path of a world's console."""
    return f"/_etp/w/{world}/_etp/ui/"
