"""The rules of leaving and coming back."""

from collections.abc import Collection
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from etpserver.api.clock import local_now
from etpserver.api.errors import DomainError
from etpserver.api.locking import locked
from etpserver.api.vendor_codes import UNKNOWN_EMPLOYEE
from personnel.employees.models import RESIGNED, VALID, Employee
from personnel.employees.services import areas_of
from personnel.ports import device_port
from personnel.resignations.models import Resignation


class AlreadyResignedError(DomainError):
    """An employee leaves once."""


class NotResignedError(DomainError):
    """Only who has resigned can be rehired."""


def resign_employee(values: dict[str, Any]) -> Resignation:
    """Record that one employee leaves."""
    employee = values.pop("employee")
    return resign_employees([employee], values, field="employee")[0]


@transaction.atomic
def resign_employees(
    employees: Collection[Employee], values: dict[str, Any], *, field: str = "emp_code"
) -> list[Resignation]:
    """All of them leave or none; they are taken off the terminals at once."""
    gone = Resignation.objects.filter(employee__in=[person.pk for person in employees])
    if codes := list(gone.values_list("employee__emp_code", flat=True)):
        raise AlreadyResignedError(f"Already resigned: {', '.join(codes)}.", field=field)
    kept = {**values}
    if kept.get("report_generation_end_date") is None:
        kept["report_generation_end_date"] = kept["resign_date"]
    try:
        with transaction.atomic():
            made = Resignation.objects.bulk_create(
                [Resignation(employee=person, **kept) for person in employees]
            )
    except IntegrityError as problem:  # somebody else was first
        raise AlreadyResignedError("Already resigned.", field=field) from problem
    mark_resigned(employees, disable_attendance=bool(kept.get("disableatt")))
    return made


def mark_resigned(employees: Collection[Employee], *, disable_attendance: bool) -> None:
    """Give people the status of those who left and take them off the terminals."""
    change: dict[str, Any] = {"status": RESIGNED, "update_time": local_now()}
    if disable_attendance:
        change["enable_att"] = False
    Employee.objects.filter(pk__in=[person.pk for person in employees]).update(**change)
    device_port().remove_people(areas_of(employees))


@transaction.atomic
def update_resignation(record: Resignation, changes: dict[str, Any]) -> Resignation:
    """Change what is sent; disableatt, where it changes, takes effect on the employee too."""
    record = locked(record, unknown=UNKNOWN_EMPLOYEE)
    was_disabled = record.disableatt
    for name, value in changes.items():
        setattr(record, name, value)
    if changes:
        record.save(update_fields=changes)
    if record.disableatt != was_disabled:
        Employee.objects.filter(pk=record.employee_id).update(
            enable_att=not record.disableatt, update_time=local_now()
        )
    return record


@transaction.atomic
def delete_resignations(resignations: QuerySet[Resignation]) -> None:
    """Take the records back: their people work again."""
    people = list(Employee.objects.filter(resignation__in=resignations))
    resignations.delete()
    Employee.objects.filter(pk__in=[person.pk for person in people]).update(
        status=VALID, enable_att=True, update_time=local_now()
    )
    # Guess: whoever is back is sent to the terminals again.
    device_port().resync_people(list(Employee.objects.filter(pk__in=[p.pk for p in people])))


@transaction.atomic
def rehire_employees(employees: Collection[Employee]) -> None:
    """All come back or none."""
    delete_resignations(_resignations_of(employees))


@transaction.atomic
def disable_attendance(employees: Collection[Employee]) -> None:
    """People who left no longer count for attendance."""
    _resignations_of(employees).update(disableatt=True)
    Employee.objects.filter(pk__in=[person.pk for person in employees]).update(
        enable_att=False, update_time=local_now()
    )


def _resignations_of(employees: Collection[Employee]) -> QuerySet[Resignation]:
    records = Resignation.objects.filter(employee__in=[person.pk for person in employees])
    resigned = set(records.values_list("employee_id", flat=True))
    working = [person.emp_code for person in employees if person.pk not in resigned]
    if working:
        raise NotResignedError(f"Not resigned: {', '.join(working[:20])}.", field="emp_code")
    return records
