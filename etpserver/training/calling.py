"""Calls within the bound world, without a socket: no fault meets them, no journal has them.

A path that begins with a slash is the documented API's and is called as the world's admin; any
other is the control plane's.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import orjson
from django.urls import Resolver404, resolve

from etpserver.emulator.worlds.keys import admin_key
from etpserver.requests import VendorRequest

CONTROL = "/_etp/"
NOT_FOUND = 404
SHOWN = 300  # characters of an answer


class SetupError(Exception):
    """A call that an exercise makes was refused; the text says which and why."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A status and a body."""

    status: int
    content: bytes = b""

    @property
    def json(self) -> Any:
        """None for what is no JSON."""
        try:
            return orjson.loads(self.content)
        except ValueError:
            return None


def change(method: str, path: str, body: Mapping[str, Any] | None = None) -> None:
    """A call that must succeed; raises `SetupError`."""
    answer = call(method, path, body)
    if answer.status >= 400:
        said = answer.content[:SHOWN].decode(errors="replace")
        raise SetupError(f"{method} {path} answered {answer.status}: {said}")


def call(method: str, path: str, body: Mapping[str, Any] | None = None) -> Answer:
    """What the bound world answers."""
    route, _, query = (path if path.startswith("/") else CONTROL + path).partition("?")
    content = b"" if body is None else orjson.dumps(body)
    environ: dict[str, Any] = {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": route,
        "QUERY_STRING": query,
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "CONTENT_LENGTH": str(len(content)),
        "CONTENT_TYPE": "application/json",
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(content),
        "wsgi.errors": BytesIO(),
    }
    if not route.startswith(CONTROL):
        environ["HTTP_AUTHORIZATION"] = f"Token {admin_key()}"
    try:
        found = resolve(route)
    except Resolver404:
        return Answer(NOT_FOUND)
    response: Any = found.func(VendorRequest(environ), *found.args, **found.kwargs)
    try:
        if hasattr(response, "render"):
            response.render()
        content = b"".join(response) if response.streaming else response.content
        return Answer(response.status_code, content)
    finally:
        response.close()
