"""Putting rules and scenarios into the control database, and taking them out.

Whoever changes something tells the other processes of it (`Version.change`).
"""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction

from etpserver.emulator.control.moments import real_time
from etpserver.emulator.control.router import CONTROL
from etpserver.emulator.faults.models import ArmedScenario, FaultRule
from etpserver.emulator.models import WorldRecord
from etpserver.emulator.worlds.errors import UnknownWorldError

MOST_RULES = 1000  # of a world

Definition = Mapping[str, Any]


class TooManyRulesError(Exception):
    """A world has as many rules as it may."""

    def __init__(self) -> None:
        super().__init__(f"A world has {MOST_RULES} rules at most; delete some.")


@transaction.atomic(using=CONTROL)
def add_rules(
    world: str, definitions: Iterable[Definition], scenario: ArmedScenario | None = None
) -> list[FaultRule]:
    """Put checked rules behind those that are there.

    Raises `TooManyRulesError`, and `UnknownWorldError` where the world was dropped meanwhile: a
    later one of its name is not to find them.
    """
    _locked(world)
    rules = [_new(world, definition, scenario) for definition in definitions]
    if FaultRule.objects.filter(world=world).count() + len(rules) > MOST_RULES:
        raise TooManyRulesError
    for rule in rules:
        rule.save()
    return rules


@transaction.atomic(using=CONTROL)
def replace_rules(world: str, definitions: Iterable[Definition]) -> list[FaultRule]:
    """Let a world have these rules and no scenario."""
    clear(world)
    return add_rules(world, definitions)


@transaction.atomic(using=CONTROL)
def clear(world: str) -> None:
    """Let nothing fail on purpose any more."""
    end_scenarios(world)
    FaultRule.objects.filter(world=world).delete()


@transaction.atomic(using=CONTROL)
def arm_scenario(
    world: str,
    name: str,
    options: Mapping[str, Any],
    rules: Iterable[Definition],
    settings: Mapping[str, Any],
) -> ArmedScenario:
    """Let a world play a scenario, which takes the place of an earlier one of its name."""
    record = _locked(world)
    if end_scenarios(world, name):
        record.refresh_from_db(fields=["settings"])
    before = {setting: record.settings.get(setting) for setting in settings}
    WorldRecord.objects.filter(pk=world).update(settings={**record.settings, **settings})
    armed = ArmedScenario.objects.create(
        world=world, name=name, options=options, settings=settings, settings_before=before
    )
    add_rules(world, rules, armed)
    return armed


@transaction.atomic(using=CONTROL)
def end_scenarios(world: str, name: str | None = None) -> int:
    """End the scenario of a name, or all of a world: their rules and settings; how many."""
    found = ArmedScenario.objects.filter(world=world)
    if name is not None:
        found = found.filter(name=name)
    ended = list(found)
    for scenario in ended:
        _put_settings_back(scenario)
        scenario.delete()
    return len(ended)


def settings_after_reset(world: str) -> dict[str, Any]:
    """The settings of the scenarios that a reset keeps; ended, they leave the start values."""
    settings: dict[str, Any] = {}
    for scenario in ArmedScenario.objects.filter(world=world):
        settings |= scenario.settings
        scenario.settings_before = dict.fromkeys(scenario.settings)
        scenario.save(update_fields=["settings_before"])
    return settings


def armed_scenarios(world: str) -> list[ArmedScenario]:
    """The scenarios that a world plays."""
    return list(ArmedScenario.objects.filter(world=world))


def _locked(world: str) -> WorldRecord:
    record = WorldRecord.objects.select_for_update().filter(pk=world).first()
    if record is None:
        raise UnknownWorldError(world)
    return record


def _put_settings_back(scenario: ArmedScenario) -> None:
    """Settings that somebody has changed since stay as they are."""
    if not scenario.settings:
        return
    record = WorldRecord.objects.select_for_update().filter(pk=scenario.world).first()
    if record is None:
        return
    settings = dict(record.settings)
    for name, before in scenario.settings_before.items():
        if settings.get(name) == scenario.settings[name]:
            settings[name] = before
    kept = {name: value for name, value in settings.items() if value is not None}
    WorldRecord.objects.filter(pk=record.pk).update(settings=kept)


def _new(world: str, definition: Definition, scenario: ArmedScenario | None) -> FaultRule:
    ttl_s = definition.get("ttl_s")
    return FaultRule(
        world=world,
        scenario=scenario,
        definition=definition,
        expires_at=real_time() + timedelta(seconds=ttl_s) if ttl_s else None,
    )
