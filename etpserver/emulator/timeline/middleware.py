"""Leaves a point for each request of the vendor's API or of a terminal that changed its world."""

from collections.abc import Callable
from functools import partial

from django.db import DEFAULT_DB_ALIAS, connections
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from etpserver.api.clock import real_now
from etpserver.api.origin import current_origin, set_origin
from etpserver.emulator.timeline.connection import WorldConnection
from etpserver.emulator.timeline.points import Point
from etpserver.emulator.timeline.wal import Position
from etpserver.emulator.worlds import registry

# What is driven from here is no change by a client.
CONTROL_PREFIX = "/_etp/"
# Logins store a key, which returning to an earlier state does not take back. So does the first
# request with a key after a reset, also one that reads.
LOGINS = "auth_"
READING = frozenset({"GET", "HEAD", "OPTIONS"})
TERMINALS = "push_"  # whose GETs fetch commands

Handler = Callable[[HttpRequest], HttpResponseBase]


class TimelineMiddleware:
    """Stands below WorldMiddleware, which binds the connection that is watched."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        worlds, connection = registry.installed(), connections[DEFAULT_DB_ALIAS]
        is_control = request.path_info.startswith(CONTROL_PREFIX)
        if worlds is None or is_control or not isinstance(connection, WorldConnection):
            return self.get_response(request)
        set_origin("", None)  # an earlier request's may still stand on this thread
        with connection.watching(partial(_point, request)) as watch:
            response = self.get_response(request)
        if watch.has_point:
            connection.timeline.make_room(worlds.connections)
        return response


def _point(request: HttpRequest, before: Position) -> Point | None:
    """What the request is about to change; None if that is no more than a key."""
    operation = _operation(request) or ""
    is_reading = request.method in READING and not operation.startswith(TERMINALS)
    if is_reading or operation.startswith(LOGINS):
        return None
    at = real_now().isoformat()
    return Point(before, at, request.method or "", request.path_info, operation or None)


def _operation(request: HttpRequest) -> str | None:
    """The id that the contract has for what was asked."""
    if request.resolver_match is None:
        return None
    return current_origin().operation or request.resolver_match.url_name or None
