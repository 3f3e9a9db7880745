"""The operations on areas."""

from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from personnel.areas.filters import AreaFilters
from personnel.areas.models import Area
from personnel.areas.serializers import AreaWriter
from personnel.areas.shapes import AREA, AREA_WRITTEN
from personnel.tree.loading import node_sheet
from personnel.tree.views import NodeViewSet


class AreaViewSet(NodeViewSet[Area]):
    queryset = Area.objects.all()
    shape = AREA
    written = AREA_WRITTEN
    serializer_class = AreaWriter
    filters = AreaFilters
    code_field = "area_code"
    unknown_code = Area.errors.unknown
    export_columns = AREA.columns("area_code", "area_name", "parent_area")
    import_sheet = node_sheet(Area, import_path="import_area")

    @action(detail=False, methods=["post"], url_path="import_area")
    def import_area(self, request: Request) -> Response:
        return self.import_rows(request)
