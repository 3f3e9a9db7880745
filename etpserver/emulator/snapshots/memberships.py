"""What users and groups of an archive belong to: groups and permissions, by name."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import Model

from etpserver.emulator.snapshots.contents import NATURAL_NAMES, Kind
from etpserver.emulator.snapshots.errors import Found, record_error
from etpserver.emulator.worlds.stores import SNAPSHOT


@dataclass(frozen=True, slots=True)
class Membership:
    """The names in one list of one record."""

    found: Found
    kind: Kind
    field: str
    names: list[str]


class Memberships:
    """Noted with their records, stored when all are there: a user may stand before its group."""

    def __init__(self) -> None:
        self._noted: list[Membership] = []
        self._ids: dict[type[Model], dict[str, Any]] = {}

    def note(self, found: Found, kind: Kind, field: str, names: Any) -> None:
        """Note a list as it is written; raises `ArchiveError`."""
        if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
            raise record_error(found, kind.model, field, "takes a list of names.")
        if names:
            self._noted.append(Membership(found, kind, field, names))

    def store(self) -> None:
        """Store what was noted; raises `ArchiveError`."""
        for noted in self._noted:
            relation: Any = noted.kind.model._meta.get_field(noted.field)
            ids = self._ids_by_name(relation.related_model)
            key = noted.kind.model._meta.pk
            holder = key.to_python(noted.found.row[key.name])
            here, there = relation.m2m_field_name(), relation.m2m_reverse_field_name()
            rows = []
            for name in dict.fromkeys(noted.names):
                if name not in ids and relation.related_model is Permission:
                    continue  # of another version's tables: here it would permit nothing
                if name not in ids:
                    message = f"there is no {name[:100]!r}."
                    raise record_error(noted.found, noted.kind.model, noted.field, message)
                rows.append({f"{here}_id": holder, f"{there}_id": ids[name]})
            between = relation.remote_field.through
            between._base_manager.using(SNAPSHOT).bulk_create(between(**row) for row in rows)

    def _ids_by_name(self, model: type[Model]) -> dict[str, Any]:
        if model not in self._ids:
            parts = NATURAL_NAMES[model._meta.label]
            rows = model._base_manager.using(SNAPSHOT).values_list("pk", *parts)
            self._ids[model] = {".".join(words): key for key, *words in rows}
        return self._ids[model]
