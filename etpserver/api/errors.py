"""The one place that gives errors their wire shape.

Services raise `DomainError`, serializers DRF's `ValidationError`, Django and DRF their own; all
leave as

    {"code": -80, "message": "Area didn’t exist", "msg": "Area didn’t exist",
     "data": {"parent_area": ["Unknown area: 99."]}, "detail": "Unknown area: 99.",
     "parent_area": ["Unknown area: 99."]}

with the vendor's code in the header `X-Etp-Code` too. Setting `error_style`: `vendor` leaves the
fields at top level out, `drf` answers DRF's plain body.
"""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from rest_framework import exceptions
from rest_framework.response import Response

from etpserver.api.vendor_codes import MESSAGES, PROGRAM_ERROR
from etpserver.api.worlds import current_world

Fields = dict[str, Any]
TOO_LARGE = "The upload is larger than the server takes."


class DomainError(Exception):
    """A rule was broken; raised by services, never about HTTP.

    `field` names the body field it is about; `data` replaces the answer's `data` as a whole.
    """

    vendor_code = PROGRAM_ERROR
    status = 400

    def __init__(
        self,
        message: str,
        *,
        vendor_code: int | None = None,
        field: str | None = None,
        data: Fields | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.field = field
        self.data = data
        if vendor_code is not None:
            self.vendor_code = vendor_code


class UnknownRecordError(DomainError):
    """The path names a record that does not exist."""

    status = 404


class TooLargeError(exceptions.APIException):
    """An upload beyond the limit; it was never parsed."""

    status_code = 413
    default_detail = TOO_LARGE


def vendor_error(message: str, code: int) -> exceptions.ValidationError:
    """A validation error that carries its vendor code."""
    # DRF hands the code through untouched, as the `code` of each ErrorDetail.
    return exceptions.ValidationError(message, code=code)  # type: ignore[arg-type]


def answer_error(problem: Exception, context: Mapping[str, Any]) -> Response | None:
    """DRF's exception handler: None lets an unforeseen error become a 500."""
    if isinstance(problem, DomainError):
        return _answer_domain_error(problem)
    known = _as_api_exception(problem)
    if known is None:
        return None
    response = _answer_api_exception(known)
    for header, value in _headers(known).items():
        response[header] = value
    return response


def error_body(code: int, detail: str, data: Fields, fields: Fields | None = None) -> Fields:
    """An error's body in the world's `error_style`, `drf` excepted."""
    text = MESSAGES[code]
    body = {"code": code, "message": text, "msg": text, "data": data, "detail": detail}
    if current_world().settings.error_style == "both" and fields:
        body |= {name: lines for name, lines in fields.items() if name not in body}
    return body


def _answer_domain_error(problem: DomainError) -> Response:
    fields = {problem.field: [problem.message]} if problem.field else {}
    return _response(problem.status, problem.vendor_code, problem.message, fields, problem.data)


def _answer_api_exception(problem: exceptions.APIException) -> Response:
    code = _first_code(problem.get_codes())
    if not isinstance(problem, exceptions.ValidationError):
        return _response(problem.status_code, code, str(problem.detail), {})
    fields = _fields(problem.detail)
    first = next((lines[0] for lines in fields.values() if lines), "")
    return _response(problem.status_code, code, first, fields)


def _response(
    status: int, code: int, detail: str, fields: Fields, data: Fields | None = None
) -> Response:
    is_plain = current_world().settings.error_style == "drf"
    data = fields if data is None else data
    body = fields or {"detail": detail} if is_plain else error_body(code, detail, data, fields)
    return Response(body, status=status, headers={"X-Etp-Code": str(code)})


def _as_api_exception(problem: Exception) -> exceptions.APIException | None:
    if isinstance(problem, exceptions.APIException):
        return problem
    if isinstance(problem, Http404):
        return exceptions.NotFound()
    if isinstance(problem, PermissionDenied):
        return exceptions.PermissionDenied()
    if isinstance(problem, RequestDataTooBig):
        return TooLargeError()
    if isinstance(problem, SuspiciousOperation):
        return exceptions.ParseError(str(problem))
    return None


def _headers(problem: exceptions.APIException) -> dict[str, str]:
    """What DRF's own handler sends: the challenge of a 401 and the wait of a 429."""
    found = {"WWW-Authenticate": "auth_header", "Retry-After": "wait"}
    pairs = ((header, getattr(problem, name, None)) for header, name in found.items())
    return {h: v if isinstance(v, str) else f"{v:.0f}" for h, v in pairs if v is not None}


def _first_code(codes: Any) -> int:
    """The vendor code of the first failing field; fields come in the request example's order."""
    while not isinstance(codes, str | int):
        values = list(codes.values()) if isinstance(codes, Mapping) else list(codes or [""])
        codes = next((value for value in values if value), "")
    return codes if isinstance(codes, int) else PROGRAM_ERROR


def _fields(detail: Any) -> dict[str, list[str]]:
    if isinstance(detail, Mapping):
        return {str(name): _lines(value) for name, value in detail.items()}
    return {"non_field_errors": _lines(detail)}


def _lines(value: Any) -> list[str]:
    if isinstance(value, Mapping):
        return [line for nested in value.values() for line in _lines(nested)]
    if isinstance(value, list | tuple):
        return [line for nested in value for line in _lines(nested)]
    return [str(value)]


# ---- outside DRF: paths that do not exist and errors before or beyond a view ------------------


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Django's handler404."""
    if current_world().settings.unknown_paths == "html200":
        # Observed: BioTime 8 answers unknown paths with its own page and status 200.
        return HttpResponse("<!DOCTYPE html><title>Page not found</title><h1>Page not found</h1>")
    return plain_error(404, f"There is nothing at {request.path}.")


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Django's handler400."""
    return plain_error(400, "The request cannot be read.")


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's handler500; the traceback is in the log."""
    return plain_error(500, "The server met an error of its own; its log has the traceback.")


def plain_error(status: int, detail: str) -> JsonResponse:
    """An error that no view raised."""
    is_plain = current_world().settings.error_style == "drf"
    body = {"detail": detail} if is_plain else error_body(PROGRAM_ERROR, detail, {})
    return JsonResponse(body, status=status, headers={"X-Etp-Code": str(PROGRAM_ERROR)})
