"""Companies: every record belongs to one."""

from typing import ClassVar
from uuid import UUID

from django.db import models

from etpserver.api.worlds import new_uuid

# Manual 3.1.1: the one company that the examples show.
DEFAULT_COMPANY_ID = UUID("6b969e80-f3ff-11e9-afc7-acde48001122")


def default_company_id() -> UUID:
    """The company of every record that names none."""
    return DEFAULT_COMPANY_ID


class Company(models.Model):
    """A company; the API only ever shows it inside other records."""

    id = models.UUIDField(primary_key=True, default=new_uuid)
    name = models.CharField(max_length=100)

    class Meta:
        verbose_name_plural = "companies"
        ordering: ClassVar = ["name", "id"]

    def __str__(self) -> str:
        return self.name
