"""A terminal as the server sees it: raw requests, whole replies."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from django.http import HttpResponse
from django.test import Client

from etpserver.api.clock import Clock
from etpserver.api.worlds import World

Send = Callable[..., HttpResponse]


@pytest.fixture
def send(db: None, clock: Clock) -> Send:
    """Sends `GET /iclock/ping?SN=SN1`, or the like with a body, at noon of 5 January 2026."""
    client = Client(enforce_csrf_checks=True)

    def send_request(line: str, body: bytes | str = b"", **environ: str) -> HttpResponse:
        method, target = line.split(" ", 1)
        path, _, query = target.partition("?")
        content = body.encode() if isinstance(body, str) else body
        given = {"QUERY_STRING": query.encode().decode("latin-1"), **environ}
        content_type = given.pop("CONTENT_TYPE", "text/plain")
        return client.generic(method, path, content, content_type, **given)  # type: ignore[return-value]

    return send_request


@pytest.fixture
def sync(world: World) -> Callable[[str], None]:
    """Sets what people's lines do: off, update or create."""

    def set_mode(mode: str) -> None:
        world.settings = replace(world.settings, device_user_sync=mode)

    return set_mode
