"""ResourceViewSet: a documented resource, declared by class attributes."""

from collections.abc import Sequence
from typing import Any, ClassVar, TypeVar

from django.db.models import Model, QuerySet
from django.http import QueryDict
from django.http.response import HttpResponseBase
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from etpserver.api.actions import (
    OBJECTS,
    BulkAction,
    chosen_action,
    named_records,
    named_values,
    success,
)
from etpserver.api.errors import UnknownRecordError
from etpserver.api.exports import chosen_columns, export
from etpserver.api.filters import DocumentedFilters, RecordFilters
from etpserver.api.imports import IMPORT_FIELDS, ImportSheet
from etpserver.api.operations import OperationViewSet
from etpserver.api.pagination import Pages
from etpserver.api.permissions import holds
from etpserver.api.references import find
from etpserver.api.shapes import Column, Shape, render, render_one
from etpserver.api.vendor_codes import PROGRAM_ERROR

M = TypeVar("M", bound=Model)

RIGHT_OF = {
    "list": "view",
    "retrieve": "view",
    "export": "view",
    "create": "add",
    "destroy": "delete",
}
LONGEST_HEADER = 1024
EXPORT_PARAMETERS = frozenset({"export_type", "export_headers"})


class ResourceViewSet(OperationViewSet[M]):
    """List, create, read, update, delete, bulk actions and export of one resource.

    Declare the attributes below, and give `create_record`, `update_record` and `delete_record`
    the services that do it. Anything more is an `@operation`.
    """

    shape: ClassVar[Shape]  # reads
    list_shape: ClassVar[Shape | None] = None  # lists, where they differ
    written: ClassVar[Shape]  # answers of writes
    created: ClassVar[Shape | None] = None  # answers of creates, where they differ
    filters: ClassVar[type[RecordFilters]]
    code_field: ClassVar[str]  # how a path names a record, ..
    id_fields: ClassVar[Sequence[str]] = ("pk",)  # .. or else
    unknown_code: ClassVar[int] = PROGRAM_ERROR  # the vendor's code for one that does not exist
    bulk_actions: ClassVar[Sequence[BulkAction]] = ()
    export_columns: ClassVar[Sequence[Column]]
    import_sheet: ClassVar[ImportSheet]  # of a resource with an import; see `import_rows`
    export_shape: ClassVar[Shape | None] = None  # pages of JSON when no export_type is given
    staff_owner: ClassVar[str | None] = None  # path of the employee who may read the record

    filter_backends = (DocumentedFilters,)
    pagination_class = Pages
    lookup_url_kwarg = "code"

    # ---- what a subclass gives ----------------------------------------------------------------

    def create_record(self, values: dict[str, Any]) -> M:
        raise NotImplementedError

    def update_record(self, record: M, changes: dict[str, Any]) -> M:
        raise NotImplementedError

    def delete_record(self, record: M) -> None:
        raise NotImplementedError

    # ---- the documented operations ------------------------------------------------------------

    def list(self, request: Request) -> Response:
        page: Any = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(render(page, self.list_shape or self.shape))

    def create(self, request: Request) -> Response:
        record = self.create_record(self.check_body(request))
        return self._written(record, self.created or self.written, status=201)

    def retrieve(self, request: Request, code: str) -> Response:
        return Response(self._rendered(self.record(code), self.shape))

    def update(self, request: Request, code: str) -> Response:
        return self._update(request, code, partial=False)

    def partial_update(self, request: Request, code: str) -> Response:
        return self._update(request, code, partial=True)

    def destroy(self, request: Request, code: str) -> Response:
        self.delete_record(self.record(code))
        return Response({"message": "deleted"})

    @action(detail=False, methods=["post"], url_path="action")
    def act(self, request: Request) -> Response:
        """`{"object_codes": [35, 36], "action_type": "delete"}`."""
        body = self.body_of(request, known=(*OBJECTS, "action_type"))
        chosen = chosen_action(body, self.bulk_actions)
        if not holds(request.user, chosen.right, self):
            self.permission_denied(request)
        values = named_values(body)
        records = named_records(
            self.get_queryset(),
            self.code_field,
            values,
            id_fields=self.id_fields,
            unknown=self.unknown_code,
        )
        chosen.run(records)
        return Response(success(chosen, values))

    @action(detail=False, methods=["get", "post"], url_path="export")
    def export(self, request: Request) -> HttpResponseBase:
        """A file of every row that the filters leave, in `export_type`."""
        query = self.query_of(request)
        if self.export_shape and not query.get("export_type"):
            page: Any = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
            return self.get_paginated_response(render(page, self.export_shape))
        columns = chosen_columns(query.get("export_headers", ""), self.export_columns, self.shape)
        rows = self.filter_queryset(self.get_queryset())
        return export(
            rows, columns, resource=self.basename or "", export_type=query.get("export_type")
        )

    def import_rows(self, request: Request) -> Response:
        """Import the uploaded file, all or nothing; the body of a resource's import operation."""
        return Response(self.import_sheet.run(self.body_of(request, known=IMPORT_FIELDS)))

    # ---- around them --------------------------------------------------------------------------

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
        """The rights that this operation could ask for; one of them must be held."""
        if self.action == "act":
            return {choice.right for choice in self.bulk_actions}
        right = RIGHT_OF.get(self.action)
        return {right} if right else super().needed_rights()

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

    def _update(self, request: Request, code: str, *, partial: bool) -> Response:
        record = self.record(code)
        changes = self.check_body(request, instance=record, partial=partial)
        return self._written(self.update_record(record, changes), self.written, status=200)

    def _written(self, record: M, shape: Shape, *, status: int) -> Response:
        response = Response(self._rendered(record, shape), status=status)
        if "id" not in shape.fields:
            response["X-Etp-Id"] = str(record.pk)
        return response

    def _rendered(self, record: M, shape: Shape) -> bytes:
        rendered = render_one(record.pk, shape)
        if rendered is None:  # deleted since it was found
            raise UnknownRecordError("Not found.", vendor_code=self.unknown_code)
        return rendered
