"""Resignations of tests: where they are and how they look."""

from typing import Any

from personnel.models import Employee, Resignation

RESIGNS = "/personnel/api/resigns/"
READ_KEYS = ["id", "resign_date", "resign_type", "report_generation_end_date", "disableatt",
             "employee", "first_name", "last_name"]  # fmt: skip
DAY = "Date has wrong format. Use one of these formats instead: YYYY-MM-DD."


def read(record: Resignation) -> dict[str, Any]:
    """How a list or a read shows a resignation."""
    record = Resignation.objects.select_related("employee").get(pk=record.pk)
    person = record.employee
    names = {"first_name": person.first_name, "last_name": person.last_name}
    return {
        "id": record.pk,
        "resign_date": str(record.resign_date),
        "resign_type": record.resign_type,
        "report_generation_end_date": str(record.report_generation_end_date),
        "disableatt": record.disableatt,
        "employee": {"id": person.pk, "emp_code": person.emp_code, **names},
        **names,
    }


def state(emp_code: str) -> tuple[int, bool, bool]:
    """status, enable_att, and whether there is a record."""
    person = Employee.objects.get(emp_code=emp_code)
    is_recorded = Resignation.objects.filter(employee=person).exists()
    return person.status, person.enable_att, is_recorded


WORKING = (0, True, False)
