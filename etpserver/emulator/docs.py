"""The vendor API described: OpenAPI document, Swagger UI, coverage.

Nothing here imports what these answers need before somebody asks for one.
"""

from typing import Any

import orjson
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import get_script_prefix
from django.views.decorators.http import require_safe

# Everything the page loads comes from this server. Swagger UI writes style attributes and draws
# its icons from data: URLs; answers that are pictures are shown from blob: URLs.
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)


@require_safe
def openapi(request: HttpRequest) -> HttpResponse:
    """`GET /_etp/openapi.json`."""
    from etpserver.api.schema.document import document  # noqa: PLC0415

    server = settings.PUBLIC_URL or get_script_prefix().rstrip("/") or "/"
    return _json({**document(), "servers": [{"url": server}]})


@require_safe
def swagger_ui(request: HttpRequest) -> HttpResponse:
    """`GET /_etp/docs`."""
    page = render(request, "etp/docs.html")
    page["Content-Security-Policy"] = CONTENT_SECURITY_POLICY
    return page


@require_safe
def coverage(request: HttpRequest) -> HttpResponse:
    """`GET /_etp/coverage.json`."""
    from etpserver.api.schema import routing  # noqa: PLC0415

    return _json(routing.coverage())


def _json(content: dict[str, Any]) -> HttpResponse:
    body = orjson.dumps(content, option=orjson.OPT_INDENT_2)
    return HttpResponse(body, content_type="application/json")
