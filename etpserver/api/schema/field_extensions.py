"""How our serializer fields look to drf-spectacular; importing this module is enough."""

from typing import Any

from drf_spectacular.extensions import OpenApiSerializerFieldExtension

from etpserver.api.references import MOST_CODES


class ReferenceFieldExtension(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]
    """A reference is a code or an id, as text or number."""

    target_class = "etpserver.api.fields.ReferenceField"
    match_subclasses = True

    def map_serializer_field(self, auto_schema: Any, direction: str) -> dict[str, Any]:
        # drf-spectacular adds null where the field allows it.
        return {
            "type": ["string", "integer"],
            "description": "Code of the record referred to, or else its id.",
        }


class ReferencesFieldExtension(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]
    """Several references: a list, one of them, or a text with commas."""

    target_class = "etpserver.api.fields.ReferencesField"
    match_subclasses = True

    def map_serializer_field(self, auto_schema: Any, direction: str) -> dict[str, Any]:
        return {
            "type": ["array", "string", "integer"],
            "items": {"type": ["string", "integer"]},
            "minItems": 1,
            "maxItems": MOST_CODES,
            "description": (
                "Codes of the records referred to, or else their ids: a list, one of them, or a "
                "text with commas."
            ),
        }


class TimeFieldExtension(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]
    """A moment; an offset is dropped, so that none is asked for."""

    target_class = "etpserver.api.fields.TimeField"
    match_subclasses = True

    def map_serializer_field(self, auto_schema: Any, direction: str) -> dict[str, Any]:
        return {
            "type": "string",
            "description": "A local time of the server, `YYYY-MM-DD HH:MM:SS`.",
        }


class CompanyFieldExtension(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]
    """A company by its UUID."""

    target_class = "iclock.terminals.fields.CompanyField"

    def map_serializer_field(self, auto_schema: Any, direction: str) -> dict[str, Any]:
        return {"type": "string", "description": "UUID of the company."}
