"""Filters of positions."""

from etpserver.api.filters import PartFilter, RecordFilters, TextFilter
from personnel.positions.models import Position
from personnel.tree.filters import parent_filter


class PositionFilters(RecordFilters):
    position_code = TextFilter()
    position_code_icontains = PartFilter("position_code")
    position_name = TextFilter()
    position_name_icontains = PartFilter("position_name")
    parent_position_code = parent_filter(Position)

    # Manual 3.5.4 prints parent_positio_coden.
    aliases = {"parent_positio_coden": "parent_position_code"}
