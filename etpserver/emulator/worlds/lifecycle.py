"""What can happen to a world: it is made, put back to a state, dropped.

Every change is made beside the world and put in its place by one write of its record; requests
that are under way finish on what they began with.
"""

import logging
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.apps import apps
from django.contrib.auth.hashers import make_password
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import Model, QuerySet

from etpserver.api.worlds import MAIN, World, WorldSettings, use_world
from etpserver.emulator import recording
from etpserver.emulator.clock.modes import clock_of
from etpserver.emulator.control.moments import real_time
from etpserver.emulator.control.router import CONTROL
from etpserver.emulator.faults import scenarios
from etpserver.emulator.faults import store as faults
from etpserver.emulator.models import Snapshot, WorldKey, WorldRecord
from etpserver.emulator.simulate.forgetting import forget_simulated
from etpserver.emulator.snapshots.clocks import going_on
from etpserver.emulator.worlds.errors import (
    PutBackError,
    SourceGoneError,
    UnknownWorldError,
    UnsupportedError,
    WorldError,
    WorldTakenError,
)
from etpserver.emulator.worlds.generations import Generation
from etpserver.emulator.worlds.keys import keep_sessions, sessions
from etpserver.emulator.worlds.names import is_name
from etpserver.emulator.worlds.origins import FIXTURE, SNAPSHOT, resolved, snapshot_of
from etpserver.emulator.worlds.registry import Worlds
from etpserver.preparing.schema import applied_migrations, known_migrations, migrations_digest
from etpserver.server.addresses import is_loopback

logger = logging.getLogger("etpserver.worlds")

CLOCK, FAULTS, JOURNAL = "clock", "faults", "journal"
TRIES = 5
KEPT = (FAULTS, CLOCK, JOURNAL)  # what a reset can leave alone


@dataclass(frozen=True, slots=True)
class NewWorld:
    """What a world is to be."""

    name: str
    origin: str = "seed"
    clock: Mapping[str, Any] | None = None
    seed: int = 0
    ttl: timedelta | None = None


def ensure_main(worlds: Worlds) -> WorldRecord:
    """The record of `main`, made at the first start of a database."""
    record, _ = WorldRecord.objects.get_or_create(
        name=MAIN,
        defaults={
            "origin": seed_origin(worlds),
            "schema": migrations_digest(),
            "created_at": real_time(),
        },
    )
    return record


def find_world(name: str, among: QuerySet[WorldRecord] | None = None) -> WorldRecord:
    """The record of a world; raises `UnknownWorldError`."""
    # Checked first: not every database takes every text.
    rows = WorldRecord.objects.all() if among is None else among
    record = rows.filter(pk=name).first() if is_name(name) else None
    if record is None:
        raise UnknownWorldError(name)
    return record


def _locked(name: str) -> WorldRecord:
    """The same, which nobody else changes until the transaction ends."""
    return find_world(name, WorldRecord.objects.select_for_update())


def seed_origin(worlds: Worlds) -> str:
    """What `seed` means: the fixture that this server was started with."""
    return f"{FIXTURE}{worlds.start_values['fixture']}"


def beginning(worlds: Worlds, clock: Mapping[str, Any] | None = None) -> World:
    """What `current_world()` answers while a new world is thought of: it has the start values."""
    settings = WorldSettings.from_start_values(dict(worlds.start_values))
    return World(MAIN, settings=settings, clock=clock_of(clock or {}))


def create_world(worlds: Worlds, wanted: NewWorld) -> WorldRecord:
    """Make a world; raises `WorldError`."""
    end_overdue(worlds)  # one of them may have the name
    if WorldRecord.objects.filter(pk=wanted.name).exists():
        raise WorldTakenError(f"There is a world {wanted.name} already.")
    origin = resolved(wanted.origin, seed_origin(worlds))
    clock = _clock_for(origin, wanted.clock)
    generation = _copied(worlds, wanted.name, origin, clock)
    now = real_time()
    recording.clear(wanted.name)  # requests may have ended after a world of this name
    try:
        record = WorldRecord.objects.create(
            name=wanted.name,
            generation=generation.key,
            origin=origin,
            seed=wanted.seed,
            first_seed=wanted.seed,
            schema=migrations_digest(),
            clock=clock,
            first_clock=clock,
            created_at=now,
            expires_at=now + wanted.ttl if wanted.ttl else None,
        )
    except IntegrityError as problem:  # somebody else was first
        worlds.connections.retire(generation)
        raise WorldTakenError(f"There is a world {wanted.name} already.") from problem
    worlds.version.change()
    return record


def delete_world(worlds: Worlds, name: str) -> None:
    """Drop a world with all that belongs to it."""
    if name == MAIN:
        raise WorldError("main always exists; reset it instead.")
    if not is_name(name) or not _drop(worlds, WorldRecord.objects.filter(pk=name)):
        raise UnknownWorldError(name)


def end_overdue(worlds: Worlds) -> list[str]:
    """Drop the worlds whose time is over; their names."""
    overdue = WorldRecord.objects.filter(expires_at__lte=real_time()).exclude(pk=MAIN)
    return _drop(worlds, overdue) if overdue.exists() else []


def _drop(worlds: Worlds, chosen: QuerySet[WorldRecord]) -> list[str]:
    with transaction.atomic(using=CONTROL):
        # Read under a lock: a reset may be about to give one of them another database.
        places = dict(chosen.select_for_update().values_list("name", "generation"))
        WorldRecord.objects.filter(pk__in=places).delete()
        WorldKey.objects.filter(world__in=places).delete()
        for name in places:
            forget_simulated(name)
            faults.clear(name)
    if places:
        worlds.version.change()
    for name, generation in places.items():
        worlds.discard(name, generation)
        recording.forget(name)
    return list(places)


def reset_world(worlds: Worlds, name: str, to: str = "seed", keep: Collection[str] = ()) -> str:
    """Put a world back to a known state; answers the resolved origin."""
    record = find_world(name)
    own = record.origin if to == "seed" and name != MAIN else to
    origin = resolved(own, seed_origin(worlds))
    clock = record.clock if CLOCK in keep else _first_clock(record, origin)
    seed = snapshot_of(origin).seed if origin.startswith(SNAPSHOT) else record.first_seed
    fresh = _copied(worlds, name, origin, clock)
    if FAULTS not in keep:
        faults.clear(name)
    forget_simulated(name)
    settings = faults.settings_after_reset(name)
    put_in_place(
        worlds,
        name,
        fresh,
        clock=clock,
        seed=seed,
        schema=migrations_digest(),
        settings=settings,
    )
    _begin_again(worlds, name)
    if JOURNAL not in keep:
        recording.clear(name)
    return origin


def _begin_again(worlds: Worlds, name: str) -> None:
    """What scenarios that were kept have done to the records, they do to the new ones."""
    armed = faults.armed_scenarios(name)
    if armed:
        with worlds.use(name):
            for scenario in armed:
                scenarios.BY_NAME[scenario.name].begin(scenario.options)


def put_in_place(
    worlds: Worlds,
    name: str,
    generation: Generation,
    *,
    instead_of: str | None = None,
    **changes: Any,
) -> None:
    """Let a world go on with another database, from the next request on.

    Who is logged in stays so: sessions go along, and keys are derived anew. Raises `PutBackError`
    where the world does not lie in the database with the key `instead_of` any more.
    """
    with worlds.using(generation):
        keep_sessions(_sessions(worlds, name))
    try:
        with transaction.atomic(using=CONTROL):
            before = _locked(name).generation
            if instead_of not in {None, before}:
                raise PutBackError(name)
            WorldRecord.objects.filter(pk=name).update(generation=generation.key, **changes)
    except (UnknownWorldError, PutBackError):  # dropped or put back meanwhile
        worlds.connections.retire(generation)
        raise
    worlds.version.change()
    worlds.discard(name, before)


def _sessions(worlds: Worlds, name: str) -> list[Model]:
    try:
        with worlds.use(name):
            return sessions()
    except (UnknownWorldError, DatabaseError):  # dropped meanwhile, or broken: what a reset mends
        return []


def change_world(worlds: Worlds, name: str, **changes: Any) -> None:
    """Change a world's settings, clock or end."""
    with transaction.atomic(using=CONTROL):
        _locked(name)
        WorldRecord.objects.filter(pk=name).update(**changes)
    worlds.version.change()


def change_settings(worlds: Worlds, name: str, changes: Mapping[str, Any]) -> None:
    """Change some of a world's settings; None puts one back to its start value."""
    with transaction.atomic(using=CONTROL):
        record = _locked(name)
        changed = {**record.settings, **changes}
        kept = {key: value for key, value in changed.items() if value is not None}
        WorldRecord.objects.filter(pk=name).update(settings=kept)
    worlds.version.change()


def change_clock(worlds: Worlds, name: str, before: Mapping[str, Any], after: Any) -> bool:
    """Set a world's clock unless somebody else has set it meanwhile; whether it was set."""
    with transaction.atomic(using=CONTROL):
        record = _locked(name)
        if record.clock != before:
            return False
        WorldRecord.objects.filter(pk=name).update(clock=after)
    worlds.version.change()
    return True


def places_in_use() -> set[str]:
    """The databases that worlds and snapshots have."""
    used = set(WorldRecord.objects.values_list("generation", flat=True))
    return used | set(Snapshot.objects.values_list("place", flat=True))


def bring_all_up_to_date(worlds: Worlds) -> None:
    """Migrate the worlds that an older version made; a broken one does not stop the others."""
    for record in WorldRecord.objects.exclude(schema=migrations_digest()):
        try:
            with worlds.using(worlds.store.open(record.generation)):
                bring_up_to_date()
        except DatabaseError:
            logger.exception("The world %s cannot be brought up to date", record.name)
        else:
            WorldRecord.objects.filter(pk=record.name).update(schema=migrations_digest())


def _copied(worlds: Worlds, name: str, origin: str, clock: Mapping[str, Any]) -> Generation:
    """A database for the world, made of what the origin names."""
    reason = worlds.store.missing()
    if reason:
        raise UnsupportedError(reason)
    for _ in range(TRIES):
        with suppress(SourceGoneError):  # another server, or another call, has just removed it
            return _copy(worlds, name, origin, clock)
    raise WorldError(f"What {origin} is copied from keeps being removed; try again.")


def _copy(worlds: Worlds, name: str, origin: str, clock: Mapping[str, Any]) -> Generation:
    if origin.startswith(SNAPSHOT):
        return _restored(worlds, name, snapshot_of(origin))
    # What a fixture holds may depend on the day: that of the world's own clock.
    with use_world(beginning(worlds, clock)):
        source = worlds.store.template(origin.removeprefix(FIXTURE), admin_hash(worlds))
        return worlds.store.create(name, source)


def _restored(worlds: Worlds, name: str, snapshot: Snapshot) -> Generation:
    """A copy of the snapshot; one of an older version is migrated."""
    generation = worlds.store.create(name, worlds.store.saved(snapshot.place))
    if snapshot.schema != migrations_digest():
        with worlds.using(generation):
            bring_up_to_date()
    return generation


def bring_up_to_date() -> None:
    """Apply what the bound database lacks of this version's migrations."""
    if known_migrations() - applied_migrations(connection):
        call_command("migrate", verbosity=0, interactive=False)


def admin_hash(worlds: Worlds) -> str | None:
    """The stored password of `main`'s admin for new worlds; None: the documented users are it."""
    values = worlds.start_values
    if is_loopback(values["host"]) and not values["admin_password"]:
        return None
    users = apps.get_model("accounts", "User")._default_manager
    with worlds.use(MAIN):
        stored = users.filter(username="admin").values_list("password", flat=True).first()
    return stored or make_password(None)


def _clock_for(origin: str, wanted: Mapping[str, Any] | None) -> Mapping[str, Any]:
    if wanted is not None:
        return wanted
    return going_on(snapshot_of(origin).clock) if origin.startswith(SNAPSHOT) else {}


def _first_clock(record: WorldRecord, origin: str) -> Mapping[str, Any]:
    first: Mapping[str, Any] = record.first_clock
    return going_on(snapshot_of(origin).clock) if origin.startswith(SNAPSHOT) else first
