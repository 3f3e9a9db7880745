"""Errors of the control plane: problem documents (RFC 9457)."""

from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any

import orjson
from django.http import HttpResponse

CONTENT_TYPE = "application/problem+json"


class ProblemError(Exception):
    """What is wrong with a call; `more` joins the document."""

    def __init__(
        self, status: HTTPStatus, detail: str, more: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.more = more or {}


class BadCallError(ProblemError):
    """400: the call says what cannot be."""

    def __init__(self, detail: str, more: Mapping[str, Any] | None = None) -> None:
        super().__init__(HTTPStatus.BAD_REQUEST, detail, more)


class NotThereError(ProblemError):
    """404: what the call names does not exist."""

    def __init__(self, detail: str) -> None:
        super().__init__(HTTPStatus.NOT_FOUND, detail)


class ConflictError(ProblemError):
    """409: the state of things forbids it."""

    def __init__(self, detail: str, more: Mapping[str, Any] | None = None) -> None:
        super().__init__(HTTPStatus.CONFLICT, detail, more)


def refuse_unknown(given: Iterable[str], known: Iterable[str]) -> None:
    """Refuse keys that mean nothing, with the list of those that do."""
    names = list(known)
    unknown = [name for name in given if name not in names]
    if unknown:
        text = f"Unknown: {', '.join(unknown)[:300]}. Known: {', '.join(names) or 'none'}."
        raise BadCallError(text)


def content_of(problem: ProblemError) -> dict[str, Any]:
    """The problem document."""
    return {
        "type": "about:blank",
        "title": problem.status.phrase,
        "status": problem.status.value,
        "detail": problem.detail,
        **problem.more,
    }


def answer_problem(problem: ProblemError) -> HttpResponse:
    """The answer to a call that a problem ended, as `application/problem+json`."""
    body = orjson.dumps(content_of(problem), option=orjson.OPT_NON_STR_KEYS)
    return HttpResponse(body, status=problem.status.value, content_type=CONTENT_TYPE)
