"""A second world."""

from collections.abc import Iterator

import pytest

from tests.emulator.live import Fresh, Live, world_of


@pytest.fixture
def other(live: Live) -> Iterator[Fresh]:
    yield from world_of(live)
