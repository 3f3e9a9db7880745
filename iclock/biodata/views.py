"""The operations on templates: terminals bring them, the API shows and deletes them."""

from rest_framework.request import Request
from rest_framework.response import Response

from etpserver.api.reading import ReadViewSet
from etpserver.api.vendor_codes import UNKNOWN_TEMPLATE
from iclock.biodata import services
from iclock.biodata.filters import BioDataFilters
from iclock.biodata.models import BioData
from iclock.biodata.shapes import BIODATA


class BioDataViewSet(ReadViewSet[BioData]):
    queryset = BioData.objects.all()
    shape = BIODATA
    filters = BioDataFilters
    code_field = "id"
    id_fields = ()
    unknown_code = UNKNOWN_TEMPLATE
    export_columns = BIODATA.columns()

    def destroy(self, request: Request, code: str) -> Response:
        services.delete_template(self.record(code))
        return Response({"message": "deleted"})

    def needed_rights(self) -> set[str]:
        return {"delete"} if self.action == "destroy" else super().needed_rights()
