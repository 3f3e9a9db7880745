"""What a process knows of the worlds, when others change them at the same moment."""

import pytest
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections

from etpserver.api.clock import real_now
from etpserver.api.keys import LONGEST_KEY
from etpserver.api.worlds import current_world
from etpserver.emulator.models import WorldKey, WorldRecord
from etpserver.emulator.worlds.errors import UnknownWorldError
from etpserver.emulator.worlds.generations import Generation
from etpserver.emulator.worlds.registry import Worlds
from etpserver.env import SETTINGS
from tests.emulator.worlds.test_generations import Wrapper

pytestmark = pytest.mark.django_db(databases=["default", "control"])
START_VALUES = {setting.name: setting.read(setting.default) for setting in SETTINGS}


class Version:
    def __init__(self):
        self.number = 0

    def read(self):
        return b"%d" % self.number

    def change(self):
        self.number += 1


class Store:
    """Databases by their keys; those that are `gone` cannot be connected to."""

    most_idle = 2

    def __init__(self):
        self.gone = set()
        self.removed = []
        self.when_refused = lambda: None

    def connect(self, settings):
        wrapper = Wrapper(connects=settings["key"] not in self.gone)
        if not wrapper.connects:
            self.when_refused()
        return wrapper

    def open(self, key):
        return Generation(key, {"key": key}, lambda: self.removed.append(key))


@pytest.fixture
def store():
    return Store()


@pytest.fixture
def worlds(store):
    return Worlds(store, Version(), START_VALUES)


@pytest.fixture
def world(worlds):
    """The record of a world; `world(generation=..)` changes it as another process would."""
    WorldRecord.objects.create(
        name="w", generation="w.1", created_at=real_now().replace(tzinfo=None)
    )

    def change(**values):
        WorldRecord.objects.filter(pk="w").update(**values)
        worlds.version.change()

    return change


def test_binds_its_database_and_its_name(worlds, world):
    before = connections[DEFAULT_DB_ALIAS]
    with worlds.use("w") as bound:
        assert (bound.name, current_world().name) == ("w", "w")
        assert isinstance(connections[DEFAULT_DB_ALIAS], Wrapper)
    assert (current_world().name, connections[DEFAULT_DB_ALIAS]) == ("main", before)


def test_a_database_removed_since_it_was_looked_up_is_looked_up_again(worlds, store, world):
    worlds.served("w")
    store.gone.add("w.1")
    store.when_refused = lambda: world(generation="w.2")

    with worlds.use("w"):
        assert worlds.served("w").generation.key == "w.2"
    assert store.removed == ["w.1"]


def test_a_database_that_is_gone_for_good_is_an_error(worlds, store, world):
    store.gone.add("w.1")

    with pytest.raises(DatabaseError), worlds.use("w"):
        pass

    assert (worlds.served("w").generation.leases, current_world().name) == (0, "main")


def test_what_another_process_replaced_is_retired_when_it_is_looked_at(worlds, store, world):
    worlds.served("w")
    world(generation="w.2")

    worlds.refresh()

    assert store.removed == ["w.1"]


def test_what_another_process_dropped_is_retired_when_it_is_looked_at(worlds, store, world):
    worlds.served("w")
    WorldRecord.objects.filter(pk="w").delete()
    worlds.version.change()

    worlds.refresh()

    assert store.removed == ["w.1"]
    with pytest.raises(UnknownWorldError):
        worlds.served("w")


def test_a_replaced_database_goes_with_its_last_user(worlds, store, world):
    with worlds.use("w"):
        world(generation="w.2")
        worlds.refresh()
        worlds.discard("w", "w.1")
        assert store.removed == []
    assert store.removed == ["w.1"]


def test_a_world_whose_time_is_over_is_unknown_without_anybodys_change(worlds, world, monkeypatch):
    world(expires_at=real_now().replace(tzinfo=None, year=2999))
    worlds.served("w")
    later = real_now().replace(year=3000)
    monkeypatch.setattr("etpserver.emulator.control.moments.real_now", lambda: later)

    with pytest.raises(UnknownWorldError):
        worlds.served("w")


def test_a_key_that_is_given_while_it_is_looked_up_is_found_next_time(worlds, world, monkeypatch):
    look_up = WorldKey.objects.filter

    def slow(**which):
        found = look_up(**which).none()  # read before the other request wrote
        monkeypatch.setattr(WorldKey.objects, "filter", look_up)
        worlds.remember_key("key", "w")
        assert worlds.world_of_key("key") == "w"
        return found

    monkeypatch.setattr(WorldKey.objects, "filter", slow)
    assert worlds.world_of_key("key") is None
    assert worlds.world_of_key("key") == "w"


def test_what_is_no_key_fills_no_memory(worlds, django_assert_num_queries):
    """Keys that were looked up are remembered, 10,000 of them: of 60 KB each they took 600 MB."""
    with django_assert_num_queries(1, using="control"):
        assert [worlds.world_of_key("x" * LONGEST_KEY) for _ in range(2)] == [None, None]
    with django_assert_num_queries(0, using="control"):
        assert worlds.world_of_key("x" * (LONGEST_KEY + 1)) is None
        assert worlds.world_of_key("x" * 60_000) is None
