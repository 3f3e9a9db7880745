"""The documented operations as data: `operations.yaml`, read once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Self

from etpserver import packaged


@dataclass(frozen=True, slots=True)
class Parameter:
    """A documented query parameter, path parameter or body field."""

    name: str
    type: str | None = None
    items: str | None = None
    required: bool = False
    enum: tuple[Any, ...] = ()

    @classmethod
    def read(cls, given: Mapping[str, Any]) -> Self:
        """From an entry of the contract."""
        return cls(
            name=given["name"],
            type=given.get("type"),
            items=given.get("items"),
            required=given.get("required", False),
            enum=tuple(given.get("enum", ())),
        )


@dataclass(frozen=True, slots=True)
class Operation:
    """One documented operation."""

    id: str
    section: str
    method: str
    path: str
    manual_paths: tuple[str, ...]
    path_params: tuple[Parameter, ...]
    query: tuple[Parameter, ...]
    body: tuple[Parameter, ...]
    body_kind: str
    response_kind: str
    response_fields: tuple[str, ...]
    request_example: Any
    response_example: Any

    @classmethod
    def read(cls, given: Mapping[str, Any]) -> Self:
        """From an entry of the contract."""
        texts = ("id", "section", "method", "path", "body_kind", "response_kind")
        return cls(
            **{name: given[name] for name in texts},
            manual_paths=tuple(given.get("manual_paths", ())),
            path_params=_parameters(given.get("path_params", ())),
            query=_parameters(given["query"]),
            body=_parameters(given["body"]),
            response_fields=tuple(given["response_fields"]),
            request_example=given["request_example"],
            response_example=given["response_example"],
        )

    @property
    def resource(self) -> str:
        """`areas`, `employees` ..; `tokens` for the token operations."""
        parts = self.path.strip("/").split("/")
        return parts[2] if parts[1] == "api" else "tokens"


@cache
def operations() -> Mapping[str, Operation]:
    """Every documented operation by its id, in the manual's order."""
    import yaml  # noqa: PLC0415  needed by those who ask, never by a start

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    text = packaged.contract_file().read_text(encoding="utf-8")
    found = [Operation.read(given) for given in yaml.load(text, Loader=loader)]  # noqa: S506  safe
    return {operation.id: operation for operation in found}


def _parameters(given: Iterable[Mapping[str, Any]]) -> tuple[Parameter, ...]:
    return tuple(Parameter.read(parameter) for parameter in given)
