"""ResourceViewSet: a documented resource, declared by class attributes."""

from collections.abc import Sequence
from typing import Any, ClassVar, TypeVar

from django.db.models import Model
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
from etpserver.api.imports import IMPORT_FIELDS, ImportSheet
from etpserver.api.permissions import holds
from etpserver.api.reading import ReadViewSet
from etpserver.api.shapes import Shape

M = TypeVar("M", bound=Model)

RIGHT_OF = {"create": "add", "destroy": "delete"}


class ResourceViewSet(ReadViewSet[M]):
    """A resource that can be written too: create, update, delete, bulk actions, imports.

    Declare the attributes below and ReadViewSet's, and give `create_record`, `update_record` and
    `delete_record` the services that do it. Anything more is an `@operation`.
    """

    written: ClassVar[Shape]  # answers of writes
    created: ClassVar[Shape | None] = None  # answers of creates, where they differ
    bulk_actions: ClassVar[Sequence[BulkAction]] = ()
    import_sheet: ClassVar[ImportSheet]  # of a resource with an import; see `import_rows`

    # ---- what a subclass gives ----------------------------------------------------------------

    def create_record(self, values: dict[str, Any]) -> M:
        """Store a record of checked values, by field; a DomainError says why not."""
        raise NotImplementedError

    def update_record(self, record: M, changes: dict[str, Any]) -> M:
        """Store what was sent, the rest stays; answers the record as it is then."""
        raise NotImplementedError

    def delete_record(self, record: M) -> None:
        """Delete it, or raise an InUseError or the like and leave all as it is."""
        raise NotImplementedError

    # ---- the documented operations ------------------------------------------------------------

    def create(self, request: Request) -> Response:
        """201 with the record; 400 with the vendor code of the first field that fails."""
        record = self.create_record(self.check_body(request))
        return self._written(record, self.created or self.written, status=201)

    def update(self, request: Request, code: str) -> Response:
        """200 with the record; what is not sent stays, but what PUT needs must be sent."""
        return self._update(request, code, partial=False)

    def partial_update(self, request: Request, code: str) -> Response:
        """200 with the record; any of its fields, or none."""
        return self._update(request, code, partial=True)

    def destroy(self, request: Request, code: str) -> Response:
        """200 with `{"message": "deleted"}`; 404 if the path names no record."""
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

    def import_rows(self, request: Request) -> Response:
        """Import the uploaded file, all or nothing; the body of a resource's import operation."""
        return Response(self.import_sheet.run(self.body_of(request, known=IMPORT_FIELDS)))

    # ---- around them --------------------------------------------------------------------------

    def needed_rights(self) -> set[str]:
        """The rights that this operation could ask for; one of them must be held."""
        if self.action == "act":
            return {choice.right for choice in self.bulk_actions}
        right = RIGHT_OF.get(self.action)
        return {right} if right else super().needed_rights()

    def _update(self, request: Request, code: str, *, partial: bool) -> Response:
        record = self.record(code)
        changes = self.check_body(request, instance=record, partial=partial)
        return self._written(self.update_record(record, changes), self.written, status=200)

    def _written(self, record: M, shape: Shape, *, status: int) -> Response:
        response = Response(self._rendered(record.pk, shape), status=status)
        if "id" not in shape.fields:
            response["X-Etp-Id"] = str(record.pk)
        return response
