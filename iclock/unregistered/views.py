"""The operations on unregistered punches."""

from iclock.transactions.filters import PunchFilters
from iclock.transactions.reading import PunchViewSet
from iclock.unregistered.models import UnregisteredPunch
from iclock.unregistered.shapes import UNREGISTERED


class UnregisteredPunchViewSet(PunchViewSet[UnregisteredPunch]):
    queryset = UnregisteredPunch.objects.all()
    shape = UNREGISTERED
    filters = PunchFilters
    export_columns = UNREGISTERED.columns()
