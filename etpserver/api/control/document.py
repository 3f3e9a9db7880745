"""The calls of the control plane as an OpenAPI 3.1 document, made of what the views declare."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.urls import URLPattern
from rest_framework import serializers

from etpserver.api.control.problems import CONTENT_TYPE
from etpserver.api.control.views import Body, Call, ControlView

PLACEHOLDER = re.compile(r"\(\?P<(\w+)>[^)]*\)")
PROBLEM = {"$ref": "#/components/schemas/Problem"}
PROBLEM_SCHEMA = {
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
REFUSALS = {
    400: "What the call says cannot be; unknown keys are named with the known ones.",
    401: "The control token is missing.",
    403: "A page of another origin, or another machine, may not call.",
    404: "There is no world of that name: the request's own, or the one in the path.",
}
Schema = dict[str, Any]
TYPES = (
    (serializers.BooleanField, "boolean"),
    (serializers.IntegerField, "integer"),
    (serializers.FloatField, "number"),
    (serializers.DictField, "object"),
    (serializers.CharField, "string"),
)


def document(patterns: Iterable[URLPattern], *, version: str, server: str) -> Schema:
    """The document of these routes."""
    paths: dict[str, Schema] = {}
    for pattern in patterns:
        view = getattr(pattern.callback, "cls", None)
        if isinstance(view, type) and issubclass(view, ControlView) and view.calls:
            paths[path_of(pattern)] = _path(pattern, view)
    return {
        "openapi": "3.1.0",
        "info": {"title": "The control plane of etpserver", "version": version},
        "servers": [{"url": server}],
        "paths": dict(sorted(paths.items())),
        "components": {
            "schemas": {"Problem": PROBLEM_SCHEMA},
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
        # On this machine nothing is asked; elsewhere the control token is.
        "security": [{}, {"token": []}],
    }


def path_of(pattern: URLPattern) -> str:
    """The route's regular expression as a path: `/_etp/worlds/{world}/reset`."""
    text = PLACEHOLDER.sub(r"{\1}", str(pattern.pattern))
    text = text.removeprefix("^").removesuffix("$").removesuffix(r"\Z").removesuffix("/?")
    return "/" + text.replace("\\", "")


def _path(pattern: URLPattern, view: type[ControlView]) -> Schema:
    path = path_of(pattern)
    named = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in re.findall(r"{(\w+)}", path)
    ]
    found: Schema = {"parameters": named} if named else {}
    for method, call in view.calls.items():
        found[method] = _operation(call, f"{method}_{_identifier(path)}")
    return found


def _identifier(path: str) -> str:
    return re.sub(r"\W+", "_", path.removeprefix("/_etp/")).strip("_")


def _operation(call: Call, name: str) -> Schema:
    found: Schema = {"operationId": name, "summary": call.summary}
    if call.query is not None:
        found["parameters"] = list(_parameters(call.query()))
    if call.body is not None:
        content: Schema = {"schema": schema_of(call.body())}
        if call.example is not None:
            content["example"] = call.example
        required = any(field.required for field in call.body().fields.values())
        found["requestBody"] = {"required": required, "content": {"application/json": content}}
    found["responses"] = dict(_answers(call))
    return found


def _answers(call: Call) -> Iterator[tuple[str, Schema]]:
    good: Schema = {"description": "Done."}
    if call.answer is not None:
        good["content"] = {
            "application/json": {"schema": {"type": "object"}, "example": call.answer}
        }
    yield str(call.status), good
    for status, when in sorted({**REFUSALS, **call.statuses}.items()):
        yield str(status), {"description": when, "content": {CONTENT_TYPE: {"schema": PROBLEM}}}


def _parameters(query: Body) -> Iterator[Schema]:
    for name, field in query.fields.items():
        yield {
            "name": name,
            "in": "query",
            "required": field.required,
            "schema": schema_of(field),
        }


def schema_of(field: Any) -> Schema:
    """A serializer's field as a JSON schema."""
    found: Schema = dict(_schema(field))
    if field.help_text:
        found["description"] = str(field.help_text)
    if getattr(field, "allow_null", False) and isinstance(found.get("type"), str):
        found["type"] = [found["type"], "null"]
    return found


def _schema(field: Any) -> Mapping[str, Any]:
    if isinstance(field, serializers.ListSerializer | serializers.ListField):
        return {"type": "array", "items": schema_of(field.child)}
    if isinstance(field, serializers.Serializer):
        return _object(field)
    if isinstance(field, serializers.ChoiceField):
        return {"enum": list(field.choices)}
    for kind, name in TYPES:
        if isinstance(field, kind):
            return {"type": name, **_bounds(field)}
    # Fields of our own say it themselves; what says nothing takes anything.
    own: Mapping[str, Any] = getattr(field, "json_schema", {})
    return own


def _object(serializer: Body) -> Schema:
    properties = {name: schema_of(field) for name, field in serializer.fields.items()}
    required = [name for name, field in serializer.fields.items() if field.required]
    found: Schema = {"type": "object", "properties": properties, "additionalProperties": False}
    return {**found, "required": required} if required else found


def _bounds(field: Any) -> Schema:
    bounds = {
        "minimum": getattr(field, "min_value", None),
        "maximum": getattr(field, "max_value", None),
    }
    return {name: value for name, value in bounds.items() if value is not None}
