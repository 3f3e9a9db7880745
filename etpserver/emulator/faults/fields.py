"""Fields of the bodies of rules and scenarios."""

from collections.abc import Mapping
from typing import Any

import orjson
from rest_framework import serializers

from etpserver.api.control.fields import Field, NumberField, OneOfField
from etpserver.api.control.views import ControlBody
from etpserver.emulator import json_paths
from etpserver.emulator.faults import kinds

MOST_VALUES = 100  # of one key
LONGEST_TEXT = 1000  # characters
LONGEST_BODY = 1_000_000  # bytes


class KeptField(Field):
    """JSON that is kept and shown again."""

    default_error_messages = {
        "too_long": "is too long",
        "unfit": "takes whole numbers of 64 bits at most",
    }

    def run_validation(self, data: Any = serializers.empty) -> Any:
        if data is not serializers.empty:
            try:
                size = len(orjson.dumps(data))
            except TypeError:
                self.fail("unfit")
            if size > LONGEST_BODY:
                self.fail("too_long")
        return super().run_validation(data)


class WordsField(KeptField):
    """A text or a list of texts; with `any_value`, numbers and booleans too."""

    default_error_messages = {"invalid": "takes {kind}, or a list of them: 1 to {most}"}

    def __init__(self, *, any_value: bool = False, **options: Any) -> None:
        super().__init__(**options)
        self.any_value = any_value

    def to_internal_value(self, data: Any) -> Any:
        items = data if isinstance(data, list) else [data]
        allowed = (str, int, float) if self.any_value else (str,)
        is_fit = 0 < len(items) <= MOST_VALUES and all(
            isinstance(item, allowed) and len(str(item)) <= LONGEST_TEXT for item in items
        )
        if not is_fit:
            kind = "a text, a number, true or false" if self.any_value else "a text"
            self.fail("invalid", kind=kind, most=MOST_VALUES)
        return data


class ValuesField(serializers.DictField):
    """Names and the values that are wanted; null: none."""

    default_error_messages = {"too_many": "takes {most} names at most"}
    child = WordsField(any_value=True, allow_null=True)

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, Mapping) and len(data) > MOST_VALUES:
            self.fail("too_many", most=MOST_VALUES)
        return super().to_internal_value(data)


class PartOfBodyField(KeptField):
    """An object, a JSONPath with what is there, or a text."""

    default_error_messages = {
        "invalid": "takes an object or a text",
        "no_path": "{path} is no JSONPath: {reason}",
    }

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, str | Mapping):
            self.fail("invalid")
        if json_paths.is_path(data):
            try:
                json_paths.compiled(data["path"])
            except json_paths.PathError as problem:
                self.fail("no_path", path=data["path"][:100], reason=problem)
        return data


class AnswerBodyField(KeptField):
    """A text, or any JSON."""

    def to_internal_value(self, data: Any) -> Any:
        return data


class LatencyField(Field):
    """Milliseconds, or how they are distributed."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, Mapping):
            body = DistributionBody(data=data)
            body.is_valid(raise_exception=True)
            return body.validated_data
        return NumberField(0, kinds.LONGEST_MS, whole=False).to_internal_value(data)


class DistributionBody(ControlBody):
    """How latencies are distributed, in milliseconds."""

    dist = OneOfField((kinds.FIXED, kinds.LOGNORMAL, kinds.UNIFORM))
    median = NumberField(0, kinds.LONGEST_MS, whole=False, required=False)
    sigma = NumberField(0, 10, whole=False, required=False)
    min = NumberField(0, kinds.LONGEST_MS, whole=False, required=False)
    max = NumberField(0, kinds.LONGEST_MS, whole=False, required=False)

    TAKES = {
        kinds.FIXED: ("median",),
        kinds.LOGNORMAL: ("median", "sigma"),
        kinds.UNIFORM: ("min", "max"),
    }

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        wanted = self.TAKES[attrs["dist"]]
        if attrs.keys() != {"dist", *wanted}:
            text = f"{attrs['dist']} takes {' and '.join(wanted)}"
            raise serializers.ValidationError({"dist": text})
        if attrs.get("min", 0) > attrs.get("max", 0):
            raise serializers.ValidationError({"min": "is greater than max"})
        return attrs
