"""The base of write serializers: what a body may hold."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.http import QueryDict
from rest_framework import serializers
from rest_framework.exceptions import ValidationError

UNKNOWN_FIELD = "This field is not documented."


def _copied(data: Mapping[str, Any]) -> dict[str, Any]:
    """A shallow copy that may be changed; a QueryDict's own would copy uploads too."""
    if not isinstance(data, QueryDict):
        return dict(data)
    made = QueryDict(mutable=True)
    for name, values in data.lists():
        made.setlist(name, values)
    return made


def _put(body: dict[str, Any], name: str, value: Any) -> None:
    if isinstance(body, QueryDict):
        body.setlist(name, value)  # a form may repeat a field
    else:
        body[name] = value


class Body(serializers.Serializer[Any]):
    """Checks a body; `aliases` maps other names of a field to the documented one."""

    aliases: ClassVar[Mapping[str, str]] = {}

    def __init__(
        self, *args: Any, is_strict: bool = False, also: Sequence[str] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.is_strict = is_strict
        self.also = also  # names that the body may hold and somebody else reads

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, Mapping):
            data = self._with_documented_names(data)
            if self.is_strict and (unknown := self.unknown_fields(data)):
                raise ValidationError({name: [UNKNOWN_FIELD] for name in unknown})
        return super().to_internal_value(data)

    def unknown_fields(self, data: Mapping[str, Any]) -> list[str]:
        """The keys of a body that no field takes, in their order."""
        known = {*self.fields, *self.aliases, *self.also}
        return [name for name in data if name not in known]

    def _with_documented_names(self, data: Mapping[str, Any]) -> Mapping[str, Any]:
        used = {alias: name for alias, name in self.aliases.items() if alias in data}
        if not used:
            return data
        renamed = _copied(data)
        for alias, name in used.items():
            value = renamed.pop(alias)
            if name not in renamed:
                _put(renamed, name, value)
        return renamed


class RecordWriter(Body):
    """The body of a create or update; services write it.

    `key_field` names the record: it is needed to create one, may be repeated in an update and
    must then be the stored one.
    """

    key_field: ClassVar[str]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance is not None:
            self.fields[self.key_field].required = False

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if self.instance is not None and self.key_field in attrs:
            stored = getattr(self.instance, self.key_field)
            if attrs.pop(self.key_field) != stored:
                raise ValidationError({self.key_field: [f"It is {stored} and cannot be changed."]})
        return attrs
