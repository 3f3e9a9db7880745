"""Two servers as on two machines: one PostgreSQL, folders and ports of their own."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count, cycle
from typing import Any

import httpx
import pytest

from tests.emulator.live import Live, serving
from tests.emulator.postgres import base_database

SECRET = "a secret that both machines have"
NUMBERS = count(1)


@dataclass
class Turns:
    """One client whose requests go to one server after the other, as no sticky session would."""

    clients: list[httpx.Client]
    headers: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._next = cycle(self.clients)

    def __call__(self, method: str, path: str, **how: Any) -> httpx.Response:
        headers = {**self.headers, **how.pop("headers", {})}
        return next(self._next).request(method, path, headers=headers, **how)

    def of(self, world: str) -> "Of":
        return Of(self, world)


@dataclass
class Of:
    """The same for one world, logged in as its admin."""

    turns: Turns
    world: str
    token: str = ""

    def control(self, method: str, path: str, json: Any = None) -> httpx.Response:
        """`control("GET", "/faults")`."""
        return self.turns(method, f"/_etp/worlds/{self.world}{path}", json=json)

    def api(self, method: str, path: str, **how: Any) -> httpx.Response:
        """`api("GET", "/personnel/api/areas/")`."""
        headers = {"Authorization": f"Token {self.token}", **how.pop("headers", {})}
        return self.turns(method, f"/_etp/w/{self.world}{path}", headers=headers, **how)

    def terminal(self, method: str, path: str, body: str = "") -> str:
        """What a terminal reads: `terminal("GET", "getrequest?SN=G1")`."""
        answer = self.turns(method, f"/_etp/w/{self.world}/iclock/{path}", content=body.encode())
        assert answer.status_code == 200, answer.text
        return answer.text


@contextmanager
def two_machines(
    factory: pytest.TempPathFactory, *flags: str, **variables: str
) -> Iterator[tuple[Live, Live]]:
    """Both run at the end of the block's beginning; skips where no PostgreSQL answers."""
    with base_database() as base:
        both = [
            serving(
                factory, "--database", base.url, "--shared", *flags,
                ETP_SECRET_KEY=SECRET, **variables,
            )
            for _ in range(2)
        ]  # fmt: skip
        try:
            one, two = (next(server) for server in both)
            yield one, two
        finally:
            for server in both:
                server.close()


@contextmanager
def world_of(turns: Turns, origin: str = "empty") -> Iterator[Of]:
    """A new world, made by whoever's turn it is and dropped by the next one."""
    name = f"shared-{next(NUMBERS)}"
    made = turns("POST", "/_etp/worlds", json={"name": name, "from": origin})
    assert made.status_code == 201, made.text
    yield Of(turns, name, made.json()["token"])
    turns("DELETE", f"/_etp/worlds/{name}")
