"""The emulator's people, without its constraints."""

# ruff: noqa: SIM905, DJ008

from django.db import models

TEXTS = (
    "emp_code first_name last_name nickname device_password card_no gender contact_tel office_tel"
    " mobile national city address postcode email enroll_sn ssn religion self_password flow_role"
).split()
NUMBERS = "verify_mode emp_type dev_privilege app_status app_role".split()
SWITCHES = "enable_att enable_overtime enable_holiday".split()
DATES = "hire_date birthday validity_start validity_end".split()


class Department(models.Model):
    dept_code = models.CharField(max_length=30)
    dept_name = models.CharField(max_length=100)

    class Meta:
        db_table = "personnel_department"


class Position(models.Model):
    position_code = models.CharField(max_length=30)
    position_name = models.CharField(max_length=100)

    class Meta:
        db_table = "personnel_position"


class Area(models.Model):
    area_code = models.CharField(max_length=30)
    area_name = models.CharField(max_length=100)

    class Meta:
        db_table = "personnel_area"


class Employee(models.Model):
    id = models.CharField(max_length=32, primary_key=True)
    department = models.ForeignKey(Department, models.PROTECT)
    position = models.ForeignKey(Position, models.PROTECT, null=True)
    area = models.ManyToManyField(Area, through="EmployeeArea")
    update_time = models.DateTimeField()

    class Meta:
        db_table = "personnel_employee"
        ordering = ("id",)


class EmployeeArea(models.Model):
    employee = models.ForeignKey(Employee, models.CASCADE)
    area = models.ForeignKey(Area, models.CASCADE)

    class Meta:
        db_table = "personnel_employeearea"


for _name in TEXTS:
    models.CharField(max_length=200, null=True).contribute_to_class(Employee, _name)
for _name in NUMBERS:
    models.IntegerField(null=True).contribute_to_class(Employee, _name)
for _name in SWITCHES:
    models.BooleanField(default=False).contribute_to_class(Employee, _name)
for _name in DATES:
    models.DateField(null=True).contribute_to_class(Employee, _name)
