"""What an operation takes in its body."""

from typing import Any

from rest_framework.serializers import Serializer

from etpserver.api.actions import OBJECTS
from etpserver.api.operations import OperationViewSet
from etpserver.api.references import MOST_CODES
from etpserver.api.schema.answers import Object, Register, with_example
from etpserver.api.schema.contract import Operation
from etpserver.api.schema.examples import own_example
from etpserver.api.schema.parameters import documented
from etpserver.api.schema.words import kind_of
from etpserver.api.viewsets import ResourceViewSet

MEDIA_TYPES = {"json": "application/json", "multipart": "multipart/form-data"}


def body(operation: Operation, schema: Object) -> Object:
    """The request body with the manual's example and ours, where there is one."""
    content = with_example(schema, operation.request_example)
    own = own_example(operation)
    if own is not None:
        content.setdefault("examples", {})["own"] = own
    return {"required": True, "content": {MEDIA_TYPES[operation.body_kind]: content}}


def writer(operation: Operation, view: Any) -> Serializer[Any] | None:
    """The serializer that reads the body, if one does."""
    kind = kind_of(operation)
    if not isinstance(view, OperationViewSet):
        return view.serializer_class() if hasattr(view, "serializer_class") else None
    if kind in {None, "create"}:  # an `@operation` gives the view the serializer of its own body
        return view.serializer_class()
    if kind in {"update", "partial_update"}:
        return view.serializer_class(view.get_queryset().model(), partial=kind != "update")
    return None


def with_files(operation: Operation, schema: Object) -> None:
    """Add the files of a body, which services read instead of its serializer; each is needed."""
    for field in operation.body:
        if field.type == "file" and field.name not in schema["properties"]:
            schema["properties"][field.name] = documented(field)
            schema["required"] = [*schema.get("required", ()), field.name]


def form(operation: Operation, view: Any, register: Register) -> Object:
    """The schema of a body that no serializer reads: an action's, an import's."""
    if kind_of(operation) == "action" and isinstance(view, ResourceViewSet) and view.bulk_actions:
        return register(f"{view.get_queryset().model.__name__}Action", _action(operation, view))
    properties = {field.name: documented(field) for field in operation.body}
    schema: Object = {"type": "object", "properties": properties}
    needed = [field.name for field in operation.body if field.required]
    return {**schema, "required": needed} if needed else schema


def _action(operation: Operation, view: ResourceViewSet[Any]) -> Object:
    codes: Object = {
        "type": "array",
        "items": {"type": ["string", "integer"]},
        "minItems": 1,
        "maxItems": MOST_CODES,
        "description": "Codes of the records, or else their ids.",
    }
    actions = {"type": "string", "enum": [action.name for action in view.bulk_actions]}
    objects = next(field.name for field in operation.body if field.name in OBJECTS)
    properties = {objects: codes, "action_type": actions}
    return {"type": "object", "properties": properties, "required": list(properties)}
