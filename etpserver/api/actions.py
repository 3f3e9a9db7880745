"""Bulk actions: `POST <resource>/action/` with `object_codes` and `action_type`."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict

from etpserver.api.errors import DomainError
from etpserver.api.parsers import as_list
from etpserver.api.references import MOST_CODES, NAMED_IN_ERRORS, find_all, listed_text
from etpserver.api.vendor_codes import PROGRAM_ERROR, TOO_MANY_CODES, UNKNOWN_ACTION

OBJECTS = ("object_codes", "object_ids", "objects")


@dataclass(frozen=True, slots=True)
class BulkAction:
    """One `action_type`: what it does to the named records, and the right it takes."""

    name: str
    run: Callable[[QuerySet[Any, Any]], None]
    right: str = "change"


def chosen_action(body: Mapping[str, Any], actions: Sequence[BulkAction]) -> BulkAction:
    """The action a body asks for."""
    asked = body.get("action_type")
    for action in actions:
        if action.name == asked:
            return action
    known = ", ".join(action.name for action in actions)
    raise DomainError(
        f"action_type is one of: {known}.", vendor_code=UNKNOWN_ACTION, field="action_type"
    )


def named_values(body: Mapping[str, Any], names: Sequence[str] = OBJECTS) -> list[Any]:
    """The codes or ids of a body as sent: a list, one value or a comma-separated text."""
    field = names[0]
    sent = next((_sent(body, name) for name in names if name in body), None)
    values = [] if sent is None else as_list(sent)
    if not values:
        raise DomainError("Name at least one record.", field=field)
    if len(values) > MOST_CODES:
        raise DomainError(
            f"At most {MOST_CODES} codes in one call.", vendor_code=TOO_MANY_CODES, field=field
        )
    return values


def named_records(  # noqa: PLR0913  each is said by name
    records: QuerySet[Any, Any],
    code_field: str,
    values: Sequence[Any],
    *,
    id_fields: Sequence[str] = ("pk",),
    field: str = OBJECTS[0],
    unknown: int = PROGRAM_ERROR,
) -> QuerySet[Any, Any]:
    """The records that the values name, each by its code, then by its id; all must exist."""
    texts = [_text(value, field) for value in values]
    found = find_all(records, code_field, [text for text in texts if text is not None], id_fields)
    missing = [value for value, text in zip(values, texts, strict=True) if text not in found]
    if missing:
        names = ", ".join(str(value)[:100] for value in missing[:NAMED_IN_ERRORS])
        more = f" and {len(missing) - NAMED_IN_ERRORS} more" * (len(missing) > NAMED_IN_ERRORS)
        raise DomainError(f"Unknown: {names}{more}.", vendor_code=unknown, field=field)
    return records.filter(pk__in=[record.pk for record in found.values()])


def success(action: BulkAction, values: list[Any]) -> dict[str, str]:
    """The answer of an action."""
    # Manual 4.2.3: the values as sent, in Python's list form.
    return {"detail": f"Success. {action.name}:{values!r}"}


def _sent(body: Mapping[str, Any], name: str) -> Any:
    repeated = body.getlist(name) if isinstance(body, QueryDict) else []
    return repeated if len(repeated) > 1 else body[name]


def _text(value: Any, field: str) -> str | None:
    try:
        return listed_text(value)
    except ValueError as problem:
        raise DomainError("Codes are texts or whole numbers.", field=field) from problem
