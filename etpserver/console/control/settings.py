"""A form for each setting of a world."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from etpserver.console.actions import Action, Field
from etpserver.emulator.settings.bodies import NAMES
from etpserver.env import BY_NAME, Setting, as_text


@dataclass(frozen=True, slots=True)
class Shown:
    """A setting, what it is now, and the form that changes it."""

    setting: Setting
    value: str
    action: Action

    @property
    def given(self) -> dict[str, str]:
        return {self.setting.name: self.value}


def setting_actions() -> list[Action]:
    """One for each setting, by the name of `setting-<name>`."""
    return [_action(BY_NAME[name]) for name in NAMES]


def settings_shown(values: Mapping[str, Any]) -> list[Shown]:
    """Those of a world, by name -> value as `/_etp/settings` answers them."""
    return [
        Shown(BY_NAME[name], as_text(values[name]), _action(BY_NAME[name]))
        for name in NAMES
        if name in values
    ]


def _action(setting: Setting) -> Action:
    options = [(value, value) for value in setting.choices]
    field = Field(
        setting.name,
        setting.name,
        "select" if options else "text",
        options,
        placeholder=setting.default,
        initial=setting.default,
    )
    return Action(
        f"setting-{setting.name}",
        "Set",
        "PATCH",
        "settings",
        fields=(field,),
        done=lambda content: f"{setting.name} is {as_text(content['settings'][setting.name])}.",
    )
