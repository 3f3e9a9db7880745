"""Resignations: that an employee left, when and why."""

from typing import ClassVar

from django.db import models

from personnel.employees.models import Employee


class Resignation(models.Model):
    """An employee's leaving; an employee has one at most."""

    employee = models.OneToOneField(Employee, on_delete=models.CASCADE, related_name="resignation")
    resign_date = models.DateField()
    report_generation_end_date = models.DateField()
    # Manual 4.7.1: 1 quit, 2 dismissed, 3 resign, 4 transfer, 5 retain job without salary.
    resign_type = models.IntegerField()
    disableatt = models.BooleanField(default=False)
    reason = models.CharField(max_length=200, null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["id"]
        indexes: ClassVar = [models.Index(fields=["resign_type"])]

    def __str__(self) -> str:
        return f"{self.employee} on {self.resign_date}"
