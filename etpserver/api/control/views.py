"""The base of every call of the control plane.

    class ResetView(ControlView):
        calls = {"post": Call("Put the world back to a known state.", body=ResetBody, ...)}

        def post(self, request, **named):
            given = self.body(request)
            return self.answer({"to": .., "ms": ..})

Each path exists twice: as it is, for the world of the request, and under
`/_etp/worlds/{world}/`. Bodies are JSON objects; keys that mean nothing are refused. Answers name
the world.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, ClassVar

from django.http import HttpRequest
from rest_framework import exceptions, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from etpserver.api.control.access import refuse_strangers
from etpserver.api.control.problems import (
    BadCallError,
    ProblemError,
    answer_problem,
    refuse_unknown,
)
from etpserver.api.parsers import JsonParser
from etpserver.api.renderers import JsonRenderer
from etpserver.api.worlds import current_world

Body = serializers.Serializer[Any]
JSON = "application/json"


class ControlBody(serializers.Serializer[Any]):
    """A JSON object of a control call; unknown keys are refused with the list of known ones."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, Mapping):
            refuse_unknown(data, self.fields)
        return super().to_internal_value(data)


@dataclass(frozen=True, slots=True)
class Call:
    """One method of a path, described: feeds the checks and the OpenAPI document."""

    summary: str
    body: type[Body] | None = None
    query: type[Body] | None = None
    status: int = 200
    answer: Any = None  # an example
    may_lack: Sequence[str] = ()  # keys of it that are only answered where they were given
    example: Any = None  # of the body
    # Further ones, with when; one below 300 has the same answer.
    statuses: Mapping[int, str] = field(default_factory=dict)
    body_type: str = JSON  # another one has no `body`
    answer_type: str = JSON


class ControlView(APIView):
    """A path of the control plane; declare `calls`, a method each."""

    calls: ClassVar[Mapping[str, Call]] = {}
    needs_token = True  # or the loopback address; a few paths are open to all

    authentication_classes = ()  # any Authorization header is the vendor API's, or the token
    permission_classes = ()
    parser_classes = (JsonParser,)
    renderer_classes = (JsonRenderer,)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if self.needs_token:
            refuse_strangers(request._request)
        call = self.calls.get((request.method or "").lower())
        if call is not None and call.query is None:
            refuse_unknown(request.query_params, ())

    def http_method_not_allowed(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Response:
        methods = ", ".join(method.upper() for method in self.calls)
        raise ProblemError(HTTPStatus.METHOD_NOT_ALLOWED, f"Call it with {methods}.")

    @property
    def world(self) -> str:
        """The world that the path names, else the request's own."""
        return str(self.kwargs.get("world") or current_world().name)

    def body(self, request: Request) -> dict[str, Any]:
        """The checked body; an empty one is an empty object."""
        call = self.calls[(request.method or "").lower()]
        if call.body is None:
            raise BadCallError("This call takes no body.")
        return checked(call.body, request.data)

    def query(self, request: Request) -> dict[str, Any]:
        """The checked query parameters."""
        call = self.calls[(request.method or "").lower()]
        if call.query is None:
            return {}
        return checked(call.query, request.query_params.dict())

    def answer(self, content: Mapping[str, Any], status: int = 200) -> Response:
        """An answer that names the world it is about."""
        return Response({"world": self.world, **content}, status=status)

    def handle_exception(self, exc: Exception) -> Response:
        problem = _as_problem(exc)
        if problem is None:
            return super().handle_exception(exc)
        response = answer_problem(problem)
        if problem.status is HTTPStatus.METHOD_NOT_ALLOWED:
            response["Allow"] = ", ".join(self.allowed_methods)
        return response  # type: ignore[return-value]  # any response will do


def checked(kind: type[Body], data: Any) -> dict[str, Any]:
    """The checked values of a JSON object, by key; a BadCallError names the first mistake."""
    if not isinstance(data, Mapping):
        raise BadCallError("The body is a JSON object.")
    serializer = kind(data=data)
    if not serializer.is_valid():
        errors = serializer.errors
        raise BadCallError(_first(errors), {"errors": errors})
    found: dict[str, Any] = serializer.validated_data
    return found


def _first(errors: Any, path: str = "") -> str:
    """The first error, with the path to its key."""
    if isinstance(errors, Mapping):
        name, inner = next(iter(errors.items()))
        own = "" if name == "non_field_errors" else str(name)
        return _first(inner, f"{path}.{own}" if path and own else path or own)
    if isinstance(errors, list):
        return _first(next((part for part in errors if part), ""), path)
    return f"{path}: {errors}" if path else str(errors)


def _as_problem(exc: Exception) -> ProblemError | None:
    if isinstance(exc, ProblemError):
        return exc
    if isinstance(exc, exceptions.UnsupportedMediaType):
        return BadCallError("Send application/json.")
    if isinstance(exc, exceptions.APIException):
        return ProblemError(HTTPStatus(exc.status_code), str(exc.detail))
    return None
