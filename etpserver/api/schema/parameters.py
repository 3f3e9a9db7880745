"""The parameters of an operation: of its path, of lists and of exports."""

from collections.abc import Iterator, Mapping
from inspect import getdoc
from typing import Any

import django_filters

from etpserver.api.exports import EXPORT_FORMATS
from etpserver.api.filters import DayFilter, MemberFilter, NumberFilter, TimeFilter
from etpserver.api.pagination import DEFAULT_SIZE, LARGEST_SIZE
from etpserver.api.reading import ReadViewSet
from etpserver.api.schema.contract import Operation, Parameter
from etpserver.api.schema.routing import PLACEHOLDER
from etpserver.api.schema.words import is_paged, kind_of

Object = dict[str, Any]
JSON_TYPES = {"string", "integer", "number", "boolean", "array", "object"}
TYPES_OF_FILTERS: Mapping[type, Object] = {
    NumberFilter: {"type": "integer"},
    DayFilter: {"type": "string", "format": "date"},
}
BOUNDS = {"gte": "On or after this day", "lte": "On or before this day"}
BOUNDS_OF_TIMES = {True: "At this time or after it.", False: "At this time or before it."}


def parameters(operation: Operation, view: Any) -> list[Object]:
    """Every parameter of the path and the query; each name once."""
    kind = kind_of(operation)
    found = [*_in_path(operation, view)]
    if kind is None or not isinstance(view, ReadViewSet):
        # What an operation of its own takes is only written down in the contract.
        found += [_query(p.name, documented(p), "") for p in operation.query]
        return [*found, *_pages()] if is_paged(operation) else found
    return [*found, *_of_resource(operation, kind, view)]


def documented(parameter: Parameter) -> Object:
    """The schema of a documented parameter or body field."""
    if parameter.type == "file":
        return upload()
    schema: Object = {"type": parameter.type if parameter.type in JSON_TYPES else "string"}
    if parameter.type == "array":
        schema["items"] = {"type": parameter.items} if parameter.items in JSON_TYPES else {}
    if parameter.enum:
        schema["enum"] = list(parameter.enum)
    return schema


def upload() -> Object:
    """A file in a multipart body."""
    return {"type": "string", "format": "binary", "contentMediaType": "application/octet-stream"}


def _in_path(operation: Operation, view: Any) -> Iterator[Object]:
    for name in PLACEHOLDER.findall(operation.path):
        owner, _, code = view.code_field.rpartition("__")
        text = "The record's id." if name == "id" else "The record's code, or else its id."
        if owner:
            text = f"The {owner}'s {code}, or else its id, or else the record's id."
        yield {
            "name": name,
            "in": "path",
            "required": True,
            "description": text,
            "schema": {"type": "string"},
        }


def _of_resource(operation: Operation, kind: str, view: ReadViewSet[Any]) -> Iterator[Object]:
    if kind not in {"list", "export"}:
        return
    yield from _filters(operation, view)
    fields = ", ".join(view.shape.orderings())
    yield _query("search", {"type": "string"}, "Words that the text fields hold, in any case.")
    order = f"Fields to sort by, with commas; `-` before one sorts downwards. Known: {fields}."
    yield _query("ordering", {"type": "string"}, order)
    if kind == "export":
        yield from _files(view)
    if kind == "list" or view.export_shape is not None:
        yield from _pages()


def _filters(operation: Operation, view: ReadViewSet[Any]) -> Iterator[Object]:
    choices = {parameter.name: parameter.enum for parameter in operation.query}
    known = {
        name: (_filter_schema(chosen, choices.get(name, ())), _about(chosen))
        for name, chosen in view.filters.base_filters.items()
    }
    for name, (schema, about) in known.items():
        yield _query(name, schema, about)
    for alias, name in view.filters.aliases.items():
        spelled = _query(alias, known[name][0], f"Another spelling of `{name}`.")
        yield {**spelled, "deprecated": True}


def _filter_schema(chosen: django_filters.Filter, choices: tuple[Any, ...]) -> Object:
    kinds = (schema for kind, schema in TYPES_OF_FILTERS.items() if isinstance(chosen, kind))
    schema = next(kinds, {"type": "string"})
    return {**schema, "enum": list(choices)} if choices else dict(schema)


def _about(chosen: django_filters.Filter) -> str:
    """What a filter keeps."""
    if isinstance(chosen, DayFilter):
        return f"{BOUNDS[chosen.lookup]}; records without one never match."
    if isinstance(chosen, TimeFilter):
        return BOUNDS_OF_TIMES[chosen.is_start]
    if isinstance(chosen, MemberFilter):
        return "A record among them by its code, then by its id; an unknown one matches nothing."
    return (getdoc(type(chosen)) or "").partition("\n")[0]


def _pages() -> Iterator[Object]:
    yield _query("page", {"type": "integer", "minimum": 1, "default": 1}, "Which page.")
    text = f"Records on a page; more than {LARGEST_SIZE} are cut to {LARGEST_SIZE}."
    size = {"type": "integer", "minimum": 1, "default": DEFAULT_SIZE}
    yield _query("page_size", size, text)


def _files(view: ReadViewSet[Any]) -> Iterator[Object]:
    kinds = {"type": "string", "enum": list(EXPORT_FORMATS)}
    text = "The file's format; `xls` is an Excel workbook (`.xlsx`)."
    is_required = view.export_shape is None
    if not is_required:
        text = f"{text} Without one, a page of records in JSON."
    yield {**_query("export_type", kinds, text), "required": is_required}
    known = ", ".join(column.heading for column in view.shape.columns())
    headers = f"The columns to export, with commas, in this order. Known: {known}."
    yield _query("export_headers", {"type": "string"}, headers)


def _query(name: str, schema: Object, description: str) -> Object:
    parameter: Object = {"name": name, "in": "query", "schema": schema}
    return {**parameter, "description": description} if description else parameter
