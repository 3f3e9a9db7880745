"""The operations on locations."""

from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from personnel.locations.filters import LocationFilters
from personnel.locations.models import Location
from personnel.locations.serializers import LocationWriter
from personnel.locations.shapes import LOCATION, LOCATION_WRITTEN
from personnel.tree.loading import node_sheet
from personnel.tree.views import NodeViewSet


class LocationViewSet(NodeViewSet[Location]):
    queryset = Location.objects.all()
    shape = LOCATION
    written = LOCATION_WRITTEN
    serializer_class = LocationWriter
    filters = LocationFilters
    code_field = "location_code"
    unknown_code = Location.errors.unknown
    export_columns = LOCATION.columns("location_code", "location_name", "parent_location")
    import_sheet = node_sheet(Location, import_path="import_location")

    @action(detail=False, methods=["post"], url_path="import_location")
    def import_location(self, request: Request) -> Response:
        return self.import_rows(request)
