"""Filters of areas, departments, positions and locations."""

from etpserver.api.filters import ReferenceFilter
from personnel.tree.models import TreeNode


def parent_filter(kind: type[TreeNode]) -> ReferenceFilter:
    """The records right below a parent."""
    return ReferenceFilter(kind, kind.code_field, field_name=kind.parent_field)
