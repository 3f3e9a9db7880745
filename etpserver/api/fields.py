"""Fields of write serializers, with the vendor's error codes."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Model, QuerySet
from django.http import QueryDict
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ValidationError

from etpserver.api.errors import vendor_error
from etpserver.api.parsers import as_list
from etpserver.api.references import (
    MOST_CODES,
    NAMED_IN_ERRORS,
    find,
    find_all,
    listed_text,
    reference_text,
)
from etpserver.api.times import parse_time
from etpserver.api.vendor_codes import PROGRAM_ERROR, TIME_FORMAT, TOO_MANY_CODES

# Letters of any script, digits, - _ . and inner spaces; no slash, which would split a path.
CODE = re.compile(r"[\w.-]+(?: +[\w.-]+)*")


def is_code(text: str) -> bool:
    """Whether a text may be a record's code."""
    # Vowel signs and accents belong to letters: without them no Hindi code could be written.
    return bool(CODE.fullmatch("".join(c for c in text if unicodedata.category(c)[0] != "M")))


def when_missing(code: int) -> dict[str, int]:
    """The vendor code of a field that is not there, null or blank."""
    return dict.fromkeys(("required", "null", "blank", "empty"), code)


class VendorField(serializers.Field[Any, Any, Any, Any]):
    """Gives the errors DRF raises for it the vendor's codes: by kind of error, else -1."""

    vendor_codes: Mapping[str, int] = {}
    other_code = PROGRAM_ERROR

    def run_validation(self, data: Any = serializers.empty) -> Any:
        try:
            return super().run_validation(data)
        except ValidationError as problem:
            raise ValidationError(self._with_code(problem.detail)) from problem

    def _with_code(self, detail: Any) -> Any:
        if isinstance(detail, list):
            return [self._with_code(line) for line in detail]
        if isinstance(detail, dict):  # of a list: by position
            return [line for lines in detail.values() for line in self._with_code(lines)]
        if isinstance(detail.code, int):
            return detail
        code = self.vendor_codes.get(detail.code, self.other_code)
        return ErrorDetail(str(detail), code=code)  # type: ignore[arg-type]


class CharField(VendorField, serializers.CharField):
    """Text, or a whole number for it; a float has no one way of being written."""

    def to_internal_value(self, data: Any) -> str:
        if isinstance(data, float):
            self.fail("invalid")
        text: str = super().to_internal_value(data)
        return text


class NameField(CharField):
    """A required name."""

    def __init__(self, *, missing: int = PROGRAM_ERROR, max_length: int = 100) -> None:
        super().__init__(max_length=max_length)
        self.vendor_codes = when_missing(missing)


class TextField(CharField):
    """An optional text; "" is kept as sent."""

    def __init__(self, max_length: int) -> None:
        super().__init__(max_length=max_length, required=False, allow_blank=True, allow_null=True)


class NumberField(VendorField, serializers.IntegerField):
    """An optional whole number in a range."""

    def __init__(self, low: int, high: int, *, required: bool = False) -> None:
        super().__init__(min_value=low, max_value=high, required=required, allow_null=not required)


class ChoiceField(VendorField, serializers.ChoiceField):
    """An optional value out of a few."""

    def __init__(self, *choices: str | int, allow_blank: bool = False) -> None:
        super().__init__(choices, required=False, allow_null=True, allow_blank=allow_blank)


class FlagField(VendorField, serializers.BooleanField):
    """True or false; null is the default."""

    def __init__(self) -> None:
        super().__init__(required=False, allow_null=True)
        # A form that leaves the field out does not say "unchecked": what is not sent is kept.
        self.default_empty_html = serializers.empty


class DateField(VendorField, serializers.DateField):
    """A day as YYYY-MM-DD."""

    other_code = TIME_FORMAT

    def __init__(self, *, required: bool = False) -> None:
        super().__init__(required=required, allow_null=not required)
        self.vendor_codes = when_missing(PROGRAM_ERROR)


class TimeField(VendorField):
    """A moment of the server's local time; an offset is dropped, not converted."""

    other_code = TIME_FORMAT
    default_error_messages = {"invalid": "A time looks like 2025-06-19 04:55:31."}

    def __init__(self, *, required: bool = False) -> None:
        super().__init__(required=required, allow_null=not required)
        self.vendor_codes = when_missing(PROGRAM_ERROR)

    def to_internal_value(self, data: Any) -> datetime:
        try:
            return parse_time(data)
        except ValueError:
            self.fail("invalid")


class CodeField(CharField):
    """A record's own code: unique, never changed, no static path of its resource."""

    default_error_messages = {
        "malformed": "Codes are made of letters, digits, '-', '_', '.' and inner spaces.",
        "reserved": "This code is a path of its resource; choose another one.",
    }

    def __init__(  # noqa: PLR0913  each is said by name
        self,
        *,
        reserved: tuple[str, ...] = (),
        is_taken: Callable[[str], bool],
        missing: int = PROGRAM_ERROR,
        malformed: int = PROGRAM_ERROR,
        taken: int = PROGRAM_ERROR,
        max_length: int = 30,
        is_wellformed: Callable[[str], object] = is_code,
    ) -> None:
        super().__init__(max_length=max_length)
        self.reserved = reserved
        self.is_taken = is_taken
        self.vendor_codes = when_missing(missing)
        self.other_code = malformed
        self.taken = taken
        self.is_wellformed = is_wellformed

    def run_validators(self, value: Any) -> None:
        super().run_validators(value)
        # "." and ".." would be folded away by clients that normalise paths.
        if not self.is_wellformed(value) or value in {".", ".."}:
            self.fail("malformed")
        if value in self.reserved:
            self.fail("reserved")
        # Updates repeat the stored code; an import looks for existing records by itself.
        writer: Any = self.parent
        is_create = writer is not None and writer.instance is None
        if is_create and self.is_taken(value):
            raise vendor_error(f"{value} is taken.", self.taken)


class ReferenceField(VendorField):
    """Another record by its code, then by its id, as text or number; none by null, "" or 0."""

    default_error_messages = {
        "invalid": "A reference is a code or an id.",
        "unknown": "Unknown: {value}.",
    }

    def __init__(
        self,
        records: Callable[[], QuerySet[Any, Any]],
        code_field: str,
        *,
        unknown: int = PROGRAM_ERROR,
        required: bool = False,
    ) -> None:
        super().__init__(required=required, allow_null=not required)
        self.records = records
        self.code_field = code_field
        self.other_code = unknown

    def to_internal_value(self, data: Any) -> Model | None:
        try:
            text = reference_text(data)
        except ValueError:
            self.fail("invalid")
        if text is None:
            if not self.allow_null:
                self.fail("required")
            return None
        found: Model | None = find(self.records(), self.code_field, text)
        if found is None:
            self.fail("unknown", value=text[:100])
        return found


class ReferencesField(VendorField):
    """Several records, each by its code, then by its id: a list, one, or a comma-separated text."""

    default_error_messages = {
        "empty": "Name at least one.",
        "invalid": "References are codes or ids.",
        "unknown": "Unknown: {value}.",
        "too_many": f"At most {MOST_CODES} codes in one call.",
    }

    def __init__(
        self,
        records: Callable[[], QuerySet[Any, Any]],
        code_field: str,
        *,
        unknown: int = PROGRAM_ERROR,
        empty: int = PROGRAM_ERROR,
    ) -> None:
        super().__init__()
        self.records = records
        self.code_field = code_field
        self.other_code = unknown
        self.vendor_codes = {**when_missing(empty), "too_many": TOO_MANY_CODES}

    def get_value(self, dictionary: Mapping[Any, Any]) -> Any:
        """A form may repeat the field."""
        name = str(self.field_name)
        if isinstance(dictionary, QueryDict) and len(dictionary.getlist(name)) > 1:
            return dictionary.getlist(name)
        return super().get_value(dictionary)

    def to_internal_value(self, data: Any) -> list[Any]:
        values = as_list(data)
        if not values:
            self.fail("empty")
        if len(values) > MOST_CODES:
            self.fail("too_many")
        try:
            texts = [listed_text(value) for value in values]
        except ValueError:
            self.fail("invalid")
        found = find_all(self.records(), self.code_field, [text for text in texts if text])
        missing = [value for value, text in zip(values, texts, strict=True) if text not in found]
        if missing:
            names = ", ".join(str(value)[:100] for value in missing[:NAMED_IN_ERRORS])
            self.fail("unknown", value=names)
        unique = {found[text].pk: found[text] for text in texts if text}
        return list(unique.values())
