"""What an operation answers when all is well."""

from collections.abc import Callable, Mapping
from typing import Any

from etpserver.api.exports import EXPORT_FORMATS
from etpserver.api.reading import ReadViewSet
from etpserver.api.schema.contract import Operation
from etpserver.api.schema.links import ID_HEADER, links
from etpserver.api.schema.parameters import upload
from etpserver.api.schema.words import answered_example, in_envelope, is_paged, kind_of
from etpserver.api.shapes import Shape
from etpserver.api.viewsets import ResourceViewSet

Object = dict[str, Any]
# Puts a schema among the document's components and answers a reference to it.
Register = Callable[[str, Object], Object]
# Observed: clients read these; the manual's examples lack them.
BESIDE_THE_EXAMPLE: Mapping[str, Object] = {"auth_jwt_api_token": {"token": {"type": "string"}}}
DOWNLOAD_HEADERS: Object = {
    "Content-Disposition": {"schema": {"type": "string"}, "description": "The file's name."}
}
ID_HEADERS: Object = {ID_HEADER: {"schema": {"type": "string"}, "description": "The record's id."}}
WRITES = {"create", "update", "partial_update"}


def answer(operation: Operation, view: Any, register: Register) -> dict[str, Object]:
    """The answer of success under its status."""
    kind = kind_of(operation)
    if operation.response_kind == "file":
        return {"200": _file(operation, view, register)}
    if not isinstance(view, ReadViewSet):
        return {"200": _json(operation, by_example(operation), "Done.")}
    shape = _shape(kind, view)
    if shape is None:
        return {"200": _json(operation, by_example(operation), "Done.")}
    is_create = kind == "create"
    schema = _schema(kind, view, shape, register)
    described = _json(operation, schema, "Created." if is_create else "Done.")
    if kind in WRITES and "id" not in shape.fields:
        described["headers"] = ID_HEADERS
    leads = links(operation, view.code_field, shape.schema())
    described |= {"links": leads} if leads else {}
    return {"201" if is_create else "200": described}


def by_example(operation: Operation) -> Object:
    """The schema of what the manual shows."""
    schema = schema_of(answered_example(operation))
    if is_paged(operation):
        return _page(_with_nulls(schema["properties"]["data"]["items"]))
    beside = BESIDE_THE_EXAMPLE.get(operation.id)
    if beside:
        schema["properties"] = {**schema["properties"], **beside}
    return schema


def schema_of(value: Any) -> Object:
    """The schema of an example."""
    if isinstance(value, dict):
        properties = {key: schema_of(nested) for key, nested in value.items()}
        return {"type": "object", "properties": properties, "required": list(properties)}
    if isinstance(value, list):
        return {"type": "array", "items": schema_of(value[0]) if value else {}}
    kinds: list[tuple[type, str]] = [(bool, "boolean"), (int, "integer"), (str, "string")]
    return next(({"type": name} for kind, name in kinds if isinstance(value, kind)), {})


def _with_nulls(record: Object) -> Object:
    """The schema of a record that is only known by its example: any value of it may be missing."""
    properties = {
        key: {**schema, "type": [schema["type"], "null"]} if "type" in schema else schema
        for key, schema in record["properties"].items()
    }
    return {**record, "properties": properties}


def _shape(kind: str | None, view: ReadViewSet[Any]) -> Shape | None:
    """The shape of the record, or of each record of a page, that is answered."""
    if kind == "list":
        return view.list_shape or view.shape
    if kind in WRITES and isinstance(view, ResourceViewSet):
        return (view.created or view.written) if kind == "create" else view.written
    return view.shape if kind == "read" else None


def _schema(kind: str | None, view: Any, shape: Shape, register: Register) -> Object:
    """A record, or a page of records, among the components."""
    name = view.get_queryset().model.__name__
    if kind == "list":
        item = _component(f"{name}InList" if view.list_shape else name, shape, register)
        return register(f"{name}Page", _page(item))
    if kind == "read":
        return _component(name, shape, register)
    return _component(f"{name}{'Created' if shape is view.created else 'Written'}", shape, register)


def _component(name: str, shape: Shape, register: Register) -> Object:
    return register(name, shape.schema())


def _page(item: Object) -> Object:
    link = {"type": ["string", "null"], "format": "uri"}
    properties: Object = {
        "count": {"type": "integer", "description": "Records on all pages."},
        "next": link,
        "previous": link,
        "msg": {"type": "string"},
        "code": {"type": "integer"},
        "data": {"type": "array", "items": item},
    }
    return {"type": "object", "properties": properties, "required": list(properties)}


def _json(operation: Operation, schema: Object, description: str) -> Object:
    content = with_example(schema, answered_example(operation))
    return {"description": description, "content": {"application/json": content}}


def with_example(schema: Object, example: Any, summary: str = "The manual's example") -> Object:
    """A media type with the manual's example, if it has one."""
    if example is None:
        return {"schema": schema}
    return {"schema": schema, "examples": {"manual": {"summary": summary, "value": example}}}


def _file(operation: Operation, view: Any, register: Register) -> Object:
    types = [chosen.content_type.partition(";")[0] for chosen in EXPORT_FORMATS.values()]
    text: Object = {"type": "string"}
    content = {kind: {"schema": text if kind.startswith("text/") else upload()} for kind in types}
    described: Object = {"description": "The file.", "headers": DOWNLOAD_HEADERS}
    if view.export_shape is not None:
        described["description"] = "The file; without `export_type`, a page of records."
        content["application/json"] = _exported_page(operation, view, register)
    return {**described, "content": content}


def _exported_page(operation: Operation, view: ReadViewSet[Any], register: Register) -> Object:
    """The page of JSON that an export without a format answers."""
    name = f"{view.get_queryset().model.__name__}Exported"
    item = _component(name, view.export_shape or view.shape, register)
    schema = register(f"{name}Page", _page(item))
    page = in_envelope(operation.response_example)
    return with_example(schema, page, "The manual's record, in the envelope of lists")
