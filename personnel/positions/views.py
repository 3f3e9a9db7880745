"""The operations on positions."""

from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from personnel.positions.filters import PositionFilters
from personnel.positions.models import Position
from personnel.positions.serializers import PositionWriter
from personnel.positions.shapes import POSITION, POSITION_WRITTEN
from personnel.tree.loading import node_sheet
from personnel.tree.views import NodeViewSet


class PositionViewSet(NodeViewSet[Position]):
    queryset = Position.objects.all()
    shape = POSITION
    written = POSITION_WRITTEN
    serializer_class = PositionWriter
    filters = PositionFilters
    code_field = "position_code"
    unknown_code = Position.errors.unknown
    export_columns = POSITION.columns("position_code", "position_name", "parent_position")
    import_sheet = node_sheet(Position, import_path="import_position")

    @action(detail=False, methods=["post"], url_path="import_position")
    def import_position(self, request: Request) -> Response:
        return self.import_rows(request)
