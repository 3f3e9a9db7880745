"""What calls of the control plane are refused with, each with an example."""

from collections.abc import Iterator, Mapping
from functools import cache
from http import HTTPStatus
from typing import Any

from etpserver.api.control.access import OTHER_ORIGIN, SAY_WHO
from etpserver.api.control.problems import (
    CONTENT_TYPE,
    BadCallError,
    ProblemError,
    content_of,
    refuse_unknown,
)
from etpserver.api.control.views import Body, Call, checked

Schema = dict[str, Any]
PROBLEM = {"$ref": "#/components/schemas/Problem"}
SCHEMA: Schema = {
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {"type": "object", "additionalProperties": True},
    },
    "additionalProperties": True,
}
SHARED: Mapping[int, tuple[str, str, str]] = {  # status -> name, when, an example of the detail
    401: ("NoToken", "The control token is missing.", SAY_WHO),
    403: ("Refused", "A page of another origin, or another machine, may not call.", OTHER_ORIGIN),
    404: (
        "NoWorld",
        "There is no world of that name: the request's own, or the one in the path.",
        "There is no world 'nowhere'.",
    ),
}
BAD_CALL = "What the call says cannot be; unknown keys are named with the known ones."


def refusals(call: Call) -> Iterator[tuple[str, Schema]]:
    """Every status of an error with its answer, in their order."""
    own = {status: when for status, when in call.statuses.items() if status >= 400}
    for status in sorted({400, *SHARED, *own}):
        if status in SHARED and status not in own:
            yield str(status), {"$ref": f"#/components/responses/{SHARED[status][0]}"}
        elif status == 400:
            yield "400", _answer(own.get(400, BAD_CALL), _unknown_key(call.body or call.query))
        else:
            yield str(status), _answer(own[status], ProblemError(HTTPStatus(status), own[status]))


def shared() -> dict[str, Schema]:
    """The answers that are alike for all calls, by name."""
    return {
        name: _answer(when, ProblemError(HTTPStatus(status), detail))
        for status, (name, when, detail) in SHARED.items()
    }


def _answer(when: str, problem: ProblemError) -> Schema:
    media = {"schema": PROBLEM, "example": content_of(problem)}
    return {"description": when, "content": {CONTENT_TYPE: media}}


@cache
def _unknown_key(reader: type[Body] | None) -> ProblemError:
    """What a call says of a key that its body or its query does not know."""
    unknown = {"colour": "blue"}
    try:
        if reader is None:
            refuse_unknown(unknown, ())
        else:
            checked(reader, unknown)
    except BadCallError as problem:
        return problem
    raise TypeError(reader)  # each of them refuses it
