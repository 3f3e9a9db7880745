"""The calls of the control plane, as a table."""

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, get_resolver

from etpserver.api.control.document import path_of
from etpserver.api.control.views import ControlView
from tests.docs.tables import code, table

PER_WORLD = "/_etp/worlds/{world}/"


def calls() -> str:
    rows = [
        (code(f"{method.upper()} {path}"), call.summary)
        for path, view in sorted(_views())
        for method, call in view.calls.items()
    ]
    return table(("call", "what it does"), rows)


def is_control(pattern: Any) -> bool:
    view = getattr(pattern.callback, "cls", None)
    return isinstance(view, type) and issubclass(view, ControlView)


def _views() -> Iterator[tuple[str, type[ControlView]]]:
    """Each path once: that of a world of its own is the same with a prefix."""
    found = {path_of(p): p.callback.cls for p in _patterns() if is_control(p)}  # type: ignore[union-attr]
    twins = {
        path for path in found if path.replace(PER_WORLD, "/_etp/", 1) in found.keys() - {path}
    }
    return ((path, view) for path, view in found.items() if path not in twins)


def _patterns() -> Iterator[URLPattern]:
    for entry in get_resolver().url_patterns:
        if isinstance(entry, URLPattern):
            yield entry
        else:
            yield from (p for p in entry.url_patterns if isinstance(p, URLPattern))
