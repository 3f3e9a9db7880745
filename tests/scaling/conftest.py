import socket
from collections.abc import Iterator

import pytest

from tests.emulator.live import Live
from tests.scaling.machines import Of, Turns, two_machines, world_of


@pytest.fixture(scope="package")
def machines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Live, Live]]:
    with two_machines(tmp_path_factory) as both:
        yield both


@pytest.fixture
def turns(machines: tuple[Live, Live]) -> Turns:
    return Turns([server.client for server in machines])


@pytest.fixture
def world(turns: Turns) -> Iterator[Of]:
    with world_of(turns) as made:
        yield made


@pytest.fixture(scope="module")
def unused_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
