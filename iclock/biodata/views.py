"""The operations on templates: terminals bring them, the API shows and deletes them."""

from typing import Any

from etpserver.api.viewsets import ResourceViewSet
from iclock.biodata import services
from iclock.biodata.filters import BioDataFilters
from iclock.biodata.models import BioData
from iclock.biodata.shapes import BIODATA
from iclock.transactions.reading import NotServed

UNKNOWN_TEMPLATE = -34


class BioDataViewSet(ResourceViewSet[BioData]):
    queryset = BioData.objects.all()
    shape = BIODATA
    filters = BioDataFilters
    code_field = "id"
    id_fields = ()
    unknown_code = UNKNOWN_TEMPLATE
    export_columns = BIODATA.columns()
    create: Any = NotServed()
    update: Any = NotServed()
    partial_update: Any = NotServed()
    act: Any = NotServed()

    def delete_record(self, record: BioData) -> None:
        services.delete_template(record)
