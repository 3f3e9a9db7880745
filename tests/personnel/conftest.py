"""What the tests of the organisation share."""

from dataclasses import replace

import pytest

from etpserver.api.worlds import World


@pytest.fixture
def strict(world: World) -> World:
    """A world that refuses what is not documented."""
    world.settings = replace(world.settings, validate="strict")
    return world
