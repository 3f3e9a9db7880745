"""JSONPath (RFC 9535) in what calls look for: `{"path": "$.items[0].emp_code", "equals": "12"}`."""

from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeGuard

if TYPE_CHECKING:
    from jsonpath import JSONPath

PATH, EQUALS = "path", "equals"
LONGEST = 500  # characters


class PathError(ValueError):
    """It is no JSONPath; the text says where it goes wrong."""


def is_path(expected: Any) -> TypeGuard[Mapping[str, Any]]:
    """Whether it is a path with what is to be there, instead of a part of the JSON itself."""
    return (
        isinstance(expected, Mapping)
        and PATH in expected
        and expected.keys() <= {PATH, EQUALS}
        and str(expected[PATH]).startswith("$")
    )


def values_at(path: str, found: Any) -> list[Any]:
    """What the path leads to in an object or a list; raises `PathError`."""
    if not isinstance(found, dict | list):
        return []
    from jsonpath.exceptions import JSONPathError  # noqa: PLC0415

    try:
        return list(compiled(path).findall(found))
    except JSONPathError:  # too deep a body for `$..`
        return []


@lru_cache(maxsize=256)
def compiled(path: str) -> "JSONPath":
    """Raises `PathError`."""
    from jsonpath import JSONPathEnvironment  # noqa: PLC0415  50 ms, for those who use it
    from jsonpath.exceptions import JSONPathError  # noqa: PLC0415

    if len(path) > LONGEST:
        raise PathError(f"a path has {LONGEST} characters at most")
    try:
        return JSONPathEnvironment(strict=True).compile(path)  # type: ignore[return-value]
    except (JSONPathError, RecursionError) as problem:
        raise PathError(str(problem).partition("\n")[0] or "it is nested too deeply") from problem
