"""Calling the server from a page, in this process: pages do what anybody can do by HTTP.

A form of the console stands for one call; it shows the call and the command line for it.
"""

import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from urllib.parse import quote, unquote, urlencode

import orjson
from django.conf import settings
from django.http import HttpRequest
from django.urls import Resolver404, resolve

from etpserver.api.control.access import TRUSTED, TRUSTED_KEY
from etpserver.api.worlds import MAIN, current_world
from etpserver.requests import VendorRequest

CONTROL_TOKEN = "Bearer <control token>"  # noqa: S105  what is shown


@dataclass(frozen=True, slots=True)
class Answer:
    """What a call answered."""

    status: int
    content: Any

    @property
    def is_good(self) -> bool:
        return self.status < 400

    @property
    def problem(self) -> str:
        """What is wrong, in words; empty when nothing is."""
        if self.is_good:
            return ""
        found = self.content if isinstance(self.content, dict) else {}
        detail = found.get("detail") or found.get("msg")
        return str(detail or f"The server answered {self.status}.")


def call(
    request: HttpRequest,
    method: str,
    path: str,
    body: Mapping[str, Any] | None = None,
    query: Mapping[str, Any] | None = None,
) -> Answer:
    """Call `/_etp/<path>` for the world of the page; what the path names is quoted."""
    full = f"/_etp/{path}"
    try:
        found = resolve(full)
    except Resolver404:
        return Answer(404, {"detail": "There is no such call."})
    environ = environ_of(request, method, full, body, query)
    named = {name: unquote(str(value)) for name, value in found.kwargs.items()}
    response = found.func(VendorRequest(environ), *found.args, **named)
    if hasattr(response, "render"):
        response.render()
    kind = response.headers.get("Content-Type", "")
    content = b"" if response.streaming else response.content
    return Answer(response.status_code, orjson.loads(content) if content and "json" in kind else {})


def environ_of(
    request: HttpRequest,
    method: str,
    path: str,
    body: Mapping[str, Any] | None = None,
    query: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """The environ of a call in the name of whoever asked for the page."""
    content = b"" if body is None else orjson.dumps(body)
    return {
        **{name: value for name, value in request.META.items() if name.startswith("SERVER_")},
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": request.META.get("SCRIPT_NAME", ""),
        "PATH_INFO": path,
        "QUERY_STRING": urlencode(query or {}, doseq=True),
        "CONTENT_TYPE": "application/json",
        "CONTENT_LENGTH": str(len(content)),
        "HTTP_HOST": request.get_host(),
        "REMOTE_ADDR": request.META.get("REMOTE_ADDR", ""),
        "wsgi.url_scheme": request.scheme,
        "wsgi.input": BytesIO(content),
        "wsgi.errors": BytesIO(),
        TRUSTED_KEY: TRUSTED,
    }


def address(request: HttpRequest) -> str:
    """Where clients reach this server, without a world's prefix."""
    return settings.PUBLIC_URL or f"{request.scheme}://{request.get_host()}"


def base_url(request: HttpRequest) -> str:
    """What a client of this world takes for its server."""
    world = current_world().name
    return address(request) + ("" if world == MAIN else f"/_etp/w/{world}")


@dataclass(frozen=True, slots=True)
class Shown:
    """A call as a reader may copy it: by curl, and by the command line."""

    method: str
    path: str
    body: Mapping[str, Any] | None = None
    command: str = ""
    has_world: bool = True  # or it is about the whole server
    is_documented: bool = False  # an operation of the documented API
    login: str = CONTROL_TOKEN

    @property
    def full_path(self) -> str:
        world = current_world().name
        if self.is_documented:
            return f"/{self.path}" if world == MAIN else f"/_etp/w/{world}/{self.path}"
        prefix = "/_etp" if world == MAIN or not self.has_world else f"/_etp/worlds/{world}"
        return f"{prefix}/{self.path}"

    def http(self) -> str:
        """The request as it goes over the wire, but for its headers."""
        lines = [f"{self.method} {self.full_path}"]
        if self.body is not None:
            lines += ["", orjson.dumps(self.body, option=orjson.OPT_INDENT_2).decode()]
        return "\n".join(lines)

    def curl(self, server: str, *, needs_token: bool = False) -> str:
        parts = ["curl", "-X", self.method, f"{server}{quote(self.full_path, safe='/<>%')}"]
        if self.is_documented:
            parts += ["-H", "Authorization: Token <token>"]
        elif needs_token:
            parts += ["-H", f"Authorization: {self.login}"]
        if self.body is not None:
            text = orjson.dumps(self.body).decode()
            parts += ["-H", "Content-Type: application/json", "-d", text]
        return shlex.join(parts)

    def cli(self) -> str:
        if not self.command:
            return ""
        world = current_world().name
        is_plain = world == MAIN or not self.has_world
        return f"etpserver {self.command}" + ("" if is_plain else f" --world {world}")
