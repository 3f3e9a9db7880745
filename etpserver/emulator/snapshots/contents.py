"""What an archive holds: the documented records, the command queue, and who may log in.

Not keys, sessions or the admin's log: what logins gave out belongs to one installation, and an
archive is made to be shared.
"""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.apps import apps
from django.db import models

from etpserver.emulator.fixtures.kinds import Model, kinds
from etpserver.emulator.snapshots.columns import Column

LEFT_OUT = frozenset({"staff_tokens"})
LOGINS = {"users": "accounts.User", "groups": "auth.Group", "api_clients": "accounts.ApiClient"}
# What users and groups belong to, by the fields that name it: its ids differ between databases.
NATURAL_NAMES = {
    "auth.Group": ("name",),
    "auth.Permission": ("content_type__app_label", "codename"),
}
# Keys of their own, which every server makes anew.
MADE_ANEW: Mapping[tuple[str, str], Callable[[], Any]] = {
    ("api_clients", "access_token"): lambda: secrets.token_hex(20)
}
# Old name -> new name, for archives of versions before a rename; none has happened so far.
RENAMED_KINDS: Mapping[str, str] = {}
RENAMED_FIELDS: Mapping[tuple[str, str], str] = {}  # (kind, old) -> new


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of record: its table, its fields, and for users what they belong to by name."""

    name: str
    model: type[Model]
    columns: tuple[Column, ...]
    made_anew: Mapping[str, Callable[[], Any]]  # left out of an archive
    lists: tuple[str, ...]  # `groups`, `user_permissions`

    @property
    def written(self) -> list[Column]:
        return [column for column in self.columns if column.name not in self.made_anew]

    @property
    def counts_its_ids(self) -> bool:
        return isinstance(self.model._meta.pk, models.AutoField)


@cache
def archived() -> Mapping[str, Kind]:
    """Every kind that archives hold, in the order they have it."""
    records = {name: model for name, model in kinds().items() if name not in LEFT_OUT}
    logins = {name: apps.get_model(label) for name, label in LOGINS.items()}
    return {name: _kind(name, model) for name, model in sorted({**records, **logins}.items())}


def _kind(name: str, model: type[Model]) -> Kind:
    columns = tuple(Column(field) for field in model._meta.concrete_fields)
    made_anew = {field: make for (kind, field), make in MADE_ANEW.items() if kind == name}
    # What records have many of are kinds of their own.
    lists = (field.name for field in model._meta.many_to_many) if name in LOGINS else ()
    return Kind(name, model, columns, made_anew, tuple(lists))
