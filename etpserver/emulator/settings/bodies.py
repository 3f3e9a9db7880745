"""What a call may say about settings: the checks are those of the start values."""

from typing import Any

from rest_framework import serializers

from etpserver.api.control.views import ControlBody
from etpserver.api.worlds import WorldSettings
from etpserver.env import BY_NAME, Setting, SettingError, as_text

NAMES = tuple(WorldSettings.__slots__)
LONGEST = 4096  # characters


class SettingField(serializers.Field[Any, Any, Any, Any]):
    """One setting, checked as its `ETP_*` variable is; null stands for the start value."""

    default_error_messages = {
        "kind": "takes text, a number, true or false",
        "long": f"takes at most {LONGEST} characters",
    }

    def __init__(self, setting: Setting) -> None:
        super().__init__(required=False, allow_null=True, help_text=setting.help)
        self.setting = setting

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, str | int | float):
            self.fail("kind")
        text = as_text(data)
        if len(text) > LONGEST:
            self.fail("long")
        try:
            return self.setting.read(text)
        except SettingError as problem:
            raise serializers.ValidationError(str(problem)) from problem


class SettingsBody(ControlBody):
    """Some of a world's settings."""

    def get_fields(self) -> dict[str, Any]:
        return {name: SettingField(BY_NAME[name]) for name in NAMES}
