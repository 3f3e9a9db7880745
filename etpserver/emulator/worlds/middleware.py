"""Whose request this is: the prefix of its path, else its header, else its key, else `main`."""

import re
from collections.abc import Callable
from email.utils import format_datetime

import jwt
from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import get_script_prefix, set_script_prefix

from etpserver.api.control.problems import NotThereError, answer_problem
from etpserver.api.credentials import Credential, read_credential
from etpserver.api.storage import answer_trouble, trouble_of
from etpserver.api.worlds import MAIN, current_world
from etpserver.emulator.worlds import registry
from etpserver.emulator.worlds.errors import UnknownWorldError
from etpserver.emulator.worlds.registry import Worlds

PREFIX = re.compile(r"/_etp/w/([^/]+)(?=/|\Z)")
HEADER = "HTTP_X_ETP_WORLD"
ANSWERED = "X-Etp-World"
LONGEST_JWT = 4096  # characters

Handler = Callable[[HttpRequest], HttpResponseBase]


class WorldMiddleware:
    """Binds the request's world until its answer, streamed bodies included, has been closed."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        worlds = registry.installed()
        if worlds is None:
            return self.get_response(request)
        before = get_script_prefix()
        try:
            name = _named(worlds, request)
            undo = worlds.bind(name)
        except UnknownWorldError as problem:
            set_script_prefix(before)
            return answer_problem(NotThereError(str(problem)))
        except Exception as problem:
            set_script_prefix(before)
            trouble = trouble_of(problem)
            if trouble is None:
                raise
            return answer_trouble(request, trouble, problem)

        def leave() -> None:
            set_script_prefix(before)
            undo()

        try:
            response = self.get_response_in(name, request)
        except BaseException:
            leave()
            raise
        _when_closed(response, leave)
        return response

    def get_response_in(self, name: str, request: HttpRequest) -> HttpResponseBase:
        """The answer of the world that is bound."""
        cookies = _take_cookies(request, name)
        response = self.get_response(request)
        _give_cookies(response, name, cookies)
        response.headers.setdefault(ANSWERED, name)
        clock = current_world().clock
        if not clock.is_real:  # the server below says the operating system's time
            response.headers.setdefault("Date", format_datetime(clock.read(), usegmt=True))
        return response


def _named(worlds: Worlds, request: HttpRequest) -> str:
    return _take_prefix(request) or request.META.get(HEADER) or _of_key(worlds, request) or MAIN


def _take_prefix(request: HttpRequest) -> str | None:
    """Move the world's prefix from the path to the script name: links then keep it."""
    found = PREFIX.match(request.path_info) if request.path_info.startswith("/_etp/w/") else None
    if found is None:
        return None
    script = request.META.get("SCRIPT_NAME", "") + found[0]
    request.META["SCRIPT_NAME"] = script
    request.path_info = request.META["PATH_INFO"] = request.path_info[found.end() :] or "/"
    request.path = script + request.path_info
    set_script_prefix(f"{script}/")
    return found[1]


def _of_key(worlds: Worlds, request: HttpRequest) -> str | None:
    credential = read_credential(request)
    if credential is None or not credential.value:
        return None
    if credential.is_jwt:
        return _of_jwt(worlds, credential)
    return worlds.world_of_key(credential.value)


def _of_jwt(worlds: Worlds, credential: Credential) -> str | None:
    """Its header names the world; whether that world signed it is checked there."""
    if len(credential.value) > LONGEST_JWT:
        return None
    try:
        name = jwt.get_unverified_header(credential.value).get("kid")
    except jwt.InvalidTokenError:
        return None
    return name if isinstance(name, str) and worlds.exists(name) else None


def _take_cookies(request: HttpRequest, world: str) -> tuple[str, ...]:
    """Give Django the world's own cookies under the names it knows; answers those names."""
    names = (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME)
    if world != MAIN:
        for name in names:
            request.COOKIES.pop(name, None)
            own = request.COOKIES.get(f"{name}_{world}")
            if own is not None:
                request.COOKIES[name] = own
    return names


def _give_cookies(response: HttpResponseBase, world: str, names: tuple[str, ...]) -> None:
    """One name per world: on one host, a login in one world would end that in another (seen)."""
    if world == MAIN:
        return
    for name in names:
        cookie = response.cookies.pop(name, None)
        if cookie is not None:
            renamed = f"{name}_{world}"
            response.cookies[renamed] = cookie.value
            response.cookies[renamed].update(cookie)


def _when_closed(response: HttpResponseBase, then: Callable[[], object]) -> None:
    """Call `then` once, after the response has been sent and closed."""
    close = response.close

    def closed() -> None:
        try:
            close()
        finally:
            response.close = close  # type: ignore[method-assign]
            then()

    response.close = closed  # type: ignore[method-assign]
