"""Both OpenAPI documents, and what stands in them, for tests that walk them."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import RequestFactory

from etpserver.api.schema.document import document
from etpserver.emulator.docs import control_openapi

METHODS = ("get", "post", "put", "patch", "delete")
VENDOR = document()
CONTROL: dict[str, Any] = json.loads(
    control_openapi(RequestFactory().get("/_etp/control/openapi.json")).content
)


@dataclass(frozen=True)
class Found:
    """An operation of one of the documents."""

    whole: dict[str, Any]
    path: str
    method: str
    told: dict[str, Any]

    @property
    def id(self) -> str:
        return str(self.told["operationId"])

    @property
    def parameters(self) -> list[dict[str, Any]]:
        """Its own, and those of its path."""
        shared = self.whole["paths"][self.path].get("parameters", [])
        return [*shared, *self.told.get("parameters", [])]

    @property
    def bodies(self) -> dict[str, Any]:
        """What it takes, by type of content."""
        found: dict[str, Any] = self.told.get("requestBody", {}).get("content", {})
        return found

    @property
    def answers(self) -> dict[str, dict[str, Any]]:
        """Its answers by status."""
        return {code: resolved(self.whole, one) for code, one in self.told["responses"].items()}

    @property
    def successes(self) -> dict[str, dict[str, Any]]:
        return {code: answer for code, answer in self.answers.items() if code < "300"}


def resolved(whole: dict[str, Any], value: Any) -> Any:
    """The value with every reference into the document replaced by what it refers to."""
    if isinstance(value, list):
        return [resolved(whole, item) for item in value]
    if not isinstance(value, dict):
        return value
    if "$ref" not in value:
        return {key: resolved(whole, item) for key, item in value.items()}
    target: Any = whole
    for step in value["$ref"].removeprefix("#/").split("/"):
        target = target[step]
    return resolved(whole, target)


def examples(content: dict[str, Any]) -> list[Any]:
    """The examples of a type of content."""
    several = [example["value"] for example in content.get("examples", {}).values()]
    return [*several, *([content["example"]] if "example" in content else [])]


def operations(whole: dict[str, Any]) -> Iterator[Found]:
    for path, item in whole["paths"].items():
        for method in METHODS:
            if method in item:
                yield Found(whole, path, method, item[method])


EVERY = [*operations(VENDOR), *operations(CONTROL)]
BY_ID = {(id(found.whole), found.id): found for found in EVERY}


def cases(chosen: list[Found]) -> list[Any]:
    """Parameters of a test, one per operation."""
    return [pytest.param(found, id=found.id) for found in chosen]
