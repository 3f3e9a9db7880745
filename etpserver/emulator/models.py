"""What the control plane remembers.

All but `Chance` lie in the control database, beside the worlds' own (`ControlRouter`): a reset or
a restored snapshot leaves them alone. `Chance` lies in every world, so that a reset world draws
the same again.
"""

from typing import ClassVar

from django.db import models

from etpserver.emulator.faults.models import ArmedScenario, FaultCaller, FaultRule
from etpserver.emulator.journal.models import Happening
from etpserver.emulator.simulate.models import PluggedOut, WaitingPunch

__all__ = [
    "ArmedScenario",
    "Chance",
    "ControlVersion",
    "FaultCaller",
    "FaultRule",
    "Happening",
    "PluggedOut",
    "SharedSecret",
    "Snapshot",
    "WaitingPunch",
    "WorldKey",
    "WorldRecord",
]


class WorldRecord(models.Model):
    """A world: where its state lies, what it was made of, its clock and its settings."""

    name = models.CharField(max_length=63, primary_key=True)
    # A file beside the others, or a database; empty: the one that `--database` names.
    generation = models.CharField(max_length=200, default="", blank=True)
    # What it was made of and what `seed` means for it: `fixture:demo`, `empty`, `snapshot:before`.
    origin = models.CharField(max_length=300)
    seed = models.BigIntegerField(default=0)
    first_seed = models.BigIntegerField(default=0)  # what a reset goes back to
    settings = models.JSONField(default=dict)  # only what differs from the start values
    clock = models.JSONField(default=dict)
    first_clock = models.JSONField(default=dict)  # what a reset goes back to
    # Of which migrations its tables are: `migrations_digest()` of who made or last migrated them.
    schema = models.CharField(max_length=64, default="", blank=True)
    created_at = models.DateTimeField()  # real time, UTC
    expires_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name


class WorldKey(models.Model):
    """Which world gave a key, so that a request with the key alone finds its world."""

    digest = models.CharField(max_length=64, primary_key=True)
    world = models.CharField(max_length=63, db_index=True)

    def __str__(self) -> str:
        return f"{self.digest[:8]} of {self.world}"


class Snapshot(models.Model):
    """A saved state; one namespace for all worlds of a server."""

    name = models.CharField(max_length=63, primary_key=True)
    note = models.CharField(max_length=500, default="", blank=True)
    place = models.CharField(max_length=200)
    world = models.CharField(max_length=63)  # empty: it was uploaded
    seed = models.BigIntegerField(default=0)
    clock = models.JSONField(default=dict)  # standing, as `PUT /_etp/clock` takes it
    schema = models.CharField(max_length=64, default="", blank=True)
    rows = models.IntegerField(default=0)
    size = models.BigIntegerField(default=0)  # bytes
    created_at = models.DateTimeField()  # real time, UTC

    class Meta:
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name


class ControlVersion(models.Model):
    """Changes with every change of control state; asked by servers that share a database."""

    value = models.CharField(max_length=32)

    def __str__(self) -> str:
        return self.value


class SharedSecret(models.Model):
    """The mark of the secret that servers which share this database sign with."""

    mark = models.CharField(max_length=64)

    def __str__(self) -> str:
        return self.mark[:8]


class Chance(models.Model):
    """How often a world's generator was asked; in the world itself, so that a copy goes on."""

    drawn = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.drawn)
