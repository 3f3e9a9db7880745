"""The cookie that gives a visitor their world; its value is also what a shared link carries."""

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponse

from etpserver.api.worlds import current_world

COOKIE = "etp_demo"
SALT = "etpserver.console.demo"


def sealed(world: str) -> str:
    """The world's name with a signature that only this server can make."""
    return Signer(salt=SALT).sign(world)


def world_in(text: str) -> str | None:
    """The name in a sealed text; None for one that this server has not made."""
    try:
        return Signer(salt=SALT).unsign(text)
    except BadSignature:
        return None


def world_of(request: HttpRequest) -> str | None:
    """The world that the visitor was given."""
    if not settings.ETP["demo_worlds"]:
        return None
    return world_in(request.COOKIES.get(COOKIE, ""))


def holds_demo_world(request: HttpRequest) -> bool:
    """Whether this world was given to the visitor."""
    return world_of(request) == current_world().name


def give(response: HttpResponse, world: str, *, max_age_s: int, is_secure: bool) -> None:
    """Let the browser keep the world until it ends."""
    response.set_cookie(
        COOKIE, sealed(world), max_age=max_age_s, httponly=True, samesite="Lax", secure=is_secure
    )
