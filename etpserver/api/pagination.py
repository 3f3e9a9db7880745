"""Pages of a list and the envelope around them."""

import re
from typing import Any

import orjson
from django.conf import settings
from django.core.paginator import EmptyPage, Paginator
from django.http import QueryDict
from django.utils.functional import cached_property
from rest_framework.exceptions import NotFound
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response

from etpserver.api import statements
from etpserver.api.errors import DomainError
from etpserver.api.vendor_codes import BAD_PAGE, EMPTY_VALUE, PAGE_TOO_LARGE
from etpserver.api.worlds import current_world

DEFAULT_SIZE = 10
LARGEST_SIZE = 1000
# Manual 1.2 names pageNo and pageSize. Observed: some clients send limit.
PAGE_NAMES = ("page", "pageNo")
SIZE_NAMES = ("page_size", "pageSize", "limit")
DIGITS = re.compile(r"\+?\d+")
BEYOND_EVERY_PAGE = 10**12


class _Paginator(Paginator[Any]):
    """Counts by the fastest way."""

    @cached_property
    def count(self) -> int:
        return statements.count(self.object_list)  # type: ignore[arg-type]  # always a queryset


class Pages(BasePagination):
    """`{count, next, previous, msg, code, data}`, ten records a page unless asked otherwise."""

    known_parameters = frozenset({*PAGE_NAMES, *SIZE_NAMES})

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        """The keys of the page's rows."""
        self.request = request
        # A POST may send its parameters in the body; the links then carry them.
        self.query: QueryDict = view.query_of(request) if view else request.query_params
        self.size = _page_size(self.query)
        number = _positive(self.query, PAGE_NAMES, default=1)
        try:
            self.page = _Paginator(queryset, self.size).page(number)
        except EmptyPage as problem:
            raise NotFound("Invalid page.") from problem
        first, count = (number - 1) * self.size, self.page.paginator.count
        return statements.page_keys(queryset, first, min(first + self.size, count), count)

    def envelope(self, records: bytes) -> bytes:
        """The list answer around a JSON array."""
        head = orjson.dumps(
            {
                "count": self.page.paginator.count,
                "next": self._link(self.page.number + 1) if self.page.has_next() else None,
                "previous": self._link(self.page.number - 1) if self.page.has_previous() else None,
                "msg": "",
                "code": 0,
            }
        )
        return head[:-1] + b',"data":' + records + b"}"

    def get_paginated_response(self, data: bytes) -> Response:
        return Response(self.envelope(data))

    def _link(self, number: int) -> str:
        query = self.query.copy()
        asks_for_size = any(name in query for name in SIZE_NAMES)
        for name in (*PAGE_NAMES, *SIZE_NAMES):
            query.pop(name, None)
        if number > 1:
            query["page"] = str(number)
        if asks_for_size:
            query["page_size"] = str(self.size)
        path = f"{self.request.path}?{query.urlencode()}" if query else self.request.path
        if settings.PUBLIC_URL:
            return f"{settings.PUBLIC_URL}{path}"
        return self.request.build_absolute_uri(path)


def _page_size(query: QueryDict) -> int:
    size = _positive(query, SIZE_NAMES, default=DEFAULT_SIZE)
    if size > LARGEST_SIZE and current_world().settings.is_strict:
        raise DomainError(
            f"page_size is at most {LARGEST_SIZE}.", vendor_code=PAGE_TOO_LARGE, field="page_size"
        )
    # Observed: clients ask for 5000 and follow next.
    return min(size, LARGEST_SIZE)


def _positive(query: QueryDict, names: tuple[str, ...], *, default: int) -> int:
    name = next((name for name in names if name in query), None)
    text = query.get(name, "").strip() if name else ""
    if name is None or not text:
        if name and current_world().settings.is_strict:
            raise DomainError(f"{name} is empty.", vendor_code=EMPTY_VALUE, field=name)
        return default
    digits = text.lstrip("+0") if DIGITS.fullmatch(text) and text.isascii() else ""
    if not digits:
        raise DomainError(f"{name} is a whole number from 1.", vendor_code=BAD_PAGE, field=name)
    return int(digits) if len(digits) <= 12 else BEYOND_EVERY_PAGE
