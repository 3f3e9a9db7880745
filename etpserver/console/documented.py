"""Asking the documented API from a page: through everything a client's request goes through.

The request is journaled, can fail on purpose and leaves a point of the timeline.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from io import BytesIO
from typing import Any
from urllib.parse import urlencode

from django.apps import apps
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest

from etpserver.api.control.access import TRUSTED_KEY
from etpserver.api.keys import issue_token
from etpserver.api.worlds import MAIN, current_world
from etpserver.console.calls import environ_of
from etpserver.requests import VendorRequest
from etpserver.server.plans import KEY, Plan

KEPT_HEADERS = ("Content-Type", "Content-Disposition", "X-Etp-Warning")


@dataclass(frozen=True, slots=True)
class Documented:
    """An answer of the API, and what a client would have seen of it."""

    status: int
    content: bytes
    headers: Mapping[str, str]
    plan: Plan = field(default_factory=Plan)

    @property
    def file_headers(self) -> dict[str, str]:
        return {name: self.headers[name] for name in KEPT_HEADERS if name in self.headers}

    @property
    def fate(self) -> str:
        """What happened to it on its way, in words."""
        found = [f"held back for {self.plan.delay_s * 1000:.0f} ms"] if self.plan.delay_s else []
        if self.plan.ending != "whole":
            found.append(f"the connection: {self.plan.ending}")
        if self.plan.dribble:
            found.append("sent in small pieces")
        return ", ".join(found)


def ask(  # noqa: PLR0913  the parts of a request
    request: HttpRequest,
    method: str,
    path: str,
    query: "Mapping[str, Any] | str" = "",
    *,
    body: bytes = b"",
    headers: Mapping[str, str] | None = None,
    user: str | None = "admin",
) -> Documented:
    """Send a request to this world as `user`, whose key goes along; None: without a login."""
    world, plan = current_world().name, Plan()
    text = query if isinstance(query, str) else urlencode(query)
    environ = {
        **environ_of(request, method, path if world == MAIN else f"/_etp/w/{world}{path}"),
        "SCRIPT_NAME": "",
        "QUERY_STRING": text,
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": BytesIO(body),
        KEY: plan,
    }
    # A path that was sent before is sent again as it was: by itself it opens nothing.
    del environ["CONTENT_TYPE"], environ[TRUSTED_KEY]
    for name, value in (headers or {}).items():
        key = name.upper().replace("-", "_")
        environ[key if key == "CONTENT_TYPE" else f"HTTP_{key}"] = value
    token = key_of(user)
    if token is not None:
        environ["HTTP_AUTHORIZATION"] = f"Token {token}"
    response = _handler().get_response(VendorRequest(environ))
    try:
        content = response.getvalue()
    finally:
        response.close()
    return Documented(response.status_code, content, dict(response.items()), plan)


def key_of(username: str | None) -> str | None:
    """The key of a user of this world; None where there is no such user."""
    if username is None:
        return None
    users = apps.get_model("accounts", "User")._default_manager
    user = users.filter(username=username, is_active=True).first()
    return str(issue_token(user).key) if user else None


@cache
def _handler() -> WSGIHandler:
    """Django itself, with all its middleware."""
    return WSGIHandler()
