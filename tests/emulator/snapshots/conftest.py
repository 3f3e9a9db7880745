"""Names of snapshots, and worlds that share a server."""

from collections.abc import Iterator
from itertools import count

import pytest

from tests.emulator.live import Fresh, Live, world_of
from tests.emulator.snapshots.archives import Document, document, save

NUMBERS = count(1)


@pytest.fixture
def name(live: Live) -> Iterator[str]:
    """A name that is free; a snapshot that got it is removed at the end."""
    chosen = f"snap-{next(NUMBERS)}"
    yield chosen
    live.client.delete(f"/_etp/snapshots/{chosen}")


@pytest.fixture
def other_name(live: Live) -> Iterator[str]:
    chosen = f"snap-{next(NUMBERS)}"
    yield chosen
    live.client.delete(f"/_etp/snapshots/{chosen}")


@pytest.fixture
def other(live: Live) -> Iterator[Fresh]:
    """A second world."""
    yield from world_of(live)


@pytest.fixture
def plain(live: Live, fresh: Fresh, name: str) -> Document:
    """The archive of an empty world, to be changed and uploaded; its snapshot is kept as `name`."""
    save(fresh, name)
    return document(live, name)
