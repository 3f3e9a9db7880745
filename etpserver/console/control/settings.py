"""A form for each setting of a world."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from etpserver.console.actions import Action, Field, FieldError
from etpserver.emulator.settings.bodies import NAMES
from etpserver.env import BY_NAME, Setting

CHOICES: Mapping[str, tuple[str, ...]] = {
    "validate": ("vendor", "strict"),
    "error_style": ("both", "vendor", "drf"),
    "api_license": ("active", "inactive"),
    "time_bounds": ("inclusive", "exclusive"),
    "unknown_paths": ("json404", "html200"),
    "device_user_sync": ("off", "update", "create"),
    "auto_add_terminals": ("true", "false"),
    "magic": ("true", "false"),
}


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
    return [
        Shown(BY_NAME[name], _text(values[name]), _action(BY_NAME[name]))
        for name in NAMES
        if name in values
    ]


def _action(setting: Setting) -> Action:
    choices = CHOICES.get(setting.name, ())
    options = [(value, value) for value in choices]
    field = Field(
        setting.name,
        setting.name,
        "select" if choices else "text",
        options,
        placeholder=setting.default,
        initial=setting.default,
        read=_value,
    )
    return Action(
        f"setting-{setting.name}",
        "Set",
        "PATCH",
        "settings",
        fields=(field,),
        done=lambda content: f"{setting.name} is {_text(content['settings'][setting.name])}.",
    )


def _value(text: str) -> str:
    if len(text) > 4096:
        raise FieldError("is too long")
    return text


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
