"""The viewset of areas, departments, positions and locations."""

from typing import Any, TypeVar

from django.db.models import QuerySet

from etpserver.api.actions import BulkAction
from etpserver.api.viewsets import ResourceViewSet
from personnel.tree import services
from personnel.tree.models import TreeNode

N = TypeVar("N", bound=TreeNode)


class NodeViewSet(ResourceViewSet[N]):
    """Records with a code, a name and a parent; declare `import_sheet` too."""

    bulk_actions = (BulkAction("delete", services.delete_nodes, right="delete"),)

    def create_record(self, values: dict[str, Any]) -> N:
        return services.create_node(self.model, values)

    def update_record(self, record: N, changes: dict[str, Any]) -> N:
        return services.update_node(record, changes)

    def delete_record(self, record: N) -> None:
        rows: QuerySet[N, N] = self.model._default_manager.filter(pk=record.pk)
        services.delete_nodes(rows)

    @property
    def model(self) -> type[N]:
        return self.get_queryset().model
