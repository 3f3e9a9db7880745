"""Fields that bodies of the control plane share; a refusal says what would do."""

from collections.abc import Sequence
from typing import Any

from rest_framework import serializers

Field = serializers.Field[Any, Any, Any, Any]


class NumberField(Field):
    """A number of JSON; text and booleans are none."""

    default_error_messages = {"invalid": "takes {kind} from {low} to {high}"}

    def __init__(self, low: float, high: float, *, whole: bool = True, **options: Any) -> None:
        super().__init__(**options)
        self.low = low
        self.high = high
        self.whole = whole

    def to_internal_value(self, data: Any) -> Any:
        allowed = (int,) if self.whole else (int, float)
        is_number = isinstance(data, allowed) and not isinstance(data, bool)
        if not is_number or not self.low <= data <= self.high:
            kind = "a whole number" if self.whole else "a number"
            self.fail("invalid", kind=kind, low=f"{self.low:.12g}", high=f"{self.high:.12g}")
        return data


class OneOfField(serializers.ChoiceField):
    """One of a few; the refusal names them."""

    def __init__(self, choices: Sequence[str | int], **options: Any) -> None:
        known = ", ".join(str(choice) for choice in choices)
        messages: dict[str, Any] = {"invalid_choice": f"takes one of {known}"}
        super().__init__(choices, error_messages=messages, **options)
