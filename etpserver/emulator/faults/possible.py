"""Whether there can be a request that fits a rule: one that never could is refused."""

import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from fnmatch import fnmatchcase
from functools import lru_cache
from typing import Any

from etpserver.api.schema.contract import operations
from etpserver.api.schema.routing import (
    DEVICE_ROOT,
    PLACEHOLDER,
    PUSH_OPERATIONS,
    PUSH_OTHER,
    callable_by,
    operation_of,
)
from etpserver.emulator.faults.matching import Texts, texts_of, without_slash
from etpserver.emulator.faults.spared import CONTROL_ROOT, is_spared

CLASS = re.compile(r"\[!?\]?[^\]]*\]")  # `[ab]` of a glob
WILD = re.compile(r"[*?\[]")
ANY_METHOD = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"})


def why_impossible(match: Mapping[str, Any]) -> dict[str, str]:
    """The key of a checked `match` that no request fits, and why; empty where one could."""
    paths = texts_of(match.get("path", ()))
    for glob in paths:
        if not glob.startswith(("/", "*")):
            return {"path": f"{glob[:100]!r}: a path begins with /."}
        if is_spared(glob):
            return {"path": f"What lies under {CONTROL_ROOT} never fails; leave a world's prefix."}
    patterns = texts_of(match.get("operation", ()))
    unknown = next((pattern for pattern in patterns if not _named(pattern)), None)
    if unknown is not None:
        (nearest,) = get_close_matches(unknown, _known(), n=1, cutoff=0)
        return {"operation": f"There is no operation {unknown[:100]!r}; the nearest is {nearest}."}
    if patterns:
        names = [name for pattern in patterns for name in _named(pattern)]
        return _impossible_for(names, texts_of(match.get("method", ())), paths)
    return {}


def _impossible_for(names: list[str], methods: Texts, paths: Texts) -> dict[str, str]:
    shown = ", ".join(names[:5])
    fitting = [name for name in names if not methods or _methods_of(name) & set(methods)]
    if not fitting:
        taken = sorted(set().union(*(_methods_of(name) for name in names)))
        return {"method": f"{shown}: called with {', '.join(taken)}, never with {methods[0]}."}
    if paths and not any(_may_lead(glob, name) for glob in paths for name in fitting):
        return {"path": f"{shown}: no such path leads there."}
    return {}


@lru_cache(maxsize=1)
def _known() -> list[str]:
    return [*operations(), *PUSH_OPERATIONS, PUSH_OTHER]


def _named(pattern: str) -> list[str]:
    """The operations that a name or glob means."""
    return [name for name in _known() if name == pattern or fnmatchcase(name, pattern)]


@lru_cache(maxsize=256)
def _methods_of(name: str) -> frozenset[str]:
    operation = operations().get(name)
    if operation is not None:
        return frozenset(callable_by(operation))
    return PUSH_OPERATIONS.get(name, ANY_METHOD)


def _may_lead(glob: str, name: str) -> bool:
    """Whether some path fits the glob and leads to the operation."""
    if not WILD.search(glob):
        return any(operation_of(method, glob) == name for method in _methods_of(name))
    return any(have_common(without_slash(glob), path) for path in _paths_of(name))


def _paths_of(name: str) -> Iterable[str]:
    """The operation's paths as globs; too wide ones, if anything."""
    operation = operations().get(name)
    if operation is None:
        return [f"{DEVICE_ROOT}*"]
    found = {operation.path, operation.path.removeprefix("/api"), *operation.manual_paths}
    return [without_slash(PLACEHOLDER.sub("*", path)) for path in found]


def have_common(one: str, other: str) -> bool:
    """Whether a text can fit two globs at once; a class of characters counts as any character."""
    first, second = CLASS.sub("?", one), CLASS.sub("?", other)
    # For each part of the second: whether what was read of the first can end there.
    reached = {0} | _past_stars(second, 0)
    for character in first:
        reached = _after(character, reached, second)
    return len(second) in reached


def _after(character: str, reached: set[int], second: str) -> set[int]:
    found: set[int] = set()
    for place in reached:
        if character == "*":
            found |= set(range(place, len(second) + 1))
        elif place < len(second):
            own = second[place]
            if own == "*":
                found |= {place} | _past_stars(second, place)
            elif "?" in {own, character} or own == character:
                found |= {place + 1} | _past_stars(second, place + 1)
    return found


def _past_stars(text: str, place: int) -> set[int]:
    """The places behind stars that stand here: they may be nothing."""
    found = set()
    while place < len(text) and text[place] == "*":
        place += 1
        found.add(place)
    return found
