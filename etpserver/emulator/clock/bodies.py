"""What calls may say about a clock, and how it is kept."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.utils.dateparse import parse_duration
from rest_framework import serializers

from etpserver.api.clock import from_local, real_now, world_zone
from etpserver.api.control.fields import NumberField, OneOfField
from etpserver.api.control.views import ControlBody
from etpserver.api.worlds import current_world
from etpserver.emulator.clock.modes import FROZEN, MODES, OFFSET, REAL, SCALED, advanced

SLOWEST = 0.001
FASTEST = 86_400  # a day of theirs in a second of ours
# A year on each side is left for what counts from the clock.
FIRST_YEAR, LAST_YEAR = 1970, 9000


def written(moment: datetime) -> str:
    """A moment as answers show it: ISO 8601 with the offset of the world's zone."""
    return moment.astimezone(world_zone()).isoformat()


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
            return from_local(moment)
        return moment


class DurationField(serializers.Field[Any, Any, Any, Any]):
    """An ISO 8601 duration in days, hours, minutes and seconds; none is negative."""

    default_error_messages = {"invalid": "takes a duration such as PT8H, PT90S or P2DT30M"}

    def to_internal_value(self, data: Any) -> timedelta:
        # Django reads other forms too, which the OpenAPI document could not name.
        is_iso = isinstance(data, str) and data.startswith("P")
        try:
            found = parse_duration(data) if is_iso else None
        except OverflowError:
            found = None
        if found is None or found < timedelta():
            self.fail("invalid")
        return found


class ScaleField(NumberField):
    """How many seconds pass there in one of ours."""

    def __init__(self, **options: Any) -> None:
        super().__init__(SLOWEST, FASTEST, whole=False, **options)

    def to_internal_value(self, data: Any) -> float:
        return float(super().to_internal_value(data))


class AdvanceBody(ControlBody):
    """The body of `POST /_etp/clock/advance`: how far, or until when."""

    by = DurationField(required=False)
    to = MomentField(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if len(attrs) != 1:
            raise serializers.ValidationError("By how much, or to which time? Pass one of by, to.")
        return attrs


class ClockBody(ControlBody):
    """The body of `PUT /_etp/clock`."""

    mode = OneOfField(MODES)
    now = MomentField(required=False)
    scale = ScaleField(required=False)

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
    moment = given.get("now", current_world().clock.read())
    return advanced({"mode": mode, "scale": given.get("scale", 1)}, moment, since)
