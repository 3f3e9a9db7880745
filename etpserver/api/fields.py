"""Fields of write serializers: codes, names and references, with the vendor's error codes."""

import re
import unicodedata
from collections.abc import Callable
from typing import Any

from django.db.models import Model, QuerySet
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ValidationError

from etpserver.api.errors import vendor_error
from etpserver.api.references import find, reference_text
from etpserver.api.vendor_codes import PROGRAM_ERROR

# Letters of any script, digits, - _ . and inner spaces; no slash, which would split a path.
CODE = re.compile(r"[\w.-]+(?: +[\w.-]+)*")
BLANK = frozenset({"required", "null", "blank"})  # what DRF calls a value that is missing


def is_code(text: str) -> bool:
    """Whether a text may be a record's code."""
    # Vowel signs and accents belong to letters: without them no Hindi code could be written.
    return bool(CODE.fullmatch("".join(c for c in text if unicodedata.category(c)[0] != "M")))


class VendorField(serializers.Field[Any, Any, Any, Any]):
    """Gives its own vendor code to those errors DRF raises for it that the code is about."""

    vendor_code = PROGRAM_ERROR
    vendor_errors = BLANK

    def run_validation(self, data: Any = serializers.empty) -> Any:
        try:
            return super().run_validation(data)
        except ValidationError as problem:
            raise ValidationError(self._with_code(problem.detail)) from problem

    def _with_code(self, detail: Any) -> Any:
        if isinstance(detail, list):
            return [self._with_code(line) for line in detail]
        if isinstance(detail.code, int):
            return detail
        code = self.vendor_code if detail.code in self.vendor_errors else PROGRAM_ERROR
        return ErrorDetail(str(detail), code=code)  # type: ignore[arg-type]


class TextField(VendorField, serializers.CharField):
    """Text, or a whole number for it; a float has no one way of being written."""

    def to_internal_value(self, data: Any) -> str:
        if isinstance(data, float):
            self.fail("invalid")
        text: str = super().to_internal_value(data)
        return text


class NameField(TextField):
    """A required name."""

    def __init__(self, *, vendor_code: int = PROGRAM_ERROR, max_length: int = 100) -> None:
        super().__init__(max_length=max_length)
        self.vendor_code = vendor_code


class CodeField(TextField):
    """A record's own code: unique, never changed, no static path of its resource."""

    default_error_messages = {
        "malformed": "Codes are made of letters, digits, '-', '_', '.' and inner spaces.",
        "reserved": "This code is a path of its resource; choose another one.",
    }

    def __init__(  # noqa: PLR0913  what a code must be, and the vendor's code where it is not
        self,
        *,
        reserved: tuple[str, ...] = (),
        is_taken: Callable[[str], bool],
        vendor_code: int = PROGRAM_ERROR,
        taken_code: int = PROGRAM_ERROR,
        max_length: int = 30,
        malformed_code: int = PROGRAM_ERROR,
        is_wellformed: Callable[[str], object] = is_code,
    ) -> None:
        super().__init__(max_length=max_length)
        self.reserved = reserved
        self.is_taken = is_taken
        self.vendor_code = vendor_code
        self.taken_code = taken_code
        self.malformed_code = malformed_code
        self.is_wellformed = is_wellformed

    def run_validators(self, value: Any) -> None:
        super().run_validators(value)
        # "." and ".." would be folded away by clients that normalise paths.
        if not self.is_wellformed(value) or value in {".", ".."}:
            raise vendor_error(str(self.error_messages["malformed"]), self.malformed_code)
        if value in self.reserved:
            self.fail("reserved")
        # Updates repeat the stored code; an import looks for existing records by itself.
        writer: Any = self.parent
        is_create = writer is not None and writer.instance is None
        if is_create and self.is_taken(value):
            raise vendor_error(f"{value} is taken.", self.taken_code)


class ReferenceField(VendorField):
    """Another record by its code, then by its id, as text or number; none by null, "" or 0."""

    vendor_errors = BLANK | {"invalid", "unknown"}
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
        self.vendor_code = unknown

    def to_internal_value(self, data: Any) -> Model | None:
        try:
            text = reference_text(data)
        except ValueError:
            self.fail("invalid")
        if text is None:
            if self.required:
                self.fail("required")
            return None
        found: Model | None = find(self.records(), self.code_field, text)
        if found is None:
            self.fail("unknown", value=text[:100])
        return found
