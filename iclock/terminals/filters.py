"""Filters of terminals."""

from etpserver.api.filters import (
    NumberFilter,
    PartFilter,
    RecordFilters,
    ReferenceFilter,
    TextFilter,
)
from personnel.areas.models import Area


class TerminalFilters(RecordFilters):
    sn = TextFilter()
    sn_icontains = PartFilter("sn")
    alias = TextFilter()
    alias_icontains = PartFilter("alias")
    ip_address = TextFilter()
    state = NumberFilter()
    area_code = ReferenceFilter(Area, "area_code", field_name="area")
