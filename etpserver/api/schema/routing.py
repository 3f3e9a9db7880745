"""Which documented operations the URL configuration serves."""

import re
from typing import Any

from django.urls import Resolver404, resolve

from etpserver.api.schema.contract import Operation, operations

PLACEHOLDER = re.compile(r"{(\w+)}")


def is_served(operation: Operation, path: str | None = None) -> bool:
    """Whether the operation's path, or another one of it, leads to a view with its method."""
    pattern = path or operation.path
    try:
        match = resolve(PLACEHOLDER.sub("1", pattern))
    except Resolver404:
        return False
    # A static path that a record's own path catches is not served.
    is_meant = bool(match.kwargs) == bool(PLACEHOLDER.search(pattern))
    return is_meant and operation.method in methods_of(match.func)


def methods_of(view: Any) -> set[str]:
    """The methods a view of DRF takes; none for any other view."""
    actions = getattr(view, "actions", None)
    if actions is not None:
        return {method.upper() for method in actions}
    kind = getattr(view, "cls", None)
    names = getattr(kind, "http_method_names", ())
    return {name.upper() for name in names if hasattr(kind, name)}


def coverage() -> dict[str, Any]:
    """The documented operations and whether each is served."""
    found = [
        {
            "id": operation.id,
            "section": operation.section,
            "method": operation.method,
            "path": operation.path,
            "served": is_served(operation),
        }
        for operation in operations().values()
    ]
    served = [entry["id"] for entry in found if entry["served"]]
    return {"documented": len(found), "served": len(served), "operations": found}
