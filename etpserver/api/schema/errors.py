"""Error answers in the OpenAPI document; the examples are real answers of `api.errors`."""

from collections.abc import Callable, Iterator
from typing import Any

from django.db.models import RESTRICT
from rest_framework import exceptions

from etpserver.api.actions import chosen_action
from etpserver.api.errors import DomainError, TooLargeError, UnknownRecordError, answer_error
from etpserver.api.exports import export
from etpserver.api.fields import ReferenceField
from etpserver.api.parsers import UNSTORABLE
from etpserver.api.reading import ReadViewSet
from etpserver.api.schema.contract import Operation
from etpserver.api.schema.words import is_paged, kind_of
from etpserver.api.vendor_codes import BAD_PAGE, PROGRAM_ERROR
from etpserver.api.viewsets import ResourceViewSet
from etpserver.api.worlds import MAIN, World, use_world

Object = dict[str, Any]
Problem = exceptions.APIException | DomainError
# Puts an answer among the document's components and answers a reference to it.
Share = Callable[[str, Object], Object]
REFERENCE = {"$ref": "#/components/schemas/Error"}
SCHEMA: Object = {
    "type": "object",
    "description": (
        "What every error says. The lists of `data` stand at top level too, each under its "
        "field's name. The world's setting `error_style` may leave parts out."
    ),
    "properties": {
        "code": {"type": "integer", "description": "The vendor's code."},
        "message": {"type": "string", "description": "The code's text."},
        "msg": {"type": "string", "description": "The same."},
        "data": {"type": "object", "description": "What is wrong, by field."},
        "detail": {"type": "string", "description": "The first thing that is wrong."},
    },
    "required": ["code", "message", "msg", "data", "detail"],
}
CODE_HEADER: Object = {"schema": {"type": "string"}, "description": "The vendor's code."}
DESCRIPTIONS = {
    400: "The request says something wrong.",
    401: "No credentials, or bad ones.",
    403: "The caller lacks the right.",
    404: "There is no such record or page.",
    413: "The upload is too large.",
    415: "The body is neither JSON nor form data.",
    429: "Too many failed logins.",
}
# The same for every operation.
SHARED = {
    401: "Unauthorized",
    403: "Forbidden",
    413: "TooLarge",
    415: "UnsupportedMediaType",
    429: "TooManyLogins",
}
HEADERS_OF: dict[int, Object] = {
    401: {"WWW-Authenticate": {"schema": {"type": "string"}, "description": "The scheme."}},
    429: {"Retry-After": {"schema": {"type": "integer"}, "description": "Seconds to wait."}},
}


def error_answers(operation: Operation, view: Any, share: Share) -> dict[str, Object]:
    """The error answers of an operation by status."""
    with use_world(World(MAIN)):
        answers = [_answer(problem) for problem in _problems(operation, view)]
    return {
        str(status): share(SHARED[status], answer) if _is_shared(operation, status) else answer
        for status, answer in answers
    }


def _is_shared(operation: Operation, status: int) -> bool:
    # The token operations answer a 401 of their own: there it is the body that is wrong.
    return status in SHARED and not (operation.resource == "tokens" and status == 401)


def _answer(problem: Problem) -> tuple[int, Object]:
    response = answer_error(problem, {})
    if response is None:  # every Problem is answered
        raise TypeError(problem)
    status = response.status_code
    example = {"summary": f"Vendor code {response.data['code']}", "value": response.data}
    content = {"schema": REFERENCE, "examples": {"error": example}}
    return status, {
        "description": DESCRIPTIONS[status],
        "headers": {"X-Etp-Code": CODE_HEADER, **HEADERS_OF.get(status, {})},
        "content": {"application/json": content},
    }


def _problems(operation: Operation, view: Any) -> Iterator[Problem]:
    has_body = operation.method in {"POST", "PUT", "PATCH"}
    is_login = operation.resource == "tokens"
    bad_request = _bad_request(operation, view)
    if bad_request is not None:
        yield bad_request
    if not is_login:
        yield exceptions.NotAuthenticated()
        yield exceptions.PermissionDenied()
    elif operation.id.endswith("_refresh"):
        yield exceptions.AuthenticationFailed("Invalid token.")
    if "{" in operation.path:
        code = getattr(view, "unknown_code", PROGRAM_ERROR)
        yield UnknownRecordError("Not found.", vendor_code=code)
    elif is_paged(operation) or _exports_pages(operation, view):
        yield exceptions.NotFound("Invalid page.")
    if has_body:
        yield TooLargeError()
        yield exceptions.UnsupportedMediaType("text/plain")
    if is_login and not operation.id.endswith("_refresh"):
        yield exceptions.Throttled(wait=60)


def _exports_pages(operation: Operation, view: Any) -> bool:
    """Whether it is an export that answers pages of JSON where no format is named."""
    return kind_of(operation) == "export" and view.export_shape is not None


def _bad_request(operation: Operation, view: Any) -> Problem | None:
    """What the view itself raises for a request that says nothing right."""
    kind = kind_of(operation)
    if kind == "list":
        return DomainError("page is a whole number from 1.", vendor_code=BAD_PAGE, field="page")
    if kind == "read":
        return exceptions.ParseError(UNSTORABLE)
    if kind == "delete":
        return _refused_deletion(view)
    attempt = _attempts(view).get(kind) if kind else _reading(view)
    raised = _raised(attempt) if attempt else None
    return raised or DomainError("The request cannot be carried out.")


def _refused_deletion(view: ReadViewSet[Any]) -> Problem:
    """A record that others need stays; one that nobody needs can only be named badly."""
    relations: Any = view.get_queryset().model._meta.related_objects
    if any(relation.on_delete is RESTRICT for relation in relations):
        return DomainError("The record is still in use.")
    return exceptions.ParseError(UNSTORABLE)


def _attempts(view: ResourceViewSet[Any]) -> dict[str, Callable[[], Any]]:
    """What each kind of operation does with a request that says nothing right."""
    sheet = getattr(view, "import_sheet", None)
    return {
        "export": lambda: export(view.get_queryset().none(), (), resource="", export_type=None),
        "action": lambda: chosen_action({}, view.bulk_actions),
        "import": lambda: sheet and sheet.run({}),
        "create": lambda: _write(view, None),
        "update": lambda: _write(view, view.get_queryset().model()),
        "partial_update": lambda: _write(view, view.get_queryset().model()),
    }


def _reading(view: Any) -> Callable[[], Any] | None:
    """What a login or an operation of its own says of an empty body."""
    reader = getattr(view, "serializer_class", None)
    return reader and (lambda: reader(data={}).is_valid(raise_exception=True))


def _write(view: ResourceViewSet[Any], instance: Any) -> None:
    """Fail as an empty creation or a reference of a wrong type does; nothing is looked up."""
    body: Object = {}
    if instance is not None:
        fields = view.serializer_class(instance).fields.items()
        body = {name: [] for name, field in fields if isinstance(field, ReferenceField)}
    view.serializer_class(instance, data=body, partial=bool(body)).is_valid(raise_exception=True)


def _raised(attempt: Callable[[], Any]) -> Problem | None:
    try:
        attempt()
    except (DomainError, exceptions.APIException) as problem:
        return problem
    return None
