"""Gives an answer again while neither the database nor the world has changed.

Never stale: the head of SQLite's wal-index is another after every commit of any process, and any
change of a world's settings gives it another object. Both are looked at in each request. On
PostgreSQL every answer is made anew.
"""

import sqlite3
from collections.abc import Callable, Hashable

from django.db import DEFAULT_DB_ALIAS, connections
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from etpserver.api.repeatable import NOTED
from etpserver.api.worlds import current_world
from etpserver.emulator.timeline.answers import Given
from etpserver.emulator.timeline.connection import WorldConnection

# All that the answers to such requests depend on.
PARTS = (
    "SCRIPT_NAME",
    "PATH_INFO",
    "QUERY_STRING",
    "HTTP_AUTHORIZATION",
    "HTTP_HOST",
    "SERVER_NAME",
    "SERVER_PORT",
    "wsgi.url_scheme",
)
LARGEST = 256 * 1024  # bytes of an answer
LONGEST = 1000  # characters of a query

Handler = Callable[[HttpRequest], HttpResponseBase]


class Caller:
    """Who asked before, for the journal; asks no database."""

    def __init__(self, username: str) -> None:
        self.username = username


class RepeatingMiddleware:
    """Stands below whatever notes requests or lets them fail, and over the views."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        connection = connections[DEFAULT_DB_ALIAS]
        if not isinstance(connection, WorldConnection) or not _may_repeat(request):
            return self.get_response(request)
        try:
            log = connection.timeline.log_for_reader()
        except (OSError, sqlite3.Error):  # as while another process makes or removes the file
            log = None
        if log is None:
            return self.get_response(request)
        world, asked, state = current_world(), _asked(request), log.state()
        given = log.answers.find(state, world, asked)
        if given is not None:
            request.user = Caller(given.user)  # type: ignore[assignment]
            return HttpResponse(given.content, headers=dict(given.headers))
        response = self.get_response(request)
        given = _given(request, response)
        # A commit meanwhile: who knows which of the two states was answered.
        if given is not None and log.state() == state:
            log.answers.keep(state, world, asked, given)
        return response


def _may_repeat(request: HttpRequest) -> bool:
    meta = request.META
    return (
        request.method == "GET"
        and not meta.get("CONTENT_LENGTH")
        and len(meta.get("QUERY_STRING", "")) <= LONGEST
        and not meta.get("HTTP_COOKIE")
        and not request.path_info.startswith("/_etp/")
    )


def _asked(request: HttpRequest) -> Hashable:
    meta = request.META
    return (request.path_info, *[meta.get(name) for name in PARTS])


def _given(request: HttpRequest, response: HttpResponseBase) -> Given | None:
    """The answer, if its view said that it may be given again."""
    user = request.META.get(NOTED)
    is_whole = isinstance(response, HttpResponse) and response.status_code == 200
    if user is None or not is_whole or response.cookies:
        return None
    content: bytes = response.content  # type: ignore[attr-defined]
    if len(content) > LARGEST:
        return None
    return Given(content, tuple(response.items()), user)
