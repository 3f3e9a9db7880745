"""Areas: the parts of a site that terminals stand in."""

from typing import ClassVar

from django.db import models

from etpserver.api.vendor_codes import UNKNOWN_AREA
from personnel.tree.models import CODE_LENGTH, NAME_LENGTH, NodeErrors, TreeNode


class Area(TreeNode):
    """A part of a site; people may punch at the terminals of their areas."""

    code_field = "area_code"
    name_field = "area_name"
    parent_field = "parent_area"
    errors = NodeErrors(unknown=UNKNOWN_AREA)

    area_code = models.CharField(max_length=CODE_LENGTH)
    area_name = models.CharField(max_length=NAME_LENGTH)
    parent_area = models.ForeignKey(
        "self", on_delete=models.RESTRICT, null=True, blank=True, related_name="children"
    )

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["company", "area_code"], name="area_code_unique")
        ]
