"""The calls of the control plane as an OpenAPI 3.1 document, made of what the views declare."""

import re
from collections.abc import Iterable, Iterator, Mapping

from django.urls import URLPattern

from etpserver.api.control import refusals
from etpserver.api.control.links import NAMES, Routes, links, operation_id
from etpserver.api.control.schemas import Schema, schema_of_answer, schema_of_body
from etpserver.api.control.views import JSON, Body, Call, ControlView

PLACEHOLDER = re.compile(r"\(\?P<(\w+)>[^)]*\)")


def document(patterns: Iterable[URLPattern], *, version: str, server: str) -> Schema:
    """The document of these routes."""
    routes: dict[str, Mapping[str, Call]] = {}
    for pattern in patterns:
        view = getattr(pattern.callback, "cls", None)
        if isinstance(view, type) and issubclass(view, ControlView) and view.calls:
            routes[path_of(pattern)] = view.calls
    answers: dict[str, Schema] = {}
    return {
        "openapi": "3.1.0",
        "info": {"title": "The control plane of etpserver", "version": version},
        "servers": [{"url": server}],
        "paths": {path: _path(path, routes, answers) for path in sorted(routes)},
        "components": {
            "schemas": {"Problem": refusals.SCHEMA, **answers},
            "responses": refusals.shared(),
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


def _path(path: str, routes: Routes, answers: dict[str, Schema]) -> Schema:
    named = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in NAMES.findall(path)
    ]
    found: Schema = {"parameters": named} if named else {}
    for method, call in routes[path].items():
        name = operation_id(path, method)
        found[method] = _operation(call, name)
        good = _good(call, name, answers)
        leads = links(path, method, routes)
        good |= {"links": leads} if leads else {}
        done = {str(call.status): {"description": "Done.", **good}}
        also = {str(code): {"description": when, **good}
                for code, when in call.statuses.items() if code < 300}  # fmt: skip
        found[method]["responses"] = {**done, **also, **dict(refusals.refusals(call))}
    return found


def _operation(call: Call, name: str) -> Schema:
    found: Schema = {"operationId": name, "summary": call.summary}
    if call.query is not None:
        found["parameters"] = list(_parameters(call.query))
    if call.body is not None:
        schema = schema_of_body(call.body)
        content = {"schema": schema, "example": call.example}
        found["requestBody"] = {"required": "required" in schema, "content": {JSON: content}}
    elif call.body_type != JSON:
        content = {"schema": {}, "example": call.example}
        found["requestBody"] = {"required": True, "content": {call.body_type: content}}
    return found


def _good(call: Call, name: str, answers: dict[str, Schema]) -> Schema:
    """What is answered when all is well; a schema is kept once for both paths of a call."""
    if call.answer is None:
        return {}
    schema: Schema = {"type": "string"}
    if call.answer_type == JSON:
        kept = f"{name.replace('worlds_world_', '')}_answer"
        answers[kept] = schema_of_answer(call.answer, call.may_lack)
        schema = {"$ref": f"#/components/schemas/{kept}"}
    return {"content": {call.answer_type: {"schema": schema, "example": call.answer}}}


def _parameters(query: type[Body]) -> Iterator[Schema]:
    schema = schema_of_body(query)
    for name, field in schema["properties"].items():
        required = name in schema.get("required", ())
        yield {"name": name, "in": "query", "required": required, "schema": field}
