"""Fields of write serializers: codes, names and references, with the vendor's error codes."""

import re
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


class VendorField(serializers.Field[Any, Any, Any, Any]):
    """Gives its own vendor code to the errors DRF raises for it."""

    vendor_code = PROGRAM_ERROR

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
        return ErrorDetail(str(detail), code=self.vendor_code)  # type: ignore[arg-type]


class NameField(VendorField, serializers.CharField):
    """A required name."""

    def __init__(self, *, vendor_code: int = PROGRAM_ERROR, max_length: int = 100) -> None:
        super().__init__(max_length=max_length)
        self.vendor_code = vendor_code


class CodeField(VendorField, serializers.CharField):
    """A record's own code: unique, never changed, no static path of its resource."""

    default_error_messages = {
        "malformed": "Codes are made of letters, digits, '-', '_', '.' and inner spaces.",
        "reserved": "This code is a path of its resource; choose another one.",
    }

    def __init__(
        self,
        *,
        reserved: tuple[str, ...] = (),
        is_taken: Callable[[str], bool],
        vendor_code: int = PROGRAM_ERROR,
        taken_code: int = PROGRAM_ERROR,
        max_length: int = 30,
        pattern: re.Pattern[str] = CODE,
    ) -> None:
        super().__init__(max_length=max_length)
        self.reserved = reserved
        self.is_taken = is_taken
        self.vendor_code = vendor_code
        self.taken_code = taken_code
        self.pattern = pattern

    def run_validators(self, value: Any) -> None:
        super().run_validators(value)
        # "." and ".." would be folded away by clients that normalise paths.
        if not self.pattern.fullmatch(value) or value in {".", ".."}:
            self.fail("malformed")
        if value in self.reserved:
            self.fail("reserved")
        # Updates repeat the stored code; an import looks for existing records by itself.
        writer: Any = self.parent
        is_create = writer is not None and writer.instance is None
        if is_create and self.is_taken(value):
            raise vendor_error(f"{value} is taken.", self.taken_code)


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
