"""The documented operations as parameters of tests."""

from typing import Any

import pytest

from etpserver.api.schema.contract import Operation, operations

ALL = list(operations().values())
TOKENS = [operation for operation in ALL if operation.resource == "tokens"]
CLOSED = [operation for operation in ALL if operation.resource != "tokens"]


def cases(chosen: list[Operation]) -> list[Any]:
    """Parameters of a test, one per operation, with ids such as `3.1.1 areas_list`."""
    return [pytest.param(operation, id=readable(operation)) for operation in chosen]


def readable(operation: Operation) -> str:
    return f"{operation.section} {operation.id}"
