"""What the bodies of writes take, as tables of docs/api/."""

from collections.abc import Callable
from typing import Any

from django.urls import resolve
from rest_framework.serializers import FileField

from etpserver.api.actions import MOST_CODES
from etpserver.api.fields import (
    ChoiceField,
    CodeField,
    DateField,
    FlagField,
    NameField,
    NumberField,
    ReferenceField,
    ReferencesField,
    TextField,
    TimeField,
    is_code,
)
from iclock.terminals.fields import CompanyField, HostField
from personnel.employees.serializers import FlowRoleField, PasswordField
from tests.docs.resources import RESOURCES, built
from tests.docs.tables import code, table


def body(prefix: str) -> str:
    kind = RESOURCES[prefix].serializer_class
    creates, updates = kind().fields, kind(RESOURCES[prefix].queryset.model()).fields
    rows = [
        (code(name), _needed(field, updates[name]), _takes(field) + _also(kind, name))
        for name, field in creates.items()
    ]
    return table(("field", "needed by", "takes"), rows)


def _needed(creating: Any, updating: Any) -> str:
    named = {"create": creating.required, "PUT": updating.required}
    return ", ".join(name for name, is_required in named.items() if is_required)


def own_body(operation_id: str) -> str:
    """The body of an operation like no other."""
    (chosen,) = (o for o in built() if o.id == operation_id)
    kind = resolve(chosen.path).func.initkwargs["serializer_class"]  # type: ignore[attr-defined]
    rows = [
        (code(name), "yes" if field.required else "", _takes(field) + _also(kind, name))
        for name, field in kind().fields.items()
    ]
    return table(("field", "needed", "takes"), rows)


def _also(kind: Any, name: str) -> str:
    spelled = [code(alias) for alias, field in kind.aliases.items() if field == name]
    return f"; also as {', '.join(spelled)}" if spelled else ""


def _takes(field: Any) -> str:
    return next(say(field) for kind, say in TAKES.items() if isinstance(field, kind))


def _code(field: CodeField) -> str:
    letters = "letters of any script, digits, `-`, `_`, `.` and inner spaces"
    if field.is_wellformed is not is_code:
        letters = "`A` to `Z`, `a` to `z`, digits, `-`, `_` and `.`"
    reserved = ", ".join(code(word) for word in field.reserved)
    return f"1 to {field.max_length} characters: {letters}; unique, never changed; not {reserved}"


def _choice(field: ChoiceField) -> str:
    blank = ['""'] if field.allow_blank else []
    return f"one of {', '.join(code(str(choice)) for choice in [*field.choices, *blank])}"


def _reference(field: ReferenceField) -> str:
    none = "" if field.required else '; `null`, `""` or `0` for none'
    return f"a code, else an id, as text or number{none}"


# What a field of each kind takes.
TAKES: dict[type, Callable[[Any], str]] = {
    CodeField: _code,
    NameField: lambda field: f"1 to {field.max_length} characters",
    TextField: lambda field: f"up to {field.max_length} characters",
    NumberField: lambda field: f"a whole number from {field.min_value} to {field.max_value}",
    ChoiceField: _choice,
    FlagField: lambda field: "`true` or `false`",
    DateField: lambda field: "a day, `YYYY-MM-DD`",
    TimeField: lambda field: "a time, `YYYY-MM-DD HH:MM:SS`",
    FileField: lambda field: "a file",
    HostField: lambda field: 'an IPv4 or IPv6 address or a host name; `null` or `""` for none',
    CompanyField: lambda field: 'a UUID; `null`, `""` or `0` for the default one',
    ReferenceField: _reference,
    ReferencesField: lambda field: (
        f"1 to {MOST_CODES} codes, else ids: a list, one of them, or a text with commas"
    ),
    PasswordField: lambda field: (
        f"up to {field.max_length} characters: a password, or an encoded hash of one"
    ),
    FlowRoleField: lambda field: (
        f"up to {field.max_length} whole numbers of 32 bits, which are only stored"
    ),
}
