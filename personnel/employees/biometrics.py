"""The biometric columns of an employee, computed in the query."""

from typing import Any, cast

from django.db.models import Case, Count, Exists, Expression, F, OuterRef, TextField, Value, When

from etpserver.api.shapes import Column, Field
from etpserver.api.shapes.expressions import AggregatedRows, JsonFunc
from personnel.employees.models import Employee

# Manual 3.3.13 and 3.3.1: the flags of del_bio_template and the columns, by type of template.
FINGERPRINT, FACE, FINGER_VEIN, PALM, VISIBLE_LIGHT_FACE = 1, 2, 5, 8, 9
BIO_TYPES = {
    "finger_print": FINGERPRINT,
    "face": FACE,
    "finger_vein": FINGER_VEIN,
    "palm": PALM,
    "vl_face": VISIBLE_LIGHT_FACE,
}

NONE = "-"


class _Joined(AggregatedRows):
    sqlite = "(SELECT group_concat(j,' ') FROM (%(subquery)s))"
    postgresql = "(SELECT string_agg(j,' ') FROM (%(subquery)s) t)"


class _VersionText(JsonFunc):
    """`Ver <version>:<count>`."""

    sqlite = postgresql = "'Ver '||%(expressions)s"
    arg_joiner = "||':'||"


class Versions(Field):
    """`Ver <major_ver>:<count>`, joined by a space; "-" for none (manual 4.4.11).

    `templates` is the reverse name of a relation whose records have bio_type, bio_no and
    major_ver.
    """

    def __init__(self, templates: str, *, bio_type: int) -> None:
        super().__init__()
        self.templates = templates
        self.bio_type = bio_type

    def expression(self, prefix: str = "") -> Expression:
        relation: Any = Employee._meta.get_field(self.templates)
        owned = {relation.field.name: OuterRef(f"{prefix}pk"), "bio_type": self.bio_type}
        rows = relation.related_model._default_manager.filter(**owned)
        # Guess: a face of twelve parts counts once.
        counted = (
            rows.order_by("major_ver")
            .values("major_ver")
            .annotate(parts=Count("bio_no", distinct=True))
        )
        texts: Any = counted.values(j=_VersionText(F("major_ver"), F("parts")))
        # Measured: looking first saves a fifth of the statement where nobody has a template, and
        # costs nothing where all have.
        there = When(Exists(rows.order_by()), then=cast("Expression", _Joined(texts)))
        return Case(there, default=Value(NONE), output_field=TextField())

    def columns(self, key: str) -> list[Column]:
        return [Column(key, self.expression())]

    @property
    def ordering(self) -> str | None:
        return None
