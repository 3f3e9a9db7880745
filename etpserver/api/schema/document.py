"""The OpenAPI document of this process: built when first asked for, then kept."""

from functools import cache
from threading import Lock
from typing import Any

_building = Lock()


def document() -> dict[str, Any]:
    """The document without `servers`, which are the reader's matter; not to be changed."""
    with _building:
        return _built()


@cache
def _built() -> dict[str, Any]:
    from etpserver.api.schema.generator import generate  # noqa: PLC0415  200 ms, paid on demand

    return generate()
