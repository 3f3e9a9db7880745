"""What rules look at, read from a request."""

from contextlib import suppress
from io import BytesIO
from json import loads
from typing import Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest, QueryDict, UnreadablePostError
from django.http.multipartparser import MultiPartParser, MultiPartParserError

from etpserver.emulator.faults.matching import NOTHING, Asked, Content

FORM, MULTIPART = "application/x-www-form-urlencoded", "multipart/form-data"


def asked_of(request: HttpRequest) -> Asked:
    return Asked(
        request.method or "",
        request.path_info,
        dict(request.GET.lists()),
        request.headers,
        lambda: read_content(request),
    )


def read_content(request: HttpRequest) -> Content:
    """The body; one that nobody can read has no content. The view can still read it."""
    try:
        body = request.body
    except (RequestDataTooBig, UnreadablePostError):
        return Content()
    return Content(body.decode(errors="replace"), _json(body), _form(request, body))


def _json(body: bytes) -> Any:
    with suppress(ValueError, RecursionError):
        return loads(body)
    return NOTHING


def _form(request: HttpRequest, body: bytes) -> dict[str, list[str]] | None:
    """The fields of a form, files left out; None for another body."""
    with suppress(SuspiciousOperation, MultiPartParserError):
        if request.content_type == FORM:
            return dict(QueryDict(body, encoding=request.encoding).lists())
        if request.content_type == MULTIPART:
            # Without handlers of uploads files are passed over.
            fields, _ = MultiPartParser(request.META, BytesIO(body), []).parse()
            return dict(fields.lists())
    return None
