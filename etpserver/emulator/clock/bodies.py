"""What calls may say about a clock, and how it is kept."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from rest_framework import serializers

from etpserver.api.clock import real_now
from etpserver.api.control.views import ControlBody
from etpserver.api.worlds import current_world
from etpserver.emulator.clock.modes import FROZEN, MODES, OFFSET, REAL, SCALED

FASTEST = 1_000_000
# A year on each side is left for what counts from the clock.
FIRST_YEAR, LAST_YEAR = 1970, 9000


class MomentField(serializers.Field[Any, Any, Any, Any]):
    """ISO 8601; without an offset it is the world's wall clock. Answers an aware moment."""

    json_schema: ClassVar = {"type": "string", "format": "date-time"}
    default_error_messages = {
        "invalid": "takes a time such as 2026-01-05T08:00:00+05:30",
        "range": f"takes a year from {FIRST_YEAR} to {LAST_YEAR}",
    }

    def to_internal_value(self, data: Any) -> datetime:
        try:
            moment = datetime.fromisoformat(data)
        except (TypeError, ValueError):
            self.fail("invalid")
        if not FIRST_YEAR <= moment.year <= LAST_YEAR:
            self.fail("range")
        if moment.tzinfo is None:
            return moment.replace(tzinfo=ZoneInfo(current_world().settings.time_zone))
        return moment


class ClockBody(ControlBody):
    """The body of `PUT /_etp/clock`."""

    mode = serializers.ChoiceField(MODES)
    now = MomentField(required=False)
    scale = serializers.FloatField(required=False, min_value=0.001, max_value=FASTEST)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs["mode"] == REAL and len(attrs) > 1:
            raise serializers.ValidationError({"mode": "The real clock takes nothing else."})
        if attrs["mode"] in {FROZEN, OFFSET} and "scale" in attrs:
            raise serializers.ValidationError({"scale": "Only a scaled clock has one."})
        if attrs["mode"] == SCALED and "scale" not in attrs:
            raise serializers.ValidationError({"scale": "A scaled clock needs one."})
        if attrs["mode"] == OFFSET and "now" not in attrs:
            raise serializers.ValidationError({"now": "What time is it there now?"})
        return attrs


class ClockOrTimeField(serializers.Field[Any, Any, Any, Any]):
    """The body of `PUT /_etp/clock`, or a time at which the clock stands still."""

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        if isinstance(data, Mapping):
            body = ClockBody(data=data)
            body.is_valid(raise_exception=True)
            found: dict[str, Any] = body.validated_data
            return found
        return {"mode": FROZEN, "now": MomentField().to_internal_value(data)}


def kept_clock(given: Mapping[str, Any]) -> dict[str, Any]:
    """What is kept of a checked clock: see `modes`."""
    mode = given["mode"]
    if mode == REAL:
        return {"mode": REAL}
    since = real_now()
    kept = {"mode": mode, "now": given.get("now", current_world().clock.read()).isoformat()}
    if mode == FROZEN:
        return kept
    return {**kept, "since": since.isoformat(), "scale": given.get("scale", 1)}
