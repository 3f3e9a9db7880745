"""What a fault answers in place of the operation: the vendor's own bodies."""

from http import HTTPStatus
from typing import Any

from django.http import HttpResponse
from rest_framework import exceptions

from etpserver.api.errors import TOO_LARGE, DomainError, answer_error
from etpserver.api.renderers import JsonRenderer
from etpserver.api.vendor_codes import MESSAGES
from etpserver.emulator.faults.counting import Taken
from etpserver.emulator.faults.kinds import WITHOUT_BODY, Do
from etpserver.emulator.faults.matching import Asked

# Observed: the texts of DRF, which the vendor's server shows; that of a bad token for 401.
INVALID_TOKEN = "Invalid token."  # noqa: S105
NOT_OK = "FAULT"  # the phrase of 200 would acknowledge what nobody has stored
DETAILS: dict[int, Any] = {
    403: exceptions.PermissionDenied.default_detail,
    404: exceptions.NotFound.default_detail,
    413: TOO_LARGE,
    500: exceptions.APIException.default_detail,
    503: "Service temporarily unavailable, try again later.",
}


def faulty_answer(asked: Asked, taken: Taken) -> HttpResponse:
    """The answer of a fault that has one."""
    do = taken.do
    wait_s = taken.wait_s if do.retry_after is None else do.retry_after
    response = _answer(asked, do, wait_s)
    if wait_s is not None:
        response["Retry-After"] = str(wait_s)
    return response


def _answer(asked: Asked, do: Do, wait_s: int | None) -> HttpResponse:
    if do.answered_status in WITHOUT_BODY:
        response = HttpResponse(status=do.answered_status)
        del response["Content-Type"]
        return response
    if do.body is not None:
        return _own_body(do)
    problem = _problem(asked, do, wait_s)
    if asked.is_device:
        # Push protocol, section 1: terminals read plain text, and send again what is not OK.
        text = NOT_OK if do.answered_status == HTTPStatus.OK else _text_of(problem)
        return HttpResponse(text, status=do.answered_status, content_type="text/plain")
    return _rendered(problem)


def _text_of(problem: Exception) -> str:
    return str(getattr(problem, "detail", problem))


def _own_body(do: Do) -> HttpResponse:
    if isinstance(do.body, str):
        kind = "text/html" if do.body.lstrip().startswith("<") else "text/plain"
        content_type = f"{kind}; charset=utf-8"
        body = do.body.encode()
    else:
        content_type = "application/json"
        body = JsonRenderer().render(do.body)
    response = HttpResponse(body, status=do.answered_status, content_type=content_type)
    if do.vendor_code is not None:
        response["X-Etp-Code"] = str(do.vendor_code)
    return response


def _problem(asked: Asked, do: Do, wait_s: int | None) -> Exception:
    """What an operation would raise to be answered like this."""
    if do.vendor_code is not None:
        problem = DomainError(MESSAGES[do.vendor_code], vendor_code=do.vendor_code)
        problem.status = do.answered_status
        return problem
    return _named(do.answered_status, asked.method, wait_s)


def _named(status: int, method: str, wait_s: int | None) -> exceptions.APIException:
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return exceptions.Throttled(wait_s)
    if status == HTTPStatus.METHOD_NOT_ALLOWED:
        return exceptions.MethodNotAllowed(method)
    if status == HTTPStatus.UNAUTHORIZED:
        refused = exceptions.AuthenticationFailed(INVALID_TOKEN)
        refused.auth_header = "Token"  # type: ignore[attr-defined]  # as DRF's views set it
        return refused
    problem = exceptions.APIException(DETAILS.get(status) or _phrase(status))
    problem.status_code = status
    return problem


def _phrase(status: int) -> str:
    try:
        return f"{HTTPStatus(status).phrase}."
    except ValueError:
        return f"Status {status}."


def _rendered(problem: Exception) -> HttpResponse:
    """As DRF's views answer it."""
    answer = answer_error(problem, {})
    if answer is None:
        raise TypeError(problem)  # all of the above are answered
    body = JsonRenderer().render(answer.data)
    headers = {**answer.headers, "Content-Type": str(JsonRenderer.media_type)}
    return HttpResponse(body, status=answer.status_code, headers=headers)
