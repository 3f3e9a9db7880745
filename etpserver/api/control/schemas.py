"""Bodies, queries and answers of the control plane as JSON schemas."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from rest_framework import serializers

from etpserver.api.control.views import Body

Schema = dict[str, Any]
TYPES = (
    (serializers.BooleanField, "boolean"),
    (serializers.IntegerField, "integer"),
    (serializers.FloatField, "number"),
    (serializers.DictField, "object"),
    (serializers.CharField, "string"),
)
KINDS = ((bool, "boolean"), (int, "integer"), (float, "number"), (str, "string"), (dict, "object"))


@cache
def schema_of_body(kind: type[Body]) -> Schema:
    """The schema of a body or a query, kept: it is the same on both paths of a call."""
    return schema_of(kind())


def schema_of(field: Any) -> Schema:
    """A serializer's field as a JSON schema."""
    found: Schema = dict(_schema(field))
    if field.help_text:
        found["description"] = str(field.help_text)
    if getattr(field, "allow_null", False) and isinstance(found.get("type"), str):
        found["type"] = [found["type"], "null"]
    return found


def schema_of_answer(example: Mapping[str, Any], may_lack: Sequence[str] = ()) -> Schema:
    """What can be said of an answer by its example: its keys, and those of the records in a list.

    Any value may be null, and below the records nothing is said: rules, options and bodies are
    whatever somebody wrote.
    """
    properties = {name: _answered(value) for name, value in example.items()}
    required = [name for name in properties if name not in may_lack]
    return {"type": "object", "properties": properties, "required": required}


def _answered(value: Any) -> Schema:
    if isinstance(value, list | tuple):
        found: Schema = {"type": "array"}
        if value and isinstance(value[0], Mapping):
            properties = {name: _kind(inner) for name, inner in value[0].items()}
            found["items"] = {"type": "object", "properties": properties}
        return found
    return _kind(value)


def _kind(value: Any) -> Schema:
    name = next((name for kind, name in KINDS if isinstance(value, kind)), None)
    return {"type": [name, "null"]} if name else {}


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
