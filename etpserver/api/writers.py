"""The base of write serializers: what a create or update may send."""

from collections.abc import Mapping
from typing import Any, ClassVar

from rest_framework import serializers
from rest_framework.exceptions import ValidationError

UNKNOWN_FIELD = "This field is not documented."


class RecordWriter(serializers.Serializer[Any]):
    """Checks a body; services write it.

    `key_field` names the record: it is needed to create one, may be repeated in an update and
    must then be the stored one. `aliases` maps other names of a field to the documented one.
    """

    key_field: ClassVar[str]
    aliases: ClassVar[Mapping[str, str]] = {}

    def __init__(self, *args: Any, is_strict: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_strict = is_strict
        if self.instance is not None:
            self.fields[self.key_field].required = False

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, Mapping):
            data = self._with_documented_names(data)
            if self.is_strict and (unknown := self.unknown_fields(data)):
                raise ValidationError({name: [UNKNOWN_FIELD] for name in unknown})
        return super().to_internal_value(data)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if self.instance is not None and self.key_field in attrs:
            stored = getattr(self.instance, self.key_field)
            if attrs.pop(self.key_field) != stored:
                raise ValidationError({self.key_field: [f"It is {stored} and cannot be changed."]})
        return attrs

    def unknown_fields(self, data: Mapping[str, Any]) -> list[str]:
        """The keys of a body that no field takes, in their order."""
        return [name for name in data if name not in self.fields and name not in self.aliases]

    def _with_documented_names(self, data: Mapping[str, Any]) -> Mapping[str, Any]:
        used = {alias: name for alias, name in self.aliases.items() if alias in data}
        if not used:
            return data
        renamed = {name: value for name, value in data.items() if name not in used}
        for alias, name in used.items():
            renamed.setdefault(name, data[alias])
        return renamed
