"""Departments."""

from typing import ClassVar

from django.db import models

from etpserver.api.vendor_codes import (
    BLANK_DEPARTMENT,
    DEPARTMENT_IN_USE,
    DEPARTMENT_TAKEN,
    UNKNOWN_DEPARTMENT,
)
from personnel.tree.models import CODE_LENGTH, NAME_LENGTH, NodeErrors, TreeNode


class Department(TreeNode):
    """A department; every employee belongs to one."""

    code_field = "dept_code"
    name_field = "dept_name"
    parent_field = "parent_dept"
    errors = NodeErrors(
        unknown=UNKNOWN_DEPARTMENT,
        blank=BLANK_DEPARTMENT,
        taken=DEPARTMENT_TAKEN,
        in_use=DEPARTMENT_IN_USE,
    )

    dept_code = models.CharField(max_length=CODE_LENGTH)
    dept_name = models.CharField(max_length=NAME_LENGTH)
    parent_dept = models.ForeignKey(
        "self", on_delete=models.RESTRICT, null=True, blank=True, related_name="children"
    )

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["company", "dept_code"], name="dept_code_unique")
        ]
