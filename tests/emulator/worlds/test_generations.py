"""Leases of connections, counted: whatever happens, a retired database goes with its last user."""

import pytest
from django.db import DatabaseError

from etpserver.emulator.worlds.generations import Connections, Generation


class Wrapper:
    """What `Connections` uses of Django's database wrapper."""

    def __init__(self, *, connects=True):
        self.connects = connects
        self.connection = None
        self.in_atomic_block = False
        self.queries_log = ["of the one before"]
        self.health_check_done = True

    def inc_thread_sharing(self):
        """Noted nowhere."""

    def ensure_connection(self):
        if not self.connects:
            raise DatabaseError("unable to open database file")
        self.connection = object()

    def close_if_unusable_or_obsolete(self):
        """It is usable."""

    def close(self):
        self.connection = None


@pytest.fixture
def removed():
    return []


@pytest.fixture
def generation(removed):
    return Generation("w.1", {}, lambda: removed.append("w.1"))


@pytest.fixture
def connections():
    return Connections(lambda _settings: Wrapper(), most_idle=2)


def test_a_connection_is_used_again(connections, generation):
    first = connections.lease(generation)
    connections.release(generation, first)
    second = connections.lease(generation)

    assert second is first
    assert (second.queries_log, second.health_check_done) == ([], False)


def test_two_at_once_have_one_each(connections, generation):
    assert connections.lease(generation) is not connections.lease(generation)
    assert generation.leases == 2


def test_an_unused_database_is_removed_when_it_is_retired(connections, generation, removed):
    wrapper = connections.lease(generation)
    connections.release(generation, wrapper)

    connections.retire(generation)
    connections.retire(generation)

    assert (removed, wrapper.connection) == (["w.1"], None)
    assert connections.lease(generation) is None


def test_a_used_one_is_removed_with_its_last_lease(connections, generation, removed):
    wrappers = [connections.lease(generation) for _ in range(2)]

    connections.retire(generation)
    assert removed == []
    connections.release(generation, wrappers[0])
    assert removed == []
    connections.release(generation, wrappers[1])

    assert (removed, [wrapper.connection for wrapper in wrappers]) == (["w.1"], [None, None])


def test_who_cannot_connect_has_no_lease(generation, removed):
    connections = Connections(lambda _settings: Wrapper(connects=False))

    with pytest.raises(DatabaseError):
        connections.lease(generation)

    assert generation.leases == 0
    connections.retire(generation)
    assert removed == ["w.1"]


def test_a_connection_left_in_a_transaction_is_closed(connections, generation):
    wrapper = connections.lease(generation)
    wrapper.in_atomic_block = True

    connections.release(generation, wrapper)

    assert (wrapper.connection, generation.idle) == (None, [])


def test_a_closed_connection_is_forgotten(connections, generation):
    wrapper = connections.lease(generation)
    wrapper.close()

    connections.release(generation, wrapper)

    assert connections.lease(generation) is not wrapper


def test_the_longest_unused_ones_beyond_the_limit_are_closed(connections):
    generations = [Generation(f"w.{number}", {}, list) for number in range(3)]
    wrappers = [connections.lease(generation) for generation in generations]
    for generation, wrapper in zip(generations, wrappers, strict=True):
        connections.release(generation, wrapper)

    assert [wrapper.connection is None for wrapper in wrappers] == [True, False, False]
    assert [len(generation.idle) for generation in generations] == [0, 1, 1]


def test_all_idle_ones_can_be_closed(connections, generation):
    wrapper = connections.lease(generation)
    connections.release(generation, wrapper)

    connections.close_idle()

    assert (wrapper.connection, generation.idle) == (None, [])
    assert connections.lease(generation) is not wrapper
