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
VALID, RESIGNED = 0, 100  # of `status`
CODE_LENGTH = 20


def _text(length: int) -> "models.CharField[str | None, str | None]":
    return models.CharField(max_length=length, null=True, blank=True)


class Employee(models.Model):
    """A person of the company; `id` is text: 13 digits for new ones."""

    id = models.CharField(max_length=32, primary_key=True)
    emp_code = models.CharField(max_length=CODE_LENGTH)
    first_name = _text(25)
    last_name = _text(25)
    nickname = _text(25)
    device_password = _text(20)
    card_no = _text(20)
    department = models.ForeignKey(
        "personnel.Department",
        on_delete=models.RESTRICT,
        related_name="employees",
        db_index=False,  # see the indexes below
    )
    position = models.ForeignKey(
        "personnel.Position",
        on_delete=models.RESTRICT,
        null=True,
        blank=True,
        related_name="employees",
        db_index=False,
    )
    area: "models.ManyToManyField[models.Model, EmployeeArea]" = models.ManyToManyField(
        "personnel.Area", through="personnel.EmployeeArea", related_name="employees"
    )
    company = models.ForeignKey(Company, on_delete=models.RESTRICT, default=default_company_id)
    hire_date = models.DateField(null=True, blank=True)
    gender = _text(1)
    birthday = models.DateField(null=True, blank=True)
    verify_mode = models.IntegerField(null=True, blank=True, default=0)
    emp_type = models.IntegerField(null=True, blank=True)
    validity_start = models.DateField(null=True, blank=True)
    validity_end = models.DateField(null=True, blank=True)
    contact_tel = _text(20)
    office_tel = _text(20)
    mobile = _text(20)
    national = _text(50)
    city = _text(50)
    address = _text(200)
    postcode = _text(10)
    email = _text(50)
    enroll_sn = _text(50)
    ssn = _text(20)
    religion = _text(25)
    enable_att = models.BooleanField(default=True)
    enable_overtime = models.BooleanField(default=False)
    enable_holiday = models.BooleanField(default=True)
    dev_privilege = models.IntegerField(default=0)
    self_password = models.CharField(max_length=128, default=DEFAULT_PASSWORD_HASH)
    flow_role = models.JSONField(default=list, blank=True)
    app_status = models.IntegerField(default=1)
    app_role = models.IntegerField(null=True, blank=True, default=1)
    status = models.IntegerField(default=VALID)
    update_time = models.DateTimeField(default=local_now)

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["company", "emp_code"], name="employee_code_unique_in_company"
            ),
            models.UniqueConstraint(
                fields=["company", "card_no"],
                # A blank card is never taken.
                condition=~models.Q(card_no="") & models.Q(card_no__isnull=False),
                name="employee_card_unique_in_company",
            ),
        ]
        indexes: ClassVar = [
            # Measured: those of a department of 10,000 come in order, none needs to be sorted.
            models.Index(fields=["department", "id"], name="employee_by_department"),
            models.Index(fields=["position", "id"], name="employee_by_position"),
        ]

    def __str__(self) -> str:
        return f"{self.emp_code} {self.first_name or ''}".strip()

    @property
    def is_resigned(self) -> bool:
        return self.status == RESIGNED


class EmployeeArea(models.Model):
    """That an employee may punch in an area; an area in use cannot be deleted."""

    employee = models.ForeignKey(Employee, on_delete=models.CASCADE)
    area = models.ForeignKey("personnel.Area", on_delete=models.RESTRICT, db_index=False)

    class Meta:
        verbose_name_plural = "employees"  # what an area in use is in use by
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["employee", "area"], name="employee_area_once")
        ]
        indexes: ClassVar = [
            models.Index(fields=["area", "employee"], name="employee_of_area"),
        ]

    def __str__(self) -> str:
        return f"{self.employee_id} in {self.area_id}"


class EmployeePhoto(models.Model):
    """A person's portrait: a JPEG of at most 1280 px, without metadata."""

    employee = models.OneToOneField(
        Employee, on_delete=models.CASCADE, primary_key=True, related_name="photo"
    )
    image = models.BinaryField()
    update_time = models.DateTimeField(default=local_now)

    def __str__(self) -> str:
        return f"photo of {self.employee_id}"


class StaffToken(models.Model):
    """The key an employee was given at login."""

    key = models.CharField(max_length=40, primary_key=True)
    employee = models.OneToOneField(Employee, on_delete=models.CASCADE, related_name="staff_token")
    # Counts revocations: each one changes the key, and the key that signs the employee's JWTs.
    revision = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"token of {self.employee_id}"
