"""Positions."""

from typing import ClassVar

from django.db import models

from personnel.tree.models import CODE_LENGTH, NAME_LENGTH, TreeNode


class Position(TreeNode):
    """What somebody does in the company."""

    code_field = "position_code"
    name_field = "position_name"
    parent_field = "parent_position"

    position_code = models.CharField(max_length=CODE_LENGTH)
    position_name = models.CharField(max_length=NAME_LENGTH)
    parent_position = models.ForeignKey(
        "self", on_delete=models.RESTRICT, null=True, blank=True, related_name="children"
    )

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["company", "position_code"], name="position_code_unique"
            )
        ]
