"""Putting a rule and asking for areas: what most tests of faults do."""

import time
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from tests.emulator.live import Fresh, Live, serving, world_of

AREAS = "/personnel/api/areas/"


def arm(world: Fresh, do: dict[str, Any], **rule: Any) -> dict[str, Any]:
    """Put a rule; answers it as the server shows it."""
    made = world.control("POST", "/faults", {"do": do, **rule})
    assert made.status_code == 201, made.text
    answer: dict[str, Any] = made.json()
    return answer


def counts(world: Fresh, rule: dict[str, Any]) -> tuple[int, int]:
    """How often a rule matched and acted."""
    found = world.control("GET", f"/faults/{rule['id']}").json()
    return found["seen"], found["hits"]


def statuses(world: Fresh, number: int, path: str = AREAS) -> list[int]:
    """The statuses of so many calls, one after the other."""
    return [world.client.get(path).status_code for _ in range(number)]


def until(is_so: Callable[[], bool], seconds: float = 20) -> None:
    """Wait for what becomes true by itself."""
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, "it did not come true in time"
        time.sleep(0.02)


def applied(answer: httpx.Response) -> str | None:
    return answer.headers.get("X-Etp-Fault-Applied")


@pytest.fixture(scope="session")
def https(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    yield from serving(tmp_path_factory, "--tls")


@pytest.fixture
def secure(https: Live) -> Iterator[Fresh]:
    """A world that is served by https."""
    yield from world_of(https)
