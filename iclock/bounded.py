"""Tables that keep only so many rows."""

from typing import Any

from django.db.models import QuerySet


def keep_newest(rows: QuerySet[Any], most: int) -> None:
    """Delete all but the `most` rows with the highest ids."""
    newest_ids = rows.order_by("-pk").values_list("pk", flat=True)
    for newest_forgotten in list(newest_ids[most : most + 1]):
        rows.filter(pk__lte=newest_forgotten).delete()
