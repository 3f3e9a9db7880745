"""What areas, departments, positions and locations have in common: a code, a name, a parent."""

from dataclasses import dataclass
from typing import ClassVar, Self

from django.db import models

from etpserver.api.vendor_codes import PROGRAM_ERROR
from personnel.companies.models import Company, default_company_id

CODE_LENGTH = 30
NAME_LENGTH = 100
ROOT_CODE = "1"  # of the record that every installation starts with


@dataclass(frozen=True, slots=True)
class NodeErrors:
    """The vendor's error codes for one kind of node."""

    unknown: int = PROGRAM_ERROR
    blank: int = PROGRAM_ERROR
    taken: int = PROGRAM_ERROR
    in_use: int = PROGRAM_ERROR


class TreeNode(models.Model):
    """A record with a code, a name and perhaps a parent of its own kind.

    Each kind spells the three fields in its own words (`area_code`, `dept_name`, ..), as the wire
    does; the class attributes say which is which.
    """

    code_field: ClassVar[str]
    name_field: ClassVar[str]
    parent_field: ClassVar[str]
    errors: ClassVar[NodeErrors] = NodeErrors()

    company = models.ForeignKey(Company, on_delete=models.RESTRICT, default=default_company_id)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def code(self) -> str:
        return str(getattr(self, self.code_field))

    @property
    def name(self) -> str:
        return str(getattr(self, self.name_field))

    @property
    def parent(self) -> Self | None:
        parent: Self | None = getattr(self, self.parent_field)
        return parent
