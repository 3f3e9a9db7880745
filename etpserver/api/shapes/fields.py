"""The kinds of field a wire record is made of."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Self, cast

from django.db.models import Expression, F, Model, OuterRef

from etpserver.api.shapes.expressions import (
    JoinedTexts,
    JsonBoolean,
    JsonDateTime,
    JsonFloat,
    JsonFunc,
    JsonLiteral,
    JsonObject,
    JsonRows,
    JsonTexts,
    JsonValue,
    UuidText,
)

if TYPE_CHECKING:
    from etpserver.api.shapes.shape import Shape

Schema = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of an export: its heading and the ORM path, or expression, of its value."""

    heading: str
    path: str | Expression


class Field:
    """One key of a record; `source` is the ORM path of its value, by default the key itself."""

    json_type: ClassVar[str] = "string"
    json_format: ClassVar[str | None] = None
    wrap: ClassVar[type[JsonFunc] | None] = None

    def __init__(self, source: str = "", *, null: bool = False) -> None:
        self.source = source
        self.null = null

    def bind(self, key: str) -> Self:
        """The field under this key; called once, by its shape."""
        self.source = self.source or key
        return self

    def expression(self, prefix: str = "") -> Expression | F:
        """What the database makes of the value; `prefix`: the ORM path to the record, with `__`."""
        value = F(prefix + self.source)
        return self.wrap(value) if self.wrap else value

    def schema(self) -> Schema:
        """The value as an OpenAPI schema."""
        kind: Schema = {"type": [self.json_type, "null"] if self.null else self.json_type}
        return {**kind, "format": self.json_format} if self.json_format else kind

    def columns(self, key: str) -> list[Column]:
        """The columns that the field fills in an export."""
        return [Column(key, self.source)]

    @property
    def ordering(self) -> str | None:
        """The path that `ordering=<key>` sorts by; None if the field cannot be sorted."""
        return self.source

    @property
    def searched(self) -> list[str]:
        """The paths that `search` looks into."""
        return []


class Text(Field):
    """Text; `search` looks into it unless told otherwise."""

    def __init__(self, source: str = "", *, null: bool = False, is_searchable: bool = True) -> None:
        super().__init__(source, null=null)
        self.is_searchable = is_searchable

    @property
    def searched(self) -> list[str]:
        return [self.source] if self.is_searchable else []


class Integer(Field):
    """A whole number."""

    json_type = "integer"


class Float(Field):
    """A number with every digit it has; null for what JSON cannot say."""

    json_type = "number"
    wrap = JsonFloat


class Date(Field):
    """`YYYY-MM-DD`."""

    json_format = "date"


class DateTime(Field):
    """`YYYY-MM-DD HH:MM:SS`, the world's local time."""

    wrap = JsonDateTime


class Json(Field):
    """A stored JSON value, as it is."""

    wrap = JsonValue

    def __init__(self, json_type: str) -> None:
        super().__init__()
        self.kind = json_type

    def schema(self) -> Schema:
        return {"type": self.kind, **({"items": {}} if self.kind == "array" else {})}

    @property
    def ordering(self) -> str | None:
        return None


class Constant(Field):
    """A value that is the same in every record."""

    def __init__(self, *, value: bool | str | None) -> None:
        super().__init__()
        self.value = value

    def expression(self, prefix: str = "") -> Expression:
        return JsonLiteral(json.dumps(self.value))

    def schema(self) -> Schema:
        return {"const": self.value}

    def columns(self, key: str) -> list[Column]:
        return []

    @property
    def ordering(self) -> str | None:
        return None


class Uuid(Field):
    """A UUID as text, with its dashes."""

    json_format = "uuid"
    wrap = UuidText


class Boolean(Field):
    """`true` or `false`."""

    json_type = "boolean"
    wrap = JsonBoolean


class One(Field):
    """A nested object behind a foreign key, null for none; sorts by the related record's code.

    With `is_searchable`, `search` looks at that code too.
    """

    def __init__(
        self,
        shape: Shape,
        *,
        code: str,
        source: str = "",
        null: bool = False,
        is_searchable: bool = False,
    ) -> None:
        super().__init__(source, null=null)
        self.shape = shape
        self.code = code
        self.is_searchable = is_searchable

    @property
    def searched(self) -> list[str]:
        return [f"{self.source}__{self.code}"] if self.is_searchable else []

    def expression(self, prefix: str = "") -> Expression:
        path = f"{prefix}{self.source}__"
        # A NULL foreign key would otherwise come out as an object of nulls.
        presence = F(f"{prefix}{self.source}_id") if self.null else None
        return JsonObject(self.shape.expressions(path), presence)

    def schema(self) -> Schema:
        nested = self.shape.schema()
        return {"oneOf": [nested, {"type": "null"}]} if self.null else nested

    def columns(self, key: str) -> list[Column]:
        """A reference leaves as its code and its name."""
        return [
            Column(self._heading(key, column.heading), f"{self.source}__{column.path}")
            for name, field in self.shape.fields.items()
            if isinstance(field, Text) and "__" not in field.source
            for column in field.columns(name)
        ]

    def _heading(self, key: str, column: str) -> str:
        # parent_area + area_code -> parent_area_code; department + dept_code -> dept_code;
        # company + name -> company_name
        if "_" not in column:
            return f"{key}_{column}"
        last = key.rsplit("_", 1)[-1]
        if column.startswith(f"{last}_"):
            return f"{key}_{column.removeprefix(f'{last}_')}"
        return column

    @property
    def ordering(self) -> str | None:
        return f"{self.source}__{self.code}"


class Many(Field):
    """A list of objects through a many-to-many table, in the order of their keys."""

    json_type = "array"

    def __init__(self, shape: Shape, through: type[Model], *, owner: str, target: str) -> None:
        super().__init__()
        self.shape = shape
        self.through = through
        self.owner = owner
        self.target = target

    def expression(self, prefix: str = "") -> Expression:
        rows = self.through._default_manager.filter(**{self.owner: OuterRef(f"{prefix}pk")})
        nested = JsonObject(self.shape.expressions(f"{self.target}__"))
        nested_rows: Any = rows.order_by(f"{self.target}__pk").values(j=nested)
        return cast("Expression", JsonRows(nested_rows))  # stubs: a Subquery is an Expression

    def schema(self) -> Schema:
        return {"type": "array", "items": self.shape.schema()}

    def columns(self, key: str) -> list[Column]:
        """The related codes and names, each list joined by ";"."""
        return [
            Column(name, self._joined(field.source))
            for name, field in self.shape.fields.items()
            if isinstance(field, Text)
        ]

    def _joined(self, source: str) -> Expression:
        rows = self.through._default_manager.filter(**{self.owner: OuterRef("pk")})
        texts: Any = rows.order_by(f"{self.target}__pk").values(j=F(f"{self.target}__{source}"))
        return cast("Expression", JoinedTexts(texts))

    @property
    def ordering(self) -> str | None:
        return None


class Names(Field):
    """A list of one text of each related record, in the order of their keys."""

    json_type = "array"

    def __init__(self, through: type[Model], *, owner: str, target: str, name: str) -> None:
        super().__init__()
        self.through = through
        self.owner = owner
        self.target = target
        self.name = name

    def expression(self, prefix: str = "") -> Expression:
        rows = self.through._default_manager.filter(**{self.owner: OuterRef(f"{prefix}pk")})
        texts: Any = rows.order_by(f"{self.target}__pk").values(j=F(f"{self.target}__{self.name}"))
        return cast("Expression", JsonTexts(texts))

    def schema(self) -> Schema:
        return {"type": "array", "items": {"type": "string"}}

    @property
    def ordering(self) -> str | None:
        return None
