"""Filters of areas."""

from etpserver.api.filters import PartFilter, RecordFilters, TextFilter
from personnel.areas.models import Area
from personnel.tree.filters import parent_filter


class AreaFilters(RecordFilters):
    area_code = TextFilter()
    area_code_icontains = PartFilter("area_code")
    area_name = TextFilter()
    area_name_icontains = PartFilter("area_name")
    parent_area_code = parent_filter(Area)
