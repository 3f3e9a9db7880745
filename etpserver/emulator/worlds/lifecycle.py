"""What can happen to a world: it is made, put back to a state, dropped.

Every change is made beside the world and put in its place by one write of its record; requests
that are under way finish on what they began with.
"""

import logging
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.apps import apps
from django.contrib.auth.hashers import make_password
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import Model

from etpserver.api.clock import real_now
from etpserver.api.worlds import MAIN, World, WorldSettings, use_world
from etpserver.emulator.clock.modes import clock_of
from etpserver.emulator.control.router import CONTROL
from etpserver.emulator.models import Snapshot, WorldKey, WorldRecord
from etpserver.emulator.snapshots.clocks import going_on
from etpserver.emulator.worlds.errors import (
    UnknownWorldError,
    UnsupportedError,
    WorldError,
    WorldTakenError,
)
from etpserver.emulator.worlds.generations import Generation
from etpserver.emulator.worlds.keys import give_again, given_out
from etpserver.emulator.worlds.origins import FIXTURE, SNAPSHOT, resolved, snapshot_of
from etpserver.emulator.worlds.registry import Worlds
from etpserver.preparing.schema import applied_migrations, known_migrations, migrations_digest
from etpserver.server.addresses import is_loopback

logger = logging.getLogger("etpserver.worlds")

CLOCK, FAULTS, JOURNAL = "clock", "faults", "journal"
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
            "origin": f"{FIXTURE}{worlds.start_values['fixture']}",
            "schema": migrations_digest(),
            "created_at": real_time(),
        },
    )
    return record


def seed_origin(worlds: Worlds) -> str:
    """What `seed` means: the fixture that this server was started with."""
    return f"{FIXTURE}{worlds.start_values['fixture']}"


def create_world(worlds: Worlds, wanted: NewWorld) -> WorldRecord:
    """Make a world; raises `WorldError`."""
    if WorldRecord.objects.filter(pk=wanted.name, expires_at__lte=real_time()).exists():
        delete_world(worlds, wanted.name)
    if WorldRecord.objects.filter(pk=wanted.name).exists():
        raise WorldTakenError(f"There is a world {wanted.name} already.")
    origin = resolved(wanted.origin, seed_origin(worlds))
    clock = _clock_for(origin, wanted.clock)
    generation = _copied(worlds, wanted.name, origin, clock)
    now = real_time()
    try:
        record = WorldRecord.objects.create(
            name=wanted.name,
            generation=generation.key,
            origin=origin,
            seed=wanted.seed,
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
    record = WorldRecord.objects.filter(pk=name).first()
    if record is None:
        raise UnknownWorldError(name)
    with transaction.atomic(using=CONTROL):
        record.delete()
        WorldKey.objects.filter(world=name).delete()
    worlds.version.change()
    worlds.discard(name, record.generation)


def reset_world(worlds: Worlds, name: str, to: str = "seed", keep: Collection[str] = ()) -> str:
    """Put a world back to a known state; answers the resolved origin."""
    record = WorldRecord.objects.filter(pk=name).first()
    if record is None:
        raise UnknownWorldError(name)
    own = record.origin if to == "seed" and name != MAIN else to
    origin = resolved(own, seed_origin(worlds))
    clock = record.clock if CLOCK in keep else _first_clock(record, origin)
    seed = snapshot_of(origin).seed if origin.startswith(SNAPSHOT) else record.seed
    fresh = _copied(worlds, name, origin, clock)
    put_in_place(worlds, name, fresh, clock=clock, seed=seed, schema=migrations_digest())
    return origin


def put_in_place(worlds: Worlds, name: str, generation: Generation, **changes: Any) -> None:
    """Let a world go on with another database, from the next request on; its keys stay valid."""
    with worlds.using(generation):
        give_again(_given_out(worlds, name))
    with transaction.atomic(using=CONTROL):
        record = WorldRecord.objects.select_for_update().filter(pk=name).first()
        if record is None:
            worlds.connections.retire(generation)
            raise UnknownWorldError(name)
        before = record.generation
        WorldRecord.objects.filter(pk=name).update(generation=generation.key, **changes)
    worlds.version.change()
    worlds.discard(name, before)


def _given_out(worlds: Worlds, name: str) -> list[Model]:
    try:
        with worlds.use(name):
            return given_out()
    except (UnknownWorldError, DatabaseError):  # dropped meanwhile, or broken: what a reset mends
        return []


def change_world(worlds: Worlds, name: str, **changes: Any) -> None:
    """Change a world's settings, clock or end."""
    if not WorldRecord.objects.filter(pk=name).update(**changes):
        raise UnknownWorldError(name)
    worlds.version.change()


def end_overdue(worlds: Worlds) -> list[str]:
    """Drop the worlds whose time is over; their names."""
    rows = WorldRecord.objects.filter(expires_at__lte=real_time()).exclude(pk=MAIN)
    names = list(rows.values_list("name", flat=True))
    for name in names:
        try:
            delete_world(worlds, name)
        except UnknownWorldError:  # another process was faster
            continue
    return names


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
    if origin.startswith(SNAPSHOT):
        return _restored(worlds, name, snapshot_of(origin))
    settings = WorldSettings.from_start_values(dict(worlds.start_values))
    # What a fixture holds may depend on the day: that of the world's own clock.
    with use_world(World(MAIN, settings=settings, clock=clock_of(clock))):
        fixture = origin.removeprefix(FIXTURE)
        source = worlds.store.template(fixture, admin_hash(worlds))
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


def real_time() -> datetime:
    """Real, naive UTC: worlds end by the operating system's clock, whatever theirs says."""
    return real_now().replace(tzinfo=None)
