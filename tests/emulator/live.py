"""A real server for the tests of the control plane, and a world for each test."""

import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from typing import Any

import httpx
import pytest

from tests.cli.conftest import Commands

NAMES = (f"test-{number}" for number in count(1))


USUAL = httpx.create_ssl_context()  # made once: it takes 26 ms


@dataclass(frozen=True)
class Live:
    """A server that runs for the whole session."""

    url: str
    client: httpx.Client
    trusted: ssl.SSLContext = USUAL


@dataclass(frozen=True)
class Fresh:
    """A world of the test's own; `client` is logged in as its admin."""

    name: str
    server: Live
    url: str
    token: str
    client: httpx.Client

    def control(self, method: str, path: str, json: Any = None) -> httpx.Response:
        """A call about this world: `control("GET", "/faults")`."""
        url = f"/_etp/worlds/{self.name}{path}"
        return self.server.client.request(method, url, json=json)


def serving(factory: pytest.TempPathFactory, *arguments: str, **variables: str) -> Iterator[Live]:
    """A server with these flags and variables."""
    folder = factory.mktemp("live")
    commands = Commands(folder, factory.getbasetemp() / "templates")
    with commands.serve(*arguments, **variables) as server:
        authority = folder / "etp-data" / "tls" / "ca.pem"
        own = ssl.create_default_context(cafile=authority) if authority.exists() else None
        trusted = own or USUAL
        with httpx.Client(base_url=server.url, timeout=30, verify=trusted) as client:
            yield Live(server.url, client, trusted)


def world_of(live: Live, origin: str = "empty") -> Iterator[Fresh]:
    """A new world of a server, deleted at the end."""
    name = next(NAMES)
    made = live.client.post("/_etp/worlds", json={"name": name, "from": origin})
    assert made.status_code == 201, made.text
    url, token = made.json()["url"], made.json()["token"]
    headers = {"Authorization": f"Token {token}"}
    with httpx.Client(base_url=url, headers=headers, timeout=30, verify=live.trusted) as client:
        yield Fresh(name, live, url, token, client)
    live.client.delete(f"/_etp/worlds/{name}")


@pytest.fixture(scope="session")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    yield from serving(tmp_path_factory, ETP_MAGIC="true")


@pytest.fixture
def fresh(live: Live) -> Iterator[Fresh]:
    yield from world_of(live)


@pytest.fixture(scope="session")
def two_workers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    yield from serving(tmp_path_factory, "--workers", "2")


@pytest.fixture
def shared(two_workers: Live) -> Iterator[Fresh]:
    """A world that two processes serve."""
    yield from world_of(two_workers)
