"""Comparing an answer with its documented example: keys, kinds and values.

Paths are written as in `operations.yaml`: `data[].parent_area.id`.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

NULL = "null"


def kind_of(value: Any) -> str:
    """The JSON kind of a value; `true` is no integer."""
    kinds = {bool: "boolean", int: "integer", float: "number", str: "string"}
    if value is None:
        return NULL
    if isinstance(value, dict):
        return "object"
    return "array" if isinstance(value, list) else kinds[type(value)]


@dataclass
class Form:
    """What one or more examples show at one place: the kinds, the keys, the items."""

    kinds: set[str] = field(default_factory=set)
    keys: dict[str, "Form"] = field(default_factory=dict)
    items: "Form | None" = None

    def learn(self, example: Any) -> None:
        """Take in what another example shows here."""
        self.kinds.add(kind_of(example))
        if isinstance(example, dict):
            for key, value in example.items():
                self.keys.setdefault(key, Form()).learn(value)
        if isinstance(example, list):
            for item in example:
                self.items = self.items or Form()
                self.items.learn(item)

    def paths(self, prefix: str = "") -> Iterator[str]:
        for key, form in self.keys.items():
            path = f"{prefix}.{key}" if prefix else key
            yield path
            yield from form.paths(path)
        if self.items:
            yield from self.items.paths(f"{prefix}[]")


def form_of(example: Any) -> Form:
    form = Form()
    form.learn(example)
    return form


def differences_of_form(
    answer: Any,
    form: Form,
    *,
    additions: Collection[str] = (),
    nullable: Collection[str] = (),
) -> list[str]:
    """Keys that are missing or not documented, and values of another kind than documented.

    Where every example shows null, any kind will do. `additions` are paths that may stand there
    although no example shows them, `nullable` those that may be null although none is.
    """
    return list(_differences(answer, form, "", set(additions), set(nullable)))


def _differences(
    answer: Any, form: Form, path: str, additions: set[str], nullable: set[str]
) -> Iterator[str]:
    kind = kind_of(answer)
    if kind not in form.kinds and not _may_be(kind, form, path, nullable):
        yield f"{path or 'answer'}: {kind} instead of {' or '.join(sorted(form.kinds))}"
        return
    if isinstance(answer, dict) and form.keys:
        yield from _differences_of_keys(answer, form, path, additions, nullable)
    if isinstance(answer, list) and form.items:
        for item in answer:
            yield from _differences(item, form.items, f"{path}[]", additions, nullable)


def _may_be(kind: str, form: Form, path: str, nullable: set[str]) -> bool:
    return form.kinds == {NULL} or (kind == NULL and path in nullable)


def _differences_of_keys(
    answer: Mapping[str, Any], form: Form, path: str, additions: set[str], nullable: set[str]
) -> Iterator[str]:
    for key in form.keys.keys() - answer.keys():
        yield f"{_joined(path, key)}: missing"
    for key, value in answer.items():
        below = _joined(path, key)
        if key in form.keys:
            yield from _differences(value, form.keys[key], below, additions, nullable)
        elif below not in additions:
            yield f"{below}: not documented"


def differences_of_values(
    answer: Any, example: Any, *, besides: Collection[str] = (), path: str = ""
) -> list[str]:
    """Every documented value that is not answered as it is printed.

    `besides` are paths that an answer may hold although this part of the example does not.
    """
    if isinstance(answer, dict) and isinstance(example, dict):
        found = [
            f"{_joined(path, key)}: not in this part of the example"
            for key in answer.keys() - example.keys()
            if _joined(path, key) not in besides
        ]
        for key, value in example.items():
            below = _joined(path, key)
            if key not in answer:
                found.append(f"{below}: missing")
            else:
                found += differences_of_values(answer[key], value, besides=besides, path=below)
        return found
    if isinstance(answer, list) and isinstance(example, list):
        if len(answer) != len(example):
            return [f"{path}: {len(answer)} items instead of {len(example)}"]
        pairs = zip(answer, example, strict=True)
        return [
            difference
            for item, shown in pairs
            for difference in differences_of_values(item, shown, besides=besides, path=f"{path}[]")
        ]
    same = kind_of(answer) == kind_of(example) and answer == example
    return [] if same else [f"{path}: {answer!r} instead of {example!r}"]


def _joined(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key
