"""Where an answer leads: from a new record and from a list to the operations on one record.

Derived from the paths of the documented operations and from the shapes of their answers.
"""

from collections.abc import Iterator
from typing import Any

from etpserver.api.schema.contract import Operation, operations
from etpserver.api.schema.routing import PLACEHOLDER
from etpserver.api.schema.words import kind_of

Object = dict[str, Any]
ID_HEADER = "X-Etp-Id"
# What follows each kind of operation.
FOLLOWING = {"create": {"read", "update", "partial_update", "delete"}, "list": {"read"}}


def links(operation: Operation, code_field: str, record: Object) -> Object:
    """The links of a successful answer by the operation they lead to; `record`: its schema."""
    kind = kind_of(operation) or ""
    place = "/data/0" if kind == "list" else ""
    return {
        target.id: {
            "operationId": target.id,
            "parameters": {name: _expression(code_field, record, place)},
        }
        for target, name in _on_one_record(operation)
        if kind_of(target) in FOLLOWING.get(kind, ())
    }


def _on_one_record(operation: Operation) -> Iterator[tuple[Operation, str]]:
    """The operations whose path is this one's and a record, with the record's parameter."""
    for target in operations().values():
        rest = target.path.removeprefix(operation.path)
        found = PLACEHOLDER.fullmatch(rest.removesuffix("/"))
        if found is not None:
            yield target, found[1]


def _expression(code_field: str, record: Object, place: str) -> str:
    """How the record is named: by its code, by whom it is about, or by its id."""
    owner = code_field.partition("__")[0]
    for pointer in (code_field.replace("__", "/"), owner, "id"):
        if _names(record, pointer):
            return f"$response.body#{place}/{pointer}"
    return f"$response.header.{ID_HEADER}"


def _names(record: Object, pointer: str) -> bool:
    """Whether a number or a text stands there."""
    value = record
    for step in pointer.split("/"):
        value = value.get("properties", {}).get(step, {})
    return value.get("type") in {"string", "integer"}
