"""Filters of locations."""

from etpserver.api.filters import PartFilter, RecordFilters, TextFilter
from personnel.locations.models import Location
from personnel.tree.filters import parent_filter


class LocationFilters(RecordFilters):
    location_code = TextFilter()
    location_code_icontains = PartFilter("location_code")
    location_name = TextFilter()
    location_name_icontains = PartFilter("location_name")
    parent_location_code = parent_filter(Location)
