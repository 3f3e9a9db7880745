"""Importing resignations."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from rest_framework.exceptions import ValidationError

from etpserver.api.imports import ImportedRow, ImportSheet, RowErrors, parts_of
from personnel.employees.models import Employee
from personnel.resignations.models import Resignation
from personnel.resignations.serializers import ResignationWriter
from personnel.resignations.services import resign_employees, update_resignation

COLUMNS = ("resign_date", "report_generation_end_date", "resign_type", "reason", "disableatt")


@transaction.atomic
def load_resignations(rows: Iterable[ImportedRow], *, overwrite: bool) -> None:
    """Record new resignations and, if asked, change those that exist; all or nothing."""
    errors = RowErrors()
    seen: dict[str, int] = {}
    for part in parts_of(rows):
        _load_part(part, seen, errors, overwrite=overwrite)
    errors.raise_if_any()


RESIGNATION_SHEET = ImportSheet(
    required=("emp_code", "resign_date", "resign_type"),
    optional=("report_generation_end_date", "reason", "disableatt"),
    aliases={"employee": "emp_code"},
    load=load_resignations,
)


def _load_part(
    rows: list[ImportedRow], seen: dict[str, int], errors: RowErrors, *, overwrite: bool
) -> None:
    codes = [row.values.get("emp_code", "") for row in rows]
    people = {p.emp_code: p for p in Employee.objects.filter(emp_code__in=codes)}
    records = {
        record.employee.emp_code: record
        for record in Resignation.objects.filter(employee__in=people.values()).select_related(
            "employee"
        )
    }
    for row, code in zip(rows, codes, strict=True):
        first = seen.setdefault(code, row.number)
        if code not in people:
            errors.add(row, "emp_code", f"Unknown: {code[:100]}." if code else "It is empty.")
        elif first != row.number:
            errors.add(row, "emp_code", f"{code} stands in row {first} already.")
        elif overwrite or code not in records:
            _load_row(row, people[code], records.get(code), errors)


def _load_row(
    row: ImportedRow, employee: Employee, record: Resignation | None, errors: RowErrors
) -> None:
    sent: dict[str, Any] = {name: row.values[name] for name in COLUMNS if name in row.values}
    writer = ResignationWriter(record, data={**sent, "employee": employee.emp_code})
    try:
        writer.is_valid(raise_exception=True)
    except ValidationError as problem:
        details: Any = problem.detail
        for name, lines in details.items():
            errors.add(row, "emp_code" if name == "employee" else name, str(lines[0]))
        return
    if errors.total:
        return
    values = writer.validated_data
    values.pop("employee")
    if record is None:
        resign_employees([employee], values)
        return
    changes = {name: value for name, value in values.items() if getattr(record, name) != value}
    if changes:
        update_resignation(record, changes)
