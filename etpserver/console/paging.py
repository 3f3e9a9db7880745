"""Long tables, a page at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict

SIZE = 50
LAST = 1_000_000


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows of a table, and where they are in it."""

    rows: Sequence[Any]
    number: int  # from 1
    total: int
    size: int
    query: str  # of the page's own filters, to be kept by links

    @property
    def count(self) -> int:
        return max(1, -(-self.total // self.size))

    @property
    def first(self) -> int:
        return (self.number - 1) * self.size + 1 if self.total else 0

    @property
    def last(self) -> int:
        return min(self.number * self.size, self.total)

    @property
    def previous(self) -> int | None:
        return self.number - 1 if self.number > 1 else None

    @property
    def next(self) -> int | None:
        return self.number + 1 if self.number < self.count else None


def paged(
    request: HttpRequest, rows: "QuerySet[Any, Any] | Sequence[Any]", size: int = SIZE
) -> Page:
    """The page that the query asks for, the last one if there are not so many: two queries."""
    total = rows.count() if isinstance(rows, QuerySet) else len(rows)
    last = max(1, -(-total // size))
    number = min(whole(request.GET.get("page", ""), 1), last)
    start = (number - 1) * size
    return Page(list(rows[start : start + size]), number, total, size, kept(request.GET))


def whole(text: str, default: int) -> int:
    """A number from 1 that a query or a form names."""
    is_number = text.isascii() and text.isdigit() and len(text) <= len(str(LAST))
    return max(1, int(text)) if is_number else default


def kept(query: QueryDict) -> str:
    """The query without its page, to be put before another."""
    own = query.copy()
    own.pop("page", None)
    return f"{own.urlencode()}&" if own else ""
