"""The documented operations, sorted into what is built and what is not."""

from typing import Any

import pytest

from etpserver.api.schema.contract import Operation, operations
from tests.contract.not_built import NOT_BUILT

ALL = list(operations().values())
BUILT = [operation for operation in ALL if operation.id not in NOT_BUILT]


def cases(chosen: list[Operation]) -> list[Any]:
    """Parameters of a test, one per operation, with ids such as `3.1.1 areas_list`."""
    return [pytest.param(operation, id=readable(operation)) for operation in chosen]


def readable(operation: Operation) -> str:
    return f"{operation.section} {operation.id}"
