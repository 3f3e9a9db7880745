"""Filters of punches."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict

from etpserver.api import statements
from etpserver.api.errors import DomainError
from etpserver.api.filters import RecordFilters, TextFilter, TimeFilter
from etpserver.api.references import find
from etpserver.api.times import parse_time
from etpserver.api.vendor_codes import START_AFTER_END
from iclock.transactions.models import Transaction
from personnel.employees.models import Employee

Rows = QuerySet[Any]
FIRST_MOMENT = datetime(1, 1, 1)  # noqa: DTZ001  stored times are naive
LAST_MOMENT = datetime(9999, 12, 31, 23, 59, 59)  # noqa: DTZ001


class PersonFilter(TextFilter):
    """The punches of a person: by the code they were made under, else by the employee's id."""

    def apply(self, rows: Rows, text: str) -> Rows:
        # The punch's own code comes first: those of deleted employees stay findable.
        if not statements.has(Transaction.objects.all(), "emp_code", text):
            employee = find(Employee.objects.all(), "emp_code", text)
            if employee is None:
                return rows.none()
            text = employee.emp_code
        return rows.filter(emp_code=text)


class PunchFilters(RecordFilters):
    terminal_sn = TextFilter()
    terminal_alias = TextFilter()
    start_time = TimeFilter("punch_time", is_start=True)
    end_time = TimeFilter("punch_time", is_start=False)

    @classmethod
    def apply(cls, rows: Rows, query: QueryDict) -> Rows:
        rows = super().apply(rows, query)
        start, end = _moment(query, "start_time"), _moment(query, "end_time")
        if start and end and start > end:
            raise DomainError(
                "start_time is after end_time.", vendor_code=START_AFTER_END, field="start_time"
            )
        # Measured: with one bound only SQLite walks the whole table by id, and ends late when
        # fewer rows match than the page holds, as when a client asks for what is new.
        if start and not end:
            return rows.filter(punch_time__lte=LAST_MOMENT)
        if end and not start:
            return rows.filter(punch_time__gte=FIRST_MOMENT)
        return rows


class TransactionFilters(PunchFilters):
    emp_code = PersonFilter()


def _moment(query: QueryDict, name: str) -> datetime | None:
    """A bound that has already been found readable, in either spelling."""
    text = query.get(name, "").strip() or query.get(name.capitalize(), "").strip()
    return parse_time(text) if text else None
