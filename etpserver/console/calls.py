"""Calling the control plane from a page, in this process: pages do what anybody can do by HTTP.

A form of the console stands for one call; it shows the call and the command line for it.
"""

import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from urllib.parse import urlencode

import orjson
from django.http import HttpRequest
from django.urls import resolve

from etpserver.api.control.access import TRUSTED, TRUSTED_KEY
from etpserver.api.worlds import MAIN, current_world
from etpserver.requests import VendorRequest


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
        detail = self.content.get("detail") if isinstance(self.content, dict) else None
        return str(detail or f"The server answered {self.status}.")


def call(
    request: HttpRequest,
    method: str,
    path: str,
    body: Mapping[str, Any] | None = None,
    query: Mapping[str, Any] | None = None,
) -> Answer:
    """Call `/_etp/<path>` for the world of the page."""
    content = b"" if body is None else orjson.dumps(body)
    environ = {
        **{name: value for name, value in request.META.items() if name.startswith("SERVER_")},
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": request.META.get("SCRIPT_NAME", ""),
        "PATH_INFO": f"/_etp/{path}",
        "QUERY_STRING": urlencode(query or {}),
        "CONTENT_TYPE": "application/json",
        "CONTENT_LENGTH": str(len(content)),
        "HTTP_HOST": request.get_host(),
        "REMOTE_ADDR": request.META.get("REMOTE_ADDR", ""),
        "wsgi.url_scheme": request.scheme,
        "wsgi.input": BytesIO(content),
        "wsgi.errors": BytesIO(),
        TRUSTED_KEY: TRUSTED,
    }
    found = resolve(f"/_etp/{path}")
    response = found.func(VendorRequest(environ), *found.args, **found.kwargs)
    if hasattr(response, "render"):
        response.render()
    kind = response.headers.get("Content-Type", "")
    is_json = bool(response.content) and "json" in kind
    return Answer(response.status_code, orjson.loads(response.content) if is_json else {})


@dataclass(frozen=True, slots=True)
class Shown:
    """A call as a reader may copy it: by curl, and by the command line."""

    method: str
    path: str
    body: Mapping[str, Any] | None = None
    command: str = ""

    def curl(self, server: str) -> str:
        world = current_world().name
        prefix = "/_etp" if world == MAIN else f"/_etp/worlds/{world}"
        parts = ["curl", "-X", self.method, f"{server}{prefix}/{self.path}"]
        if self.body is not None:
            parts += [
                "-H",
                "Content-Type: application/json",
                "-d",
                orjson.dumps(self.body).decode(),
            ]
        return shlex.join(parts)

    def cli(self) -> str:
        world = current_world().name
        if not self.command:
            return ""
        return f"etpserver {self.command}" + ("" if world == MAIN else f" --world {world}")
