"""Reading the OpenAPI document."""

from typing import Any

from etpserver.api.schema.contract import Operation
from etpserver.api.schema.document import document


def described(operation: Operation) -> dict[str, Any]:
    """The document's part about an operation."""
    found: dict[str, Any] = document()["paths"][operation.path][operation.method.lower()]
    return found


def followed(value: Any) -> Any:
    """The value with every reference into the document replaced by what it refers to."""
    if isinstance(value, list):
        return [followed(item) for item in value]
    if not isinstance(value, dict):
        return value
    if "$ref" not in value:
        return {key: followed(item) for key, item in value.items()}
    target: Any = document()
    for step in value["$ref"].removeprefix("#/").split("/"):
        target = target[step]
    return followed(target)


def json_of(answer: dict[str, Any]) -> dict[str, Any]:
    """The schema and the examples of an answer in JSON."""
    content: dict[str, Any] = followed(answer)["content"]["application/json"]
    return content
