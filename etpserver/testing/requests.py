"""The journal from a test: what the client under test really sent."""

from typing import Any
from urllib.parse import urlencode

from etpserver.testing.control import Control, ControlError

NOT_VERIFIED = 409


class Requests:
    """The requests that a world has seen."""

    def __init__(self, control: Control) -> None:
        self._control = control

    def all(self, limit: int | None = None) -> list[dict[str, Any]]:
        """The entries in short, the newest last.

        Each has `id`, `at` (real time), `world_time`, `method`, `path`, `query`, `operation`,
        `status` (None: no answer reached the client), `ms`, `user`, `fault` and `warnings`.

        Args:
            limit: how many at most; None: 100.
        """
        query = {"limit": limit} if limit else None
        return list(self._control.call("GET", "requests", query=query)["requests"])

    def find(self, operation: str | None = None, **match: Any) -> list[dict[str, Any]]:
        """The entries that match: `method`, `path`, `query`, `body`, `header`, `status`.

        They are whole: besides what `all` has, a `request` and a `response` with `headers`, `body`,
        `body_encoding` (json, text, base64, none) and `body_size` in bytes. Secrets are `***`.
        """
        body = {"match": _match(operation, match)}
        return list(self._control.call("POST", "requests/find", body)["requests"])

    def verify(
        self,
        operation: str | None = None,
        *,
        count: int | None = None,
        at_least: int | None = None,
        at_most: int | None = None,
        **match: Any,
    ) -> int:
        """Check how often something was called; answers how often it was.

        Without a number it must have been called at least once.

        Raises:
            AssertionError: it was called more or less often; the text names the closest call.
        """
        bounds = {"exactly": count, "at_least": at_least, "at_most": at_most}
        numbers = {name: number for name, number in bounds.items() if number is not None}
        body = {"match": _match(operation, match), "count": numbers or {"at_least": 1}}
        __tracebackhide__ = True  # pytest shows the line of the test instead
        try:
            return int(self._control.call("POST", "requests/verify", body)["found"])
        except ControlError as problem:
            if problem.status != NOT_VERIFIED:
                raise
            reason = why_not_verified(problem)
        raise AssertionError(reason)

    def clear(self) -> None:
        """Forget them."""
        self._control.call("DELETE", "requests")


def why_not_verified(problem: ControlError) -> str:
    """What a refused verification says, with the closest call and how it differs."""
    near = problem.problem.get("closest")
    if not near:
        return str(problem)
    differences = "; ".join(
        f"{one['field']} was {one['got']!r}, not {one['wanted']!r}" for one in near["differences"]
    )
    return f"{problem} The closest was {near['method']} {near['path']}: {differences}."


def short(entry: dict[str, Any]) -> dict[str, str]:
    """Query, fault and warnings of an entry, each as one text."""
    fault = entry.get("fault") or {}
    return {
        "query": urlencode(entry.get("query") or {}, doseq=True),
        "fault": str(fault.get("what") or ""),
        "warnings": "; ".join(entry.get("warnings") or ()),
    }


def _match(operation: str | None, match: dict[str, Any]) -> dict[str, Any]:
    return {**({"operation": operation} if operation else {}), **match}
