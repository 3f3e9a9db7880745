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
    """What rules look at of Django's request."""
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
    return content_of(body, request.META.get("CONTENT_TYPE", ""), request.encoding)


def content_of(body: bytes, content_type: str, encoding: str | None = None) -> Content:
    """A body in the forms that it has; `content_type` is the header."""
    return Content(body.decode(errors="replace"), _json(body), _form(body, content_type, encoding))


def _json(body: bytes) -> Any:
    with suppress(ValueError, RecursionError):
        return loads(body)
    return NOTHING


def _form(body: bytes, content_type: str, encoding: str | None) -> dict[str, list[str]] | None:
    """The fields of a form, files left out; None for another body."""
    kind = content_type.partition(";")[0].strip().lower()
    with suppress(SuspiciousOperation, MultiPartParserError):
        if kind == FORM:
            return dict(QueryDict(body, encoding=encoding).lists())
        if kind == MULTIPART:
            meta = {"CONTENT_TYPE": content_type, "CONTENT_LENGTH": str(len(body))}
            # Without handlers of uploads files are passed over.
            fields, _ = MultiPartParser(meta, BytesIO(body), []).parse()
            return dict(fields.lists())
    return None
