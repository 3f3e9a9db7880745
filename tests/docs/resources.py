"""What the code declares about a resource, as tables of its page in docs/api/."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml
from django.urls import Resolver404, resolve

from etpserver import packaged
from etpserver.api.filters import (
    DayFilter,
    MemberFilter,
    NumberFilter,
    PartFilter,
    ReferenceFilter,
    TextFilter,
    TimeFilter,
)
from etpserver.api.imports import ImportSheet
from iclock.biodata.filters import BioTypeFilter
from iclock.transactions.filters import PersonFilter
from iclock.urls import router as iclock_router
from personnel.employees.biometrics import BIO_TYPES
from personnel.urls import router as personnel_router
from tests.docs.tables import code, table

OPERATIONS: list[dict[str, Any]] = yaml.safe_load(
    packaged.contract_file().read_text(encoding="utf-8")
)
ROUTERS = {"/personnel/api": personnel_router, "/iclock/api": iclock_router}
# The path and the viewset of each resource, by its prefix.
PATHS = {
    prefix: f"{base}/{prefix}"
    for base, router in ROUTERS.items()
    for prefix, _, _ in router.registry
}
RESOURCES = {
    prefix: viewset for router in ROUTERS.values() for prefix, viewset, _ in router.registry
}
LOGIN = "login"
ORDER = ("list", "create", "retrieve", "update", "partial_update", "destroy", "act", "export")
# How a filter of each kind matches, the more special kinds first.
MATCHES: dict[type, str] = {
    PersonFilter: "the one who had this code when punching, else who has this id",
    BioTypeFilter: f"this type, {', '.join(map(str, BIO_TYPES.values()))}",
    PartFilter: "part of the text, in any case",
    NumberFilter: "this whole number",
    MemberFilter: "one of them by its code, else by its id",
    ReferenceFilter: "the one with this code, else with this id",
    TextFilter: "exactly this text; capital letters count",
}
BOUNDS = {"gte": "on or after this day", "lte": "on or before this day"}


@dataclass(frozen=True, slots=True)
class Operation:
    """A documented operation that is served."""

    id: str
    method: str
    path: str
    section: str
    handler: str


def built() -> Iterator[Operation]:
    """The documented operations that a path of this server answers."""
    for entry in OPERATIONS:
        handler = _handler(entry["method"], entry["path"])
        if handler:
            yield Operation(entry["id"], entry["method"], entry["path"], entry["section"], handler)


def _handler(method: str, path: str) -> str | None:
    try:
        found = resolve(path)
    except Resolver404:
        return None
    actions = getattr(found.func, "actions", None)
    if actions is None:  # the token operations are plain views
        return LOGIN if method == "POST" else None
    handler: str | None = actions.get(method.lower())
    return handler


def operations(prefix: str) -> str:
    found = [o for o in built() if o.path.startswith(f"{PATHS[prefix]}/")]
    found.sort(key=lambda o: ORDER.index(o.handler) if o.handler in ORDER else len(ORDER))
    return table(
        ("operation", "request", "right", "manual"),
        [(code(o.id), code(f"{o.method} {o.path}"), _right(prefix, o), o.section) for o in found],
    )


def _right(prefix: str, operation: Operation) -> str:
    if operation.handler == "act":
        return "that of the action"
    view = RESOURCES[prefix]()
    view.action = operation.handler
    (right,) = view.needed_rights()
    return str(right)


def actions(prefix: str) -> str:
    rows = [(code(choice.name), choice.right) for choice in RESOURCES[prefix].bulk_actions]
    return table(("`action_type`", "right"), rows)


def parameters(prefix: str) -> str:
    filters = RESOURCES[prefix].filters
    rows = [
        (code(name), f"{code(_column(name, kind))}: {_matches(kind)}")
        for name, kind in filters.base_filters.items()
    ]
    rows += [(code(alias), f"the same as {code(name)}") for alias, name in filters.aliases.items()]
    return table(("parameter", "keeps the records with"), rows)


def _column(name: str, kind: TextFilter) -> str:
    return str(kind.field_name or name)


def _matches(kind: TextFilter) -> str:
    """How a filter finds its records."""
    is_parent = isinstance(kind, ReferenceFilter) and str(kind.field_name).startswith("parent_")
    if is_parent:
        return "the parent by its code, else by its id; `0` for records without a parent"
    if isinstance(kind, DayFilter):
        return f"{BOUNDS[kind.lookup]}; those without one never match"
    if isinstance(kind, TimeFilter):
        return f"at this time or {'after' if kind.is_start else 'before'} it"
    return next(text for filter_type, text in MATCHES.items() if isinstance(kind, filter_type))


def record(prefix: str) -> str:
    return _fields(RESOURCES[prefix].shape)


def listed(prefix: str) -> str:
    return _fields(RESOURCES[prefix].list_shape)


def written(prefix: str) -> str:
    return ", ".join(code(key) for key in RESOURCES[prefix].written.fields)


def created(prefix: str) -> str:
    return ", ".join(code(key) for key in RESOURCES[prefix].created.fields)


def _fields(shape: Any) -> str:
    return table(("field", "type"), list(_schema_rows(shape.schema(), "")))


def _schema_rows(schema: dict[str, Any], prefix: str) -> Iterator[tuple[str, str]]:
    for key, field in schema["properties"].items():
        choices = field.get("oneOf", [field])
        yield code(prefix + key), " or ".join(_types(choices))
        for choice in choices:
            if "properties" in choice:
                yield from _schema_rows(choice, f"{prefix}{key}.")
            if "properties" in choice.get("items", ()):
                yield from _schema_rows(choice["items"], f"{prefix}{key}[].")


def _types(choices: list[dict[str, Any]]) -> Iterator[str]:
    for choice in choices:
        kind = choice["type"]
        for name in kind if isinstance(kind, list) else [kind]:
            yield choice.get("format", name) if name == "string" else name


def columns(prefix: str) -> str:
    return ", ".join(code(column.heading) for column in RESOURCES[prefix].export_columns)


def sheet_of(prefix: str) -> ImportSheet:
    """What the resource's import takes."""
    found: ImportSheet = RESOURCES[prefix].import_sheet
    return found


def import_columns(prefix: str) -> str:
    sheet = sheet_of(prefix)
    spelled = {name: alias for alias, name in sheet.aliases.items()}
    rows = [
        (code(name), needed, f"also as {code(spelled[name])}" if name in spelled else "")
        for names, needed in ((sheet.required, "yes"), (sheet.optional, ""))
        for name in names
    ]
    return table(("column", "must be in the header", ""), rows)
