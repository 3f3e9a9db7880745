"""How a record is named: by its code first, then by its internal id."""

import re
from collections.abc import Iterable
from typing import Any, TypeVar

from django.db.models import Model, QuerySet

M = TypeVar("M", bound=Model)

# Manual 3.1.2: 0 or null if none; the empty text stands for none too.
NONE_TEXTS = frozenset({"", "0"})
# As a server writes an id: "007" and digits of other scripts are codes, never the id 7.
WHOLE_NUMBER = re.compile(r"[1-9][0-9]{0,17}")
LONGEST = 100  # no code is longer; beyond it nothing needs to be asked


def reference_text(value: Any) -> str | None:
    """What a reference says as text; None for "none".

    Raises:
        ValueError: the value is neither text nor a whole number.
    """
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise ValueError
    text = str(value).strip()
    return None if text in NONE_TEXTS else text


def find(records: QuerySet[M], code_field: str, text: str) -> M | None:
    """The record with this code, else with this id, else None."""
    if len(text) > LONGEST or "\0" in text:
        return None
    found = records.filter(**{code_field: text}).first()
    if found is None and (key := _as_key(records.model, text)) is not None:
        found = records.filter(pk=key).first()
    return found


def find_all(records: QuerySet[M], code_field: str, texts: Iterable[str]) -> dict[str, M]:
    """Each text that names a record, with that record; a constant number of queries."""
    wanted = {text for text in texts if len(text) <= LONGEST}
    found = {getattr(r, code_field): r for r in records.filter(**{f"{code_field}__in": wanted})}
    keys = {_as_key(records.model, text): text for text in wanted - found.keys()}
    keys.pop(None, None)
    if keys:
        found |= {keys[record.pk]: record for record in records.filter(pk__in=list(keys))}
    return found


def _as_key(model: type[Model], text: str) -> Any:
    """The text as a primary key of the model; None if it cannot be one."""
    if model._meta.pk.get_internal_type() == "CharField":
        return text
    return int(text) if WHOLE_NUMBER.fullmatch(text) else None
