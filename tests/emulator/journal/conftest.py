"""Making requests and asking the journal for them: what most tests of it do."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.emulator.live import Fresh, Live, serving, world_of

AREAS = "/personnel/api/areas/"
VARYING = ("id", "at", "world_time", "ms")  # of an entry; another in each run


def listed(world: Fresh, query: str = "") -> list[dict[str, Any]]:
    """The entries of a list, without what varies."""
    answer = world.control("GET", f"/requests{query}")
    assert answer.status_code == 200, answer.text
    return [steady(entry) for entry in answer.json()["requests"]]


def found(world: Fresh, **match: Any) -> list[dict[str, Any]]:
    """The entries that match, whole, as they are answered."""
    answer = world.control("POST", "/requests/find", {"match": match})
    assert answer.status_code == 200, answer.text
    entries: list[dict[str, Any]] = answer.json()["requests"]
    return entries


def steady(entry: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in entry.items() if name not in VARYING}


def paths(entries: list[dict[str, Any]]) -> list[str]:
    return [entry["path"] for entry in entries]


def entry(method: str, path: str, status: int | None = 200, **other: Any) -> dict[str, Any]:
    """What a list shows of a call."""
    return {
        "operation": None,
        "method": method,
        "path": path,
        "query": {},
        "status": status,
        "user": None,
        "fault": None,
        "warnings": [],
        **other,
    }


def everything(world: Fresh) -> str:
    """All that the journal tells of a world, as one text."""
    answers = [
        world.control("GET", "/requests"),
        world.control("POST", "/requests/find", {"match": {}}),
        world.control("GET", "/requests/unmatched"),
        world.control("GET", "/requests.har"),
    ]
    return "\n".join(json.dumps(answer.json(), ensure_ascii=False) for answer in answers)


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """A server that keeps five requests, or one megabyte, of each world."""
    variables = {"ETP_JOURNAL_ENTRIES": "5", "ETP_JOURNAL_MB": "1"}
    yield from serving(tmp_path_factory, **variables)


@pytest.fixture
def bounded(small: Live) -> Iterator[Fresh]:
    """A world of that server."""
    yield from world_of(small)


@pytest.fixture
def other(live: Live) -> Iterator[Fresh]:
    """A second world beside `fresh`."""
    yield from world_of(live)
