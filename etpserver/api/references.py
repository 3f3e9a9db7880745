"""How a record is named: by its code first, then by its internal id."""

import re
from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from django.db.models import Model, QuerySet

from etpserver.api import statements

M = TypeVar("M", bound=Model)

# Manual 3.1.2: 0 or null if none; the empty text stands for none too.
NONE_TEXTS = frozenset({"", "0"})
# As a server writes an id: "007" and digits of other scripts are codes, never the id 7.
WHOLE_NUMBER = re.compile(r"[1-9][0-9]{0,17}")
MOST_CODES = 500  # of one call (manual 5.1, -82)
NAMED_IN_ERRORS = 20  # of those that are unknown
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


def listed_text(value: Any) -> str | None:
    """The same in a list of records, where "none" is no choice: 0 can only be a code."""
    text = reference_text(value)
    return "0" if text is None and str(value).strip() == "0" else text


def find(
    records: QuerySet[M], code_field: str, text: str, id_fields: Sequence[str] = ("pk",)
) -> M | None:
    """The record with this code, else with this id, else None."""
    if len(text) > LONGEST or "\0" in text:
        return None
    for path in (code_field, *id_fields):
        value = _as_value(records.model, path, text)
        if value is not None and (found := records.filter(**{path: value}).first()):
            return found
    return None


def find_key(
    records: QuerySet[Any], code_field: str, text: str, id_fields: Sequence[str] = ("pk",)
) -> Any:
    """The key of the record that `find` would answer, else None."""
    if len(text) > LONGEST or "\0" in text:
        return None
    for path in (code_field, *id_fields):
        value = _as_value(records.model, path, text)
        if value is not None and (key := statements.key_by(records, path, value)) is not None:
            return key
    return None


def find_all(
    records: QuerySet[M],
    code_field: str,
    texts: Iterable[str],
    id_fields: Sequence[str] = ("pk",),
) -> dict[str, M]:
    """Each text that names a record, with that record; a constant number of queries."""
    wanted = {text for text in texts if len(text) <= LONGEST}
    keys: dict[str, Any] = {}
    for path in (code_field, *id_fields):
        texts_of: dict[Any, list[str]] = {}
        for text in wanted - keys.keys():
            texts_of.setdefault(_as_value(records.model, path, text), []).append(text)
        texts_of.pop(None, None)
        if texts_of:
            rows = records.filter(**{f"{path}__in": list(texts_of)}).values_list(path, "pk")
            keys |= {text: key for value, key in rows for text in texts_of[value]}
    found = records.in_bulk(list(keys.values())) if keys else {}
    return {text: found[key] for text, key in keys.items()}


def _as_value(model: type[Model], path: str, text: str) -> Any:
    """The text as a value of the field at an ORM path; None if it cannot be one."""
    field: Any = None
    for name in path.split("__"):
        field = model._meta.pk if name == "pk" else model._meta.get_field(name)
        if field.is_relation:
            model, field = field.related_model, field.target_field
    if field.get_internal_type() in {"CharField", "TextField"}:
        return text
    return int(text) if WHOLE_NUMBER.fullmatch(text) else None
