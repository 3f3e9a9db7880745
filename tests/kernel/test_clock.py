from dataclasses import replace
from datetime import UTC, datetime

from etpserver.api.clock import local_now, now
from etpserver.api.worlds import World, current_world, use_world


def test_a_frozen_clock_stands_still(clock):
    assert now() == datetime(2026, 1, 5, 6, 30, tzinfo=UTC) == now()


def test_local_time_is_naive_and_in_the_worlds_zone(clock, world):
    assert str(local_now()) == "2026-01-05 12:00:00"
    world.settings = replace(world.settings, time_zone="America/New_York")
    assert str(local_now()) == "2026-01-05 01:30:00"


def test_local_time_has_whole_seconds(world):
    world.clock.freeze(datetime(2026, 1, 5, 6, 30, 0, 999_999, tzinfo=UTC))
    assert local_now().microsecond == 0


def test_an_unfrozen_clock_runs(world):
    first = now()
    assert first.tzinfo is UTC
    assert now() >= first


def test_each_world_has_its_own_clock(clock):
    other = World("other")
    other.clock.freeze(datetime(2001, 1, 1, tzinfo=UTC))
    with use_world(other):
        assert now().year == 2001
        assert current_world() is other
    assert now().year == 2026
