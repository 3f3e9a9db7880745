"""ReadViewSet: a documented resource that can be listed, read and exported."""

from collections.abc import Sequence
from typing import Any, ClassVar, TypeVar

from django.db.models import Model, QuerySet
from django.http import QueryDict
from django.http.response import HttpResponseBase
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from etpserver.api.errors import UnknownRecordError
from etpserver.api.exports import chosen_columns, export
from etpserver.api.filters import DocumentedFilters, RecordFilters
from etpserver.api.operations import OperationViewSet
from etpserver.api.pagination import Pages
from etpserver.api.references import find, find_key
from etpserver.api.repeatable import note_repeatable
from etpserver.api.shapes import Column, Shape, render_keys, render_one
from etpserver.api.vendor_codes import PROGRAM_ERROR

M = TypeVar("M", bound=Model)

READS = frozenset({"list", "retrieve", "export"})
EXPORT_PARAMETERS = frozenset({"export_type", "export_headers"})


class ReadViewSet(OperationViewSet[M]):
    """List, read and export; declare the attributes below."""

    shape: ClassVar[Shape]  # reads
    list_shape: ClassVar[Shape | None] = None  # lists, where they differ
    filters: ClassVar[type[RecordFilters]]
    code_field: ClassVar[str]  # how a path names a record, ..
    id_fields: ClassVar[Sequence[str]] = ("pk",)  # .. or else
    unknown_code: ClassVar[int] = PROGRAM_ERROR  # the vendor's code for one that does not exist
    export_columns: ClassVar[Sequence[Column]]
    export_shape: ClassVar[Shape | None] = None  # pages of JSON when no export_type is given
    staff_owner: ClassVar[str | None] = None  # path of the employee who may read the record

    filter_backends = (DocumentedFilters,)
    pagination_class = Pages
    lookup_url_kwarg = "code"

    def list(self, request: Request) -> Response:
        """200 with `{"count": .., "next": .., "data": [..], ..}`; 404 beyond the last page."""
        shape = self.list_shape or self.shape
        note_repeatable(request, shape)
        return self.page_of(self.filter_queryset(self.get_queryset()), shape)

    def retrieve(self, request: Request, code: str) -> Response:
        """200 with the record that the code, else the id, names; 404 for none."""
        note_repeatable(request, self.shape)
        key = find_key(self.get_queryset(), self.code_field, code, self.id_fields)
        return Response(self._rendered(key, self.shape))

    @action(detail=False, methods=["get", "post"], url_path="export")
    def export(self, request: Request) -> HttpResponseBase:
        """A file of every row that the filters leave, in `export_type`."""
        query = self.query_of(request)
        if self.export_shape and not query.get("export_type"):
            return self.page_of(self.filter_queryset(self.get_queryset()), self.export_shape)
        columns = chosen_columns(query.get("export_headers", ""), self.export_columns, self.shape)
        rows = self.filter_queryset(self.get_queryset())
        return export(
            rows, columns, resource=self.basename or "", export_type=query.get("export_type")
        )

    def page_of(self, rows: QuerySet[Any], shape: Shape) -> Response:
        """The page of the rows that the request asks for."""
        keys: Any = self.paginate_queryset(rows)  # `Pages` answers keys
        return self.get_paginated_response(render_keys(keys, shape, rows.db))

    def record(self, code: str) -> M:
        """The record that a path names, by code, then by id."""
        found = find(self.get_queryset(), self.code_field, code, self.id_fields)
        if found is None:
            raise UnknownRecordError("Not found.", vendor_code=self.unknown_code)
        return found

    def get_queryset(self) -> QuerySet[M]:
        """All records; for an employee who logged in, their own."""
        rows: QuerySet[M] = super().get_queryset()
        if self.staff_owner and getattr(self.request.user, "is_staff_principal", False):
            return rows.filter(**{self.staff_owner: self.request.user.employee.pk})  # type: ignore[union-attr]
        return rows

    def needed_rights(self) -> set[str]:
        return {"view"} if self.action in READS else super().needed_rights()

    def query_of(self, request: Request) -> QueryDict:
        """The parameters of a list or export; a POST may send them in its body."""
        if request.method != "POST":
            return request.query_params
        query = request.query_params.copy()
        for name, value in self.body_of(request, known=self.known_parameters()).items():
            if isinstance(value, list):
                value = ",".join(str(part) for part in value)  # noqa: PLW2901
            query[name] = "" if value is None else str(value)
        return query

    def known_parameters(self) -> set[str]:
        known = super().known_parameters()
        if self.action in {"list", "export"}:
            known |= self.filters.known_parameters() | DocumentedFilters.known_parameters
        if self.action == "list" or (self.action == "export" and self.export_shape):
            known |= Pages.known_parameters
        return known | EXPORT_PARAMETERS if self.action == "export" else known

    def _rendered(self, key: Any, shape: Shape) -> bytes:
        rendered = None if key is None else render_one(key, shape)
        if rendered is None:  # never there, or deleted since it was found
            raise UnknownRecordError("Not found.", vendor_code=self.unknown_code)
        return rendered
