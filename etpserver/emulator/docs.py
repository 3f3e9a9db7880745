"""The vendor API described: OpenAPI document, Swagger UI, coverage.

Nothing here imports what these answers need before somebody asks for one.
"""

from typing import Any

import orjson
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, get_resolver, get_script_prefix
from django.views.decorators.http import require_safe

from etpserver.api.control.access import is_local
from etpserver.emulator.worlds.keys import admin_key

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

    return _json({**document(), "servers": [{"url": _server()}]})


@require_safe
def postman(request: HttpRequest) -> HttpResponse:
    """`GET /_etp/postman.json`."""
    from etpserver.api.schema.document import document  # noqa: PLC0415
    from etpserver.api.schema.postman import collection  # noqa: PLC0415

    here = settings.PUBLIC_URL or request.build_absolute_uri(get_script_prefix()).rstrip("/")
    return _json(collection(document(), here))


@require_safe
def control_openapi(request: HttpRequest) -> HttpResponse:
    """`GET /_etp/control/openapi.json`."""
    from etpserver import __version__  # noqa: PLC0415
    from etpserver.api.control.document import document  # noqa: PLC0415

    patterns = [p for p in get_resolver().url_patterns if isinstance(p, URLPattern)]
    for included in get_resolver().url_patterns:
        patterns += [p for p in getattr(included, "url_patterns", ()) if isinstance(p, URLPattern)]
    return _json(document(patterns, version=__version__, server=_server()))


@require_safe
def swagger_ui(request: HttpRequest) -> HttpResponse:
    """`GET /_etp/docs`; on this machine with the admin's token filled in."""
    is_open = is_local(request) and settings.ETP["control"]
    return docs_page(request, admin_key() if is_open else None)


def docs_page(request: HttpRequest, token: str | None) -> HttpResponse:
    """Swagger UI; its calls carry the token."""
    page = render(request, "etp/docs.html", {"token": token or ""})
    page["Content-Security-Policy"] = CONTENT_SECURITY_POLICY
    page["Cache-Control"] = "no-store"
    return page


@require_safe
def coverage(request: HttpRequest) -> HttpResponse:
    """`GET /_etp/coverage.json`."""
    from etpserver.api.schema import routing  # noqa: PLC0415

    return _json(routing.coverage())


def _server() -> str:
    return settings.PUBLIC_URL or get_script_prefix().rstrip("/") or "/"


def _json(content: dict[str, Any]) -> HttpResponse:
    body = orjson.dumps(content, option=orjson.OPT_INDENT_2)
    return HttpResponse(body, content_type="application/json")
