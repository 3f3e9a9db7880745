"""Employees: the people who punch."""

from typing import ClassVar

from django.db import models

from etpserver.api.clock import local_now
from personnel.companies.models import Company, default_company_id

# Manual 3.3.1: the stored hash of "123456" that every new employee shares, so that no bulk
# import pays for hashing.
DEFAULT_PASSWORD_HASH = (
    "pbkdf2_sha256$36000$Gj09deAAUqW7$ih9vyun8PPwxvbG1+bhxB0TIQF+2IUfdhiDUf0AS0o4="  # noqa: S105
)


class Employee(models.Model):
    """A person of the company; `id` is text: 13 digits for new ones."""

    id = models.CharField(max_length=32, primary_key=True)
    emp_code = models.CharField(max_length=20)
    first_name = models.CharField(max_length=25, null=True, blank=True)
    last_name = models.CharField(max_length=25, null=True, blank=True)
    nickname = models.CharField(max_length=25, null=True, blank=True)
    email = models.CharField(max_length=50, null=True, blank=True)
    department = models.ForeignKey(
        "personnel.Department", on_delete=models.RESTRICT, related_name="employees"
    )
    position = models.ForeignKey(
        "personnel.Position",
        on_delete=models.RESTRICT,
        null=True,
        blank=True,
        related_name="employees",
    )
    area: "models.ManyToManyField[models.Model, EmployeeArea]" = models.ManyToManyField(
        "personnel.Area", through="personnel.EmployeeArea", related_name="employees"
    )
    company = models.ForeignKey(Company, on_delete=models.RESTRICT, default=default_company_id)
    self_password = models.CharField(max_length=128, default=DEFAULT_PASSWORD_HASH)
    app_status = models.IntegerField(default=1)
    status = models.IntegerField(default=0)
    update_time = models.DateTimeField(default=local_now)

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["company", "emp_code"], name="employee_code_unique_in_company"
            )
        ]

    def __str__(self) -> str:
        return f"{self.emp_code} {self.first_name or ''}".strip()


class EmployeeArea(models.Model):
    """That an employee may punch in an area; an area in use cannot be deleted."""

    employee = models.ForeignKey(Employee, on_delete=models.CASCADE)
    area = models.ForeignKey("personnel.Area", on_delete=models.RESTRICT)

    class Meta:
        verbose_name_plural = "employees"  # what an area in use is in use by
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["employee", "area"], name="employee_area_once")
        ]

    def __str__(self) -> str:
        return f"{self.employee_id} in {self.area_id}"


class StaffToken(models.Model):
    """The key an employee was given at login."""

    key = models.CharField(max_length=40, primary_key=True)
    employee = models.OneToOneField(Employee, on_delete=models.CASCADE, related_name="staff_token")

    def __str__(self) -> str:
        return f"token of {self.employee_id}"
