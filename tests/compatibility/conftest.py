"""A server with the demo, and the clients in an environment of their own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from etpserver.testing.server import ServerProcess
from tests.fetched import python_environment

CLIENTS = ("biotime==1.1", "pybiotime==0.1.1", "spec-utils==0.35.17")


@pytest.fixture
def server() -> Iterator[str]:
    with ServerProcess() as running:
        yield running.url


@pytest.fixture(scope="session")
def programs() -> Path:
    return python_environment(*CLIENTS)
