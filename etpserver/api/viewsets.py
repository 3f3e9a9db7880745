"""ResourceViewSet: a documented resource, declared by class attributes."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, ClassVar, TypeVar
from urllib.parse import quote

from django.db.models import Model, QuerySet
from django.http import HttpRequest, QueryDict, StreamingHttpResponse
from rest_framework.decorators import action
from rest_framework.exceptions import ParseError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from etpserver.api.actions import (
    OBJECTS,
    BulkAction,
    chosen_action,
    named_records,
    named_values,
    success,
)
from etpserver.api.errors import DomainError, UnknownRecordError
from etpserver.api.exports import chosen_columns, export
from etpserver.api.filters import DocumentedFilters, RecordFilters
from etpserver.api.pagination import Pages
from etpserver.api.parsers import refuse_unstorable, refuse_unstorable_query
from etpserver.api.permissions import holds
from etpserver.api.references import find
from etpserver.api.shapes import Column, Shape, render, render_one
from etpserver.api.vendor_codes import PROGRAM_ERROR
from etpserver.api.worlds import current_world
from etpserver.api.writers import RecordWriter

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


class ResourceViewSet(GenericViewSet[M]):
    """List, create, read, update, delete, bulk actions and export of one resource.

    Declare `queryset`, `shape` (reads), `list_shape` (lists, where they differ), `written`
    (answers of writes), `serializer_class` (what a write may send), `filters`, `code_field` (how
    a path names a record), `unknown_code` (the vendor's code when it does not exist),
    `bulk_actions` and `export_columns`; give `create_record`, `update_record`, `delete_record`
    the services that do it. Anything more is an `@action`.
    """

    shape: ClassVar[Shape]
    list_shape: ClassVar[Shape | None] = None  # None: as `shape`
    written: ClassVar[Shape]
    serializer_class: type[RecordWriter]
    filters: ClassVar[type[RecordFilters]]
    code_field: ClassVar[str]
    unknown_code: ClassVar[int] = PROGRAM_ERROR
    bulk_actions: ClassVar[Sequence[BulkAction]] = ()
    export_columns: ClassVar[Sequence[Column]]
    staff_rows: ClassVar[Callable[..., QuerySet[Any]] | None] = None

    filter_backends = (DocumentedFilters,)
    pagination_class = Pages
    lookup_url_kwarg = "code"
    _warnings: tuple[str, ...] = ()

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
        return self._written(self.create_record(self._checked(request)), status=201)

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
            self.get_queryset(), self.code_field, values, unknown=self.unknown_code
        )
        chosen.run(records)
        return Response(success(chosen, values))

    @action(detail=False, methods=["get", "post"], url_path="export")
    def export(self, request: Request) -> StreamingHttpResponse:
        """A file of every row that the filters leave, in `export_type`."""
        query = self.query_of(request)
        columns = chosen_columns(query.get("export_headers", ""), self.export_columns, self.shape)
        rows = self.filter_queryset(self.get_queryset())
        return export(
            rows, columns, resource=self.basename or "", export_type=query.get("export_type")
        )

    def options(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Response:
        """The allowed methods, to anybody."""
        return Response(status=200)

    # ---- around them --------------------------------------------------------------------------

    def record(self, code: str) -> M:
        """The record that a path names, by code, then by id."""
        found = find(self.get_queryset(), self.code_field, code)
        if found is None:
            raise UnknownRecordError("Not found.", vendor_code=self.unknown_code)
        return found

    def needed_rights(self) -> set[str]:
        """The rights that this operation could ask for; one of them must be held."""
        if self.action == "act":
            return {choice.right for choice in self.bulk_actions}
        is_served: bool = self.action is not None  # None: a method that the path does not take
        return {RIGHT_OF.get(self.action, "change")} if is_served else set()

    def query_of(self, request: Request) -> QueryDict:
        """The parameters of a list or export; a POST may send them in its body."""
        if request.method != "POST":
            return request.query_params
        query = request.query_params.copy()
        for name, value in self.body_of(request, known=self._known_parameters()).items():
            if isinstance(value, list):
                value = ",".join(str(part) for part in value)  # noqa: PLW2901
            query[name] = "" if value is None else str(value)
        return query

    def body_of(self, request: Request, *, known: Iterable[str] | None = None) -> dict[str, Any]:
        """The body as a mapping; fields beyond the `known` ones are named or refused."""
        body = request.data
        if not isinstance(body, dict):
            raise ParseError("The body is a JSON object or a form.")
        if known is not None:
            names = set(known)
            self.not_documented("body fields", [name for name in body if name not in names])
        return body

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        if request.method == "OPTIONS":
            return
        super().initial(request, *args, **kwargs)
        refuse_unstorable_query(request.query_params)
        refuse_unstorable(list(kwargs.values()))
        unknown = [name for name in request.query_params if name not in self._known_parameters()]
        self.not_documented("query parameters", unknown)

    def not_documented(self, what: str, names: Sequence[str]) -> None:
        """Name what the manual does not know in `X-Etp-Warning`; refuse it with validate=strict."""
        if not names:
            return
        if current_world().settings.is_strict:
            raise DomainError(f"Unknown {what}: {', '.join(names)[:300]}.", field=names[0])
        warning = f"unknown {what}: {', '.join(names)}"
        if warning not in self._warnings:
            self._warnings = (*self._warnings, warning)

    def finalize_response(
        self, request: Request, response: Response, *args: Any, **kwargs: Any
    ) -> Response:
        final = super().finalize_response(request, response, *args, **kwargs)
        if self._warnings:
            text = quote("; ".join(self._warnings), safe=" ,;:=")
            final["X-Etp-Warning"] = text[:LONGEST_HEADER]
        return final

    def _known_parameters(self) -> set[str]:
        known = {"access_token"}
        if self.action in {"list", "export"}:
            known |= self.filters.known_parameters() | DocumentedFilters.known_parameters
        if self.action == "list":
            known |= Pages.known_parameters
        return known | EXPORT_PARAMETERS if self.action == "export" else known

    def _update(self, request: Request, code: str, *, partial: bool) -> Response:
        record = self.record(code)
        changes = self._checked(request, instance=record, partial=partial)
        return self._written(self.update_record(record, changes), status=200)

    def _checked(
        self, request: Request, *, instance: M | None = None, partial: bool = False
    ) -> dict[str, Any]:
        writer = self.serializer_class(
            instance,
            data=request.data,
            partial=partial,
            is_strict=current_world().settings.is_strict,
        )
        writer.is_valid(raise_exception=True)
        self.not_documented("body fields", writer.unknown_fields(self.body_of(request)))
        values: dict[str, Any] = writer.validated_data
        return values

    def _rendered(self, record: M, shape: Shape) -> bytes:
        rendered = render_one(record.pk, shape)
        if rendered is None:  # deleted since it was found
            raise UnknownRecordError("Not found.", vendor_code=self.unknown_code)
        return rendered

    def _written(self, record: M, *, status: int) -> Response:
        response = Response(self._rendered(record, self.written), status=status)
        if "id" not in self.written.fields:
            response["X-Etp-Id"] = str(record.pk)
        return response
