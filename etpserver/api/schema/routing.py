"""Which documented operations the URL configuration serves, and which one a request is."""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from django.urls import Resolver404, resolve

from etpserver.api.schema.contract import Operation, operations

PLACEHOLDER = re.compile(r"{(\w+)}")
LONGEST_REMEMBERED = 200  # characters of a method and a path
DEVICE_ROOT, API_ROOT = "/iclock/", "/iclock/api/"
# Observed: old firmware appends .aspx; letters may be of either case.
DEVICE_NAME = re.compile(r"/iclock/(\w+)(?:\.aspx)?/?\Z")
# What terminals call; all else under /iclock/ is PUSH_OTHER.
PUSH_OPERATIONS: Mapping[str, frozenset[str]] = {
    "push_cdata": frozenset({"GET", "HEAD", "POST", "PUT"}),
    "push_getrequest": frozenset({"GET", "HEAD"}),
    "push_devicecmd": frozenset({"GET", "HEAD", "POST", "PUT"}),
}
PUSH_OTHER = "push_other"
UPLOADS = {"fdata": "push_cdata"}  # Push protocol, section 1: photos go to either


def is_device_path(path: str) -> bool:
    """Whether terminals call it."""
    return path.startswith(DEVICE_ROOT) and not path.startswith(API_ROOT)


def operation_of(method: str, path: str) -> str | None:
    """The operation that a request is: `areas_list`, `push_cdata`; None where it is none.

    `path` has no prefix of a world; alternative paths count as the operation's own.
    """
    # What anybody sends must not fill the memory.
    is_short = len(method) + len(path) <= LONGEST_REMEMBERED
    return _remembered(method, path) if is_short else _operation_of(method, path)


def _operation_of(method: str, path: str) -> str | None:
    if is_device_path(path):
        return _push_operation(path)
    try:
        match = resolve(path)
    except Resolver404:
        return None
    verb = "GET" if method == "HEAD" else method
    if verb == "OPTIONS" or verb not in methods_of(match.func):
        return None
    actions = getattr(match.func, "actions", None)
    if actions is None:
        return match.url_name
    view = match.func.cls(**match.func.initkwargs)  # type: ignore[attr-defined]  # a viewset's
    view.action = actions[verb.lower()]
    return view.operation_id if view.basename else None  # a view beside the resources has none


_remembered = lru_cache(maxsize=1024)(_operation_of)


def _push_operation(path: str) -> str:
    found = DEVICE_NAME.match(path)
    name = found[1].lower() if found else ""
    operation = UPLOADS.get(name, f"push_{name}")
    return operation if operation in PUSH_OPERATIONS else PUSH_OTHER


def callable_by(operation: Operation) -> set[str]:
    """The methods with which the operation's path runs it."""
    path = PLACEHOLDER.sub("1", operation.path)
    methods = {*methods_of(resolve(path).func), "HEAD"}
    return {method for method in methods if operation_of(method, path) == operation.id}


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
