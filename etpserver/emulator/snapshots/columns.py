"""A field's values as an archive writes them, and reading them strictly.

Times and dates are written as on the wire, UUIDs with their hyphens, bytes as base64, references
as the id they hold.
"""

import base64
import binascii
import json
import math
import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import models
from rest_framework.exceptions import ParseError

from etpserver.api.parsers import refuse_unstorable
from etpserver.emulator.fixtures import kinds
from etpserver.emulator.fixtures.records import UNSTORABLE

DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
TIME = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{6})?", re.ASCII)


class Column:
    """A field of a kind of record."""

    def __init__(self, field: kinds.Column) -> None:
        self.field = field
        self.name: str = field.name
        kind = kinds.stored_type(field)
        self.write: Callable[[Any], Any] = WRITERS.get(kind, _same)
        self._read = READERS[kind]
        self._checks = _checks(field)

    def read(self, given: Any) -> Any:
        """The value; raises `ValueError` with what is wrong."""
        if given is None:
            if not self.field.null:
                raise ValueError("takes a value, not null.")
            return None
        value = self._read(given)
        try:
            self._checks.run_validators(value)
        except ValidationError as problem:
            raise ValueError(" ".join(problem.messages)) from problem
        return value

    def default(self) -> Any:
        """What a record of an older version has; raises `ValueError` where it must have one."""
        if self.field.primary_key:
            raise ValueError("is required: it is what other records refer to.")
        if self.field.has_default():
            return self.field.get_default()
        if self.field.null:
            return None
        raise ValueError("is required.")


def _checks(field: kinds.Column) -> kinds.Column:
    """The field whose lengths and ranges hold for the value: a reference has its target's."""
    while isinstance(field, models.ForeignKey):
        field = field.target_field
    return field


def _same(value: Any) -> Any:
    return value


def _text(given: Any) -> str:
    if not isinstance(given, str):
        raise ValueError(f"takes text, not {_shown(given)}.")
    if UNSTORABLE.search(given):
        raise ValueError("holds a NUL or half a surrogate pair.")
    return given


def _whole(given: Any) -> int:
    if not isinstance(given, int) or isinstance(given, bool):
        raise ValueError(f"takes a whole number, not {_shown(given)}.")
    return given


def _number(given: Any) -> float:
    is_number = isinstance(given, int | float) and not isinstance(given, bool)
    try:
        value = float(given) if is_number else math.nan
    except OverflowError:
        value = math.inf
    if not math.isfinite(value):
        raise ValueError(f"takes a number, not {_shown(given)}.")
    return value + 0.0  # SQLite knows no -0.0


def _truth(given: Any) -> bool:
    if not isinstance(given, bool):
        raise ValueError(f"takes true or false, not {_shown(given)}.")
    return given


def _date(given: Any) -> date:
    if isinstance(given, str) and DATE.fullmatch(given):
        try:
            return date.fromisoformat(given)
        except ValueError:
            pass
    raise ValueError(f"takes a date such as 2026-01-31, not {_shown(given)}.")


def _time(given: Any) -> datetime:
    if isinstance(given, str) and TIME.fullmatch(given):
        try:
            return datetime.fromisoformat(given)
        except ValueError:
            pass
    raise ValueError(f"takes a time such as 2026-01-31 09:00:00, not {_shown(given)}.")


def _uuid(given: Any) -> UUID:
    try:
        return UUID(_text(given))
    except ValueError as problem:
        raise ValueError(f"takes a UUID, not {_shown(given)}.") from problem


def _bytes(given: Any) -> bytes:
    try:
        return base64.b64decode(_text(given), validate=True)
    except binascii.Error as problem:
        raise ValueError(f"takes text in base64, not {_shown(given)}.") from problem


def _json(given: Any) -> Any:
    try:
        refuse_unstorable(given)
    except ParseError as problem:
        raise ValueError(str(problem.detail)) from problem
    return given


def _shown(given: Any) -> str:
    return repr(given)[:80]


def _sorted(value: Any) -> Any:
    """The value with the keys of its objects in one order, which PostgreSQL does not keep."""
    return json.loads(json.dumps(value, sort_keys=True))


WRITERS: dict[str, Callable[[Any], Any]] = {
    "BinaryField": lambda value: base64.b64encode(value).decode(),
    "DateField": date.isoformat,
    "DateTimeField": str,
    "JSONField": _sorted,
    "UUIDField": str,
}
READERS: dict[str, Callable[[Any], Any]] = {
    **dict.fromkeys(("AutoField", "BigAutoField", "BigIntegerField"), _whole),
    **dict.fromkeys(("IntegerField", "PositiveIntegerField"), _whole),
    **dict.fromkeys(("CharField", "TextField"), _text),
    "BinaryField": _bytes,
    "BooleanField": _truth,
    "DateField": _date,
    "DateTimeField": _time,
    "FloatField": _number,
    "JSONField": _json,
    "UUIDField": _uuid,
}
