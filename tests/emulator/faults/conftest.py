"""Putting a rule and asking for areas: what most tests of faults do; and a terminal that calls."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from iclock.virtual.chance import generator
from iclock.virtual.device import Surroundings
from iclock.virtual.device_models import DEFAULT
from iclock.virtual.exchange import Reply, Request
from iclock.virtual.inprocess import run_until_idle
from iclock.virtual.terminal import VirtualTerminal
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


@dataclass
class Gate:
    """A world with a terminal, played by a virtual one over real sockets, and a person at it."""

    world: Fresh
    terminal: VirtualTerminal
    wire: httpx.Client

    @property
    def record(self) -> dict[str, Any]:
        """The terminal as the documented API answers it."""
        found = self.world.client.get(f"/iclock/api/terminals/{self.terminal.serial}/").json()
        answer: dict[str, Any] = found
        return answer

    def run(self) -> list[int | None]:
        """Let it poll, or try again, and do what follows; the statuses, None for no reply."""
        done = run_until_idle(self.terminal, self.send)
        return [exchange.reply.status if exchange.reply else None for exchange in done]

    def send(self, request: Request) -> Reply:
        try:
            answer = self.wire.request(request.method, request.url, content=request.body)
        except httpx.TransportError as problem:
            raise ConnectionError from problem
        return Reply(answer.status_code, answer.content, dict(answer.headers))

    def rows(self, path: str = "/iclock/api/transactions/") -> list[tuple[str, str]]:
        """Stored punches, in the order in which they came."""
        found = self.world.client.get(path, params={"page_size": 1000}).json()["data"]
        return [(row["emp_code"], row["punch_time"]) for row in sorted(found, key=by_id)]


def by_id(row: dict[str, Any]) -> int:
    return int(row["id"])


def terminal_of(world: Fresh, serial: str = "SN1") -> VirtualTerminal:
    surroundings = Surroundings(time.monotonic, generator(serial))
    return VirtualTerminal(serial, DEFAULT, surroundings, server=world.url)


@pytest.fixture
def gate(fresh: Fresh) -> Iterator[Gate]:
    fresh.client.post("/iclock/api/terminals/", json={"sn": "SN1"})
    person = {"emp_code": "7", "first_name": "Asha", "department": 1, "area": [1]}
    assert fresh.client.post("/personnel/api/employees/", json=person).status_code == 201
    with httpx.Client(timeout=5) as wire:
        made = Gate(fresh, terminal_of(fresh), wire)
        assert set(made.run()) == {200}
        yield made
