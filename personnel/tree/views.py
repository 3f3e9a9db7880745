"""The viewset of areas, departments, positions and locations."""

from typing import Any, ClassVar, TypeVar

from django.db.models import QuerySet
from rest_framework.request import Request
from rest_framework.response import Response

from etpserver.api.actions import BulkAction
from etpserver.api.imports import IMPORT_FIELDS, ImportSheet
from etpserver.api.viewsets import ResourceViewSet
from personnel.tree import services
from personnel.tree.models import TreeNode

N = TypeVar("N", bound=TreeNode)


class NodeViewSet(ResourceViewSet[N]):
    """Records with a code, a name and a parent; declare `import_sheet` too."""

    bulk_actions = (BulkAction("delete", services.delete_nodes, right="delete"),)
    import_sheet: ClassVar[ImportSheet]

    def create_record(self, values: dict[str, Any]) -> N:
        return services.create_node(self.model, values)

    def update_record(self, record: N, changes: dict[str, Any]) -> N:
        return services.update_node(record, changes)

    def delete_record(self, record: N) -> None:
        rows: QuerySet[N, N] = self.model._default_manager.filter(pk=record.pk)
        services.delete_nodes(rows)

    def import_rows(self, request: Request) -> Response:
        """Import the uploaded file; all or nothing."""
        return Response(self.import_sheet.run(self.body_of(request, known=IMPORT_FIELDS)))

    @property
    def model(self) -> type[N]:
        return self.get_queryset().model
