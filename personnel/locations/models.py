"""Locations."""

from typing import ClassVar

from django.db import models

from personnel.tree.models import CODE_LENGTH, NAME_LENGTH, TreeNode


class Location(TreeNode):
    """A place of the company."""

    code_field = "location_code"
    name_field = "location_name"
    parent_field = "parent_location"

    location_code = models.CharField(max_length=CODE_LENGTH)
    location_name = models.CharField(max_length=NAME_LENGTH)
    parent_location = models.ForeignKey(
        "self", on_delete=models.RESTRICT, null=True, blank=True, related_name="children"
    )

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["company", "location_code"], name="location_code_unique"
            )
        ]
