"""What this server takes besides the documented names, as tables of docs/compatibility.md."""

from collections.abc import Iterator
from typing import Any

from django.urls import resolve

from etpserver.api.actions import OBJECTS
from etpserver.api.pagination import PAGE_NAMES, SIZE_NAMES
from tests.docs.resources import LOGIN, OPERATIONS, RESOURCES, ROUTERS, built, sheet_of
from tests.docs.tables import code, table

# Paths of terminals that stand for a bulk action of another name.
ACTION_OF = {"clear_capture": "clear_photo", "clear_all": "clear_data"}
DOCUMENTED = {entry["path"] for entry in OPERATIONS}


def paths() -> str:
    rows = [(code(f"POST {path}"), same or "none") for path, same in other_paths()]
    return table(("request", "the same as"), sorted(rows))


def other_paths() -> Iterator[tuple[str, str]]:
    """Each path of the resources that is not documented, and what it stands for."""
    for base, viewset in _registered():
        for alias, path in viewset.aliases.items():
            yield f"{base}/{alias}/", code(f"{base}/{path}/")
        actions = {choice.name for choice in getattr(viewset, "bulk_actions", ())}
        for extra in viewset.get_extra_actions():
            path = extra.url_path
            if f"{base}/{path}/" not in DOCUMENTED:
                name = ACTION_OF.get(path, path)
                same = f"{code(f'{base}/action/')} with {code(name)}" if name in actions else ""
                yield f"{base}/{path}/", same


def _registered() -> Iterator[tuple[str, Any]]:
    """The path and the viewset of every registration; a resource may have two."""
    for root, router in ROUTERS.items():
        for prefix, viewset, _ in router.registry:
            yield f"{root}/{prefix}", viewset


def keys() -> str:
    found: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for operation, kind in _bodies():
        for name in dict.fromkeys(kind.aliases.values()):
            spelled = tuple(alias for alias, field in kind.aliases.items() if field == name)
            found.setdefault((name, spelled), []).append(operation)
    rows = [(code(OBJECTS[0]), _listed(OBJECTS[1:]), "every bulk action (`.._action`)")]
    rows += [(code(name), _listed(also), _listed(used)) for (name, also), used in found.items()]
    return table(("key", "also as", "in"), rows)


def _bodies() -> Iterator[tuple[str, Any]]:
    """The writing operations, each with the serializer of its body."""
    for operation in built():
        is_read_otherwise = operation.handler in {LOGIN, "act"} or "_import" in operation.id
        if operation.method in {"POST", "PUT", "PATCH"} and not is_read_otherwise:
            view: Any = resolve(operation.path).func
            of_its_own = view.initkwargs.get("serializer_class")
            yield operation.id, of_its_own or view.cls.serializer_class


def parameters() -> str:
    rows = [
        (code(names[0]), _listed(names[1:]), "every list") for names in (PAGE_NAMES, SIZE_NAMES)
    ]
    rows += [
        (code(name), code(alias), f"{code(f'{prefix}_list')}, {code(f'{prefix}_export')}")
        for prefix, viewset in RESOURCES.items()
        for alias, name in viewset.filters.aliases.items()
    ]
    return table(("parameter", "also as", "in"), rows)


def columns() -> str:
    rows = [
        (code(name), code(alias), code(f"{prefix}_import"))
        for prefix, viewset in RESOURCES.items()
        if hasattr(viewset, "import_sheet")
        for alias, name in sheet_of(prefix).aliases.items()
    ]
    return table(("column", "also as", "in"), rows)


def _listed(names: Any) -> str:
    return ", ".join(code(name) for name in names)
