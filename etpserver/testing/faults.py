"""Faults from a test: arm a rule, look how often it fired, remove it; play a scenario."""

from typing import Any, Self

from etpserver.testing.control import Control, ControlError

GONE = 404


class Fault:
    """An armed rule; as a context manager it is removed at the end of the block."""

    def __init__(self, control: Control, rule: dict[str, Any]) -> None:
        self.id = rule["id"]
        self.rule = rule
        self._control = control
        self._hits: int | None = None  # known for good once it is removed

    @property
    def hits(self) -> int:
        """How many requests it was applied to; after its removal, until then."""
        if self._hits is not None:
            return self._hits
        rules = self._control.call("GET", "faults")["faults"]
        found = next((rule for rule in rules if rule["id"] == self.id), {"hits": 0})
        return int(found["hits"])

    def remove(self) -> None:
        """Let requests through again."""
        if self._hits is not None:
            return
        self._hits = self.hits
        _take_away(self._control, f"faults/{self.id}")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_problem: object) -> None:
        self.remove()

    def __repr__(self) -> str:
        return f"<Fault {self.id} {self.rule.get('match')} {self.rule.get('do')}>"


class Scenario:
    """A scenario that plays; as a context manager it is ended at the end of the block."""

    def __init__(self, control: Control, started: dict[str, Any]) -> None:
        self.name: str = started["name"]
        self.options: dict[str, Any] = started["options"]
        self._control = control

    def end(self) -> None:
        """Let the world be as before; tokens that have expired stay so until the next login."""
        _take_away(self._control, f"scenarios/{self.name}")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_problem: object) -> None:
        self.end()

    def __repr__(self) -> str:
        return f"<Scenario {self.name} {self.options}>"


class Faults:
    """The faults of a world."""

    def __init__(self, control: Control) -> None:
        self._control = control
        self.armed: list[Fault] = []

    def arm(  # noqa: PLR0913  the words of a rule
        self,
        operation: str | None = None,
        *,
        status: int | None = None,
        times: int | None = None,
        after: int | None = None,
        every: int | None = None,
        probability: float | None = None,
        seed: int | None = None,
        ttl_s: float | None = None,
        match: dict[str, Any] | None = None,
        **do: Any,
    ) -> Fault:
        """Arm a rule and answer it.

        Args:
            operation: an operation such as `employees_list` or `push_cdata`; None: any.
            status: the HTTP status to answer with, with the vendor's body for it.
            times: apply it to so many requests; None: to all.
            after: let so many matching requests through first.
            every: apply it to every so-many-th matching request.
            probability: from 0 to 1, drawn from `seed`.
            seed: of the probability.
            ttl_s: seconds after which the rule is over.
            match: further conditions: method, path, query, body, header.
            do: what else is done: `vendor_code`, `latency_ms`, `connection`, `body`, ..

        Raises:
            ControlError: 400, a rule that contradicts itself, or that no request could ever match.
        """
        conditions = {**({"operation": operation} if operation else {}), **(match or {})}
        limits = {
            "times": times,
            "after": after,
            "every": every,
            "probability": probability,
            "seed": seed,
            "ttl_s": ttl_s,
        }
        rule = {
            "match": conditions,
            **{name: value for name, value in limits.items() if value is not None},
            "do": {**({"status": status} if status is not None else {}), **do},
        }
        fault = Fault(self._control, self._control.call("POST", "faults", rule))
        self.armed.append(fault)
        return fault

    def scenario(self, name: str, **options: Any) -> Scenario:
        """Play a named scenario such as `maintenance`, with its options, and answer it.

        Raises:
            ControlError: 404, no such scenario; 400, no such option.
        """
        return Scenario(self._control, self._control.call("POST", f"scenarios/{name}", options))

    def all(self) -> list[dict[str, Any]]:
        """Every rule of the world in its order, spent ones included.

        Each has `id`, `match`, `do`, its turns, `seen` and `hits` (requests that matched and that
        were met) and `state`: armed, spent or expired.
        """
        return list(self._control.call("GET", "faults")["faults"])

    def clear(self) -> None:
        """Remove every rule."""
        for fault in self.armed:
            fault.remove()
        self._control.call("DELETE", "faults")

    def unfired(self) -> list[Fault]:
        """What was armed here and never applied to a request."""
        return [fault for fault in self.armed if not fault.hits]


def _take_away(control: Control, path: str) -> None:
    """Delete what may have been deleted already."""
    try:
        control.call("DELETE", path)
    except ControlError as problem:
        if problem.status != GONE:
            raise
